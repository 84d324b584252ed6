import { describe, expect, it } from 'vitest';
import { readEnterprise } from '../../src/enterprise/enterprise.check.js';
import { matchColumns } from '../../src/intake/columns/columns.js';
import { readHeaderMap } from '../../src/intake/columns/header-map.js';
import { ImportError } from '../../src/intake/table/import-error.js';
import type { ReadOptions } from '../../src/intake/table/table.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { WrittenAmount } from '../../src/kernel/written-amount.js';
import { wholeHeaders } from '../../src/register/index.js';
import { REGISTERS, type RegisterName } from '../../src/server/registers.js';
import { sampleUscc } from '../kit/sample.js';
import { encodeGb18030 } from './gb18030.js';
import { temporary } from './kit.js';

const headersOf = (register: RegisterName) => wholeHeaders(REGISTERS[register].headers);
function match(header: string, options: ReadOptions = {}, register: RegisterName = 'enterprises') {
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  return { columns: matchColumns('x.csv', header.split(','), headersOf(register), warn, options), warnings };
}
/** The one cell of a column beside those that are needed. */
const capital = (header: string, cell: string, options: ReadOptions = {}) => {
  const { columns, warnings } = match(`uscc,name,${header}`, options);
  const { uscc, name, ...rest } = columns.read(['1', '2', cell]);
  return warnings.length > 0 ? 'not used' : rest;
};

describe('headers', () => {
  it('mean the same with a mark or a note behind them that says no unit', () => {
    const { columns, warnings } = match(
      '*企业名称,统一社会信用代码（18位）（必填）,注册日期(YYYY-MM-DD),【选填】,住所：',
      { map: { '【选填】': null } },
    );
    expect(warnings).toEqual([]);
    expect(columns.read(['甲', '1', '2', '3', '4'])).toEqual({
      name: '甲',
      uscc: '1',
      registeredOn: '2',
      address: '4',
    });
    // A note that makes it another column is none to leave out.
    const former = match('企业名称,企业名称(曾用名),统一社会信用代码,统一社会信用代码(法定代表人)');
    expect(former.warnings[0]).toContain('not used: "企业名称(曾用名)", "统一社会信用代码(法定代表人)"');
    expect(former.columns.read(['甲', '乙', '1', '2'])).toEqual({ name: '甲', uscc: '1' });
  });

  it('made millions of a capital: their unit goes with the cell, and one unit is never read as another', () => {
    const words = (registeredCapitalText: string, registeredCapitalUnit?: string) => ({
      registeredCapitalText,
      ...(registeredCapitalUnit && { registeredCapitalUnit }),
    });
    for (const header of [
      '注册资金(万元)',
      '注册资本（万元）',
      '注册资本金（单位：万元）',
      '注册资金(人民币万元)',
      '注册资本(万元)（必填）',
      '注册资金万元',
    ])
      for (const capitalUnit of [undefined, 'YUAN' as const])
        expect(capital(header, '50', { capitalUnit }), header).toEqual(words('50', 'TEN_THOUSAND_YUAN'));
    expect(capital('注册资金', '50')).toEqual(words('50'));
    expect(capital('注册资本(人民币)', '50')).toEqual(words('50'));
    expect(capital('注册资金（必填）', '50', { capitalUnit: 'TEN_THOUSAND_YUAN' })).toEqual(
      words('50', 'TEN_THOUSAND_YUAN'),
    );
    expect(capital('注册资本(元)', '500000')).toEqual({ registeredCapital: '500000' });
    expect(capital('注册资本金（元）', '500000')).toEqual(words('500000', 'YUAN'));
    // Another unit is told with each amount, whatever was said of bare ones.
    expect(capital('注册资金(万美元)', '5,000', { capitalUnit: 'YUAN' })).toEqual(words('5,000(万美元)', '万美元'));
    expect(capital('注册资金(万美元)', '50万人民币')).toEqual(words('50万人民币'));
    expect(capital('注册资金(万美元)', '')).toEqual(words(''));
    expect(capital('注册资金(亿元)', '5')).toEqual(words('500000000.00元'));
    expect(capital('注册资金(千元)', '1,500.5')).toEqual(words('1500500.00元'));
    expect(capital('注册资金(千元)', '5万元')).toEqual(words('5万元'));
    for (const header of ['注册资金(必填，单位：万元)', '注册资金（单位：万元；保留两位小数）', '注册资金(万元，必填)'])
      expect(capital(header, '50'), header).toEqual(words('50', 'TEN_THOUSAND_YUAN'));
    expect(capital('注册资金(必填，单位：元)', '50')).toEqual({ registeredCapital: '50' });
  });

  it('were quoted with a unit that no cell had: a cell that contradicts its header is told with both', () => {
    const fault = (header: string, cell: string) => {
      const { columns } = match(`uscc,name,${header}`);
      const read = checkRecord(() => readEnterprise(columns.read([sampleUscc(1), '甲', cell])));
      return read.ok ? read.command.registeredCapital : read.problems.map(({ code, message }) => `${code}: ${message}`);
    };
    for (const [header, unit] of [
      ['注册资金（万美元）', '万美元'],
      ['注册资金（千元）', '千元'],
    ] as const)
      expect(fault(header, '50元')).toEqual([
        `CAPITAL: "50元" is no amount in ${unit}, which the header says; where the cell says another unit, one of the two is wrong`,
      ]);
    expect(fault('注册资金（万美元）', '50万元')).toEqual([expect.stringContaining('"50万元" is no amount in 万美元')]);
    expect(fault('注册资金（千元）', '1.234567')).toEqual([expect.stringContaining('"1.234567" is no amount in 千元')]);
    expect(fault('注册资金（元，万元）', '5')).toEqual([expect.stringContaining('"5" is no amount in 元万元')]);
    expect(fault('注册资金（千元）', '1.5')).toBe('1500.00');
    expect(fault('注册资金（亿元）', '1.5')).toBe('150000000.00');
    expect(fault('注册资金（万美元）', '50')).toBe('500000.00');
  });

  it('are known without what only decorates them, and two names for one field', () => {
    for (const header of [
      '【企业名称】,[统一社会信用代码],"注册日期"',
      '企业（单位）名称,统一社会信用代码/注册号,成立日期/注册日期',
      '企业名称*,统一社会信用代码（注册号）,成立日期或注册日期',
      '单位（企业）名称（必填）,统一社会信用代码／注册号（必填）,「注册日期」',
    ]) {
      const { columns, warnings } = match(header);
      expect(warnings).toEqual([]);
      expect(columns.read(['甲', '1', '2'])).toEqual({ name: '甲', uscc: '1', registeredOn: '2' });
    }
    // Of another field than the code no cell proves what it is.
    for (const header of [
      '注册地址/邮编',
      '注册日期/核准日期',
      '地址/企业类型',
      '企业（曾用）名称',
      '统一社会信用代码/企业名称',
    ])
      expect(match(`uscc,name,${header}`).warnings[0], header).toContain(`not used: "${header}"`);
  });

  it('that are one word of several propose all that have it, and never another fact', () => {
    const meant = (header: string) =>
      /did you mean (.*)\?; known/.exec(match(`uscc,name,${header}`).warnings[0] ?? '')?.[1];
    expect(meant('资金')).toBe('注册资金 or 注册资金(元) or 注册资金(万元) by "资金"');
    expect(meant('日期')).toBe('注册日期 or 成立日期 or 变更日期 by "日期"');
    expect(meant('状态')).toBe('登记状态 or 经营状态 or 企业状态 by "状态"');
    expect(meant('企业名称全称')).toBe('企业名称 by "企业名称全称"');
    for (const header of ['电话', '企业名称(曾用名)', '法定代表人', '实收注册资本额', 'id'])
      expect(meant(header), header).toBeUndefined();
    expect(match('uscc,name,实收资本(万元),实缴资本').warnings).toEqual([]);
  });

  it('of other amounts say their unit too', () => {
    const loss = (header: string, cell: string) => {
      const needed = '文书编号,统一社会信用代码,行政区划代码,事故发生时间,事故类别,死亡人数,重伤人数';
      const { columns, warnings } = match(`${needed},${header}`, {}, 'accidents');
      const read = columns.read(['A', 'B', 'C', 'D', 'E', '0', '0', cell]).directEconomicLoss;
      return warnings.length > 0 ? 'not used' : read;
    };
    expect(loss('直接经济损失（元）', '12')).toBe('12');
    // What the text says is for its check to read, together with the unit.
    for (const header of ['直接经济损失（单位：万元）', '直接经济损失(万元)'])
      for (const text of ['１２．５', '￥1,250.00', '12.5万元', '约12'])
        expect(loss(header, text)).toEqual(new WrittenAmount(text, 'TEN_THOUSAND_YUAN'));
    expect(loss('直接经济损失(万元)', '')).toBe('');
    expect(loss('直接经济损失(千元)', '1.5')).toBe('1500.00');
    expect(loss('直接经济损失(亿元)', '1.2亿元')).toBe('1.2亿元');
    // Not read as 万元, nor as 元.
    for (const text of ['1.234567', '5元', '约5']) expect(loss('直接经济损失(千元)', text)).toBe(`${text}(千元)`);
    expect(loss('直接经济损失(万美元)', '12')).toBe('not used');
    // 12.5, of statistics that are in 万元 by custom, was stored as twelve yuan.
    expect(loss('直接经济损失（必填）', '12.5')).toEqual(new WrittenAmount('12.5', 'UNSAID'));
    expect(loss('直接经济损失', '')).toBe('');
    expect(loss('directEconomicLoss', '12.5')).toBe('12.5');
  });

  it('that nobody knows propose the nearest, missing ones too', () => {
    expect(match('uscc,name,注册资今,经营范畴,abc').warnings[0]).toMatch(
      /not used: "注册资今", "经营范畴", "abc"; did you mean 注册资金 by "注册资今", 经营范围 by "经营范畴"\?; known are/,
    );
    expect(() => match('企业名城,统一信用代码（必填）')).toThrow(
      /^x\.csv: missing: uscc .*; found: "企业名城", "统一信用代码（必填）"; did you mean 企业名称 by "企业名城", 统一社会信用代码 by "统一信用代码（必填）"\?; needed are/,
    );
  });

  it('may stand twice where they are empty, and once where they mean a field', () => {
    expect(match('uscc,,name,').columns.read(['1', 'x', '2', 'y'])).toEqual({ uscc: '1', name: '2' });
    expect(() => match('uscc,name,企业名称（必填）')).toThrow('"name" and "企业名称（必填）" both mean name');
  });

  it('say where a field stands, and by what a record is told from others', () => {
    const { columns } = match('企业名称,文号,统一社会信用代码,注册资金');
    expect(['name', 'uscc', 'address', 'registeredCapital', 'registeredCapitalText'].map(columns.place)).toEqual([
      0,
      2,
      null,
      3,
      3,
    ]);
    expect(columns.headerOf('registeredCapital')).toBe('注册资金');
    expect(columns.keyCell).toEqual({ uscc: 2, documentNumber: 1 });
  });

  it('of the tables of double publicity are known, in the words of its templates', () => {
    const party =
      '行政相对人名称,行政相对人类别,行政相对人代码_1(统一社会信用代码),行政相对人代码_2(工商登记码),行政相对人代码_3(组织机构代码),行政相对人代码_4(税务登记号),行政相对人代码_5(事业单位证书号),行政相对人代码_6(社会组织登记证号),法定代表人,法定代表人证件类型,法定代表人证件号码,证件类型,证件号码';
    const source = '当前状态,数据来源单位,数据来源单位统一社会信用代码,备注';
    const licence = `${party},行政许可决定文书名称,行政许可决定文书号,许可类别,许可证书名称,许可编号,许可内容,许可决定日期,有效期自,有效期至,许可机关,许可机关统一社会信用代码,${source}`;
    const penalty = `${party},行政处罚决定书文号,违法行为类型,违法事实,处罚依据,处罚类别,处罚内容,罚款金额（万元）,没收违法所得、没收非法财物的金额（万元）,暂扣或吊销证照名称及编号,处罚决定日期,处罚有效期,公示截止期,处罚机关,处罚机关统一社会信用代码,${source}`;
    for (const [register, header] of [
      ['licences', licence],
      ['penalties', penalty],
    ] as const) {
      const { columns, warnings } = match(header, {}, register);
      expect(warnings).toEqual([]);
      const raw = columns.read(header.split(',').map((name) => (/万元/.test(name) ? '1' : name)));
      expect(raw.uscc).toBe('行政相对人代码_1(统一社会信用代码)');
      expect(raw.documentNumber).toMatch(/文书号$|书文号$/);
      expect(columns.repeatable(header.split(','), []).filter((cell) => cell === '')).toHaveLength(5);
    }
    for (const register of ['licences', 'penalties', 'gradings', 'findings'] as const)
      expect(headersOf(register).fields.uscc).toContain('行政相对人代码_1');
  });
});

describe('a mapping of headers', () => {
  const file = temporary();
  const headers = headersOf('enterprises');

  it('is read from JSON, and from CSV as a spreadsheet writes it', async () => {
    const map = { 单位: 'name', 代码: '统一社会信用代码', 出资: '注册资金(万元)', 电话: null };
    const json = file('map.json', `\ufeff${JSON.stringify(map, null, 2)}`);
    const csv = file('map.csv', '表头,字段\r\n单位,name\r\n代码,统一社会信用代码\r\n出资,注册资金(万元)\r\n电话,\r\n');
    const gbk = file('gbk.csv', encodeGb18030('单位,name\n代码,统一社会信用代码\n出资,注册资金(万元)\n电话,-\n'));
    for (const from of [json, csv, gbk]) expect(await readHeaderMap(from, headers)).toEqual(map);
    const { columns, warnings } = match('单位,代码,出资,电话', { map });
    expect(warnings).toEqual([]);
    expect(columns.read(['甲', '1', '50', '2'])).toEqual({
      name: '甲',
      uscc: '1',
      registeredCapitalText: '50',
      registeredCapitalUnit: 'TEN_THOUSAND_YUAN',
    });
  });

  it('of two headers to one field says so, and not that another is missing alone', () => {
    const map = { 统一社会信用代码: 'name', 单位: 'name' };
    expect(() => match('统一社会信用代码,单位', { map })).toThrow(
      /^x\.csv: the columns "统一社会信用代码" and "单位" both mean name; leave one of them out; missing: uscc /,
    );
  });

  it('wins over what is known, and keeps the unit of their header', () => {
    const map = { 企业名称: null, 简称: '名称', '出资额（万元）': 'registeredCapitalText' };
    const { columns } = match('企业名称,简称,uscc,出资额(万元)', { map });
    expect(columns.read(['甲', '乙', '1', '5'])).toEqual({
      name: '乙',
      uscc: '1',
      registeredCapitalText: '5',
      registeredCapitalUnit: 'TEN_THOUSAND_YUAN',
    });
    expect(match('uscc,name', { map: { 电话: null } }).warnings).toEqual([
      'x.csv: the mapping names columns that the file has not: "电话"',
    ]);
  });

  it('is refused with its line, and proposes the nearest', async () => {
    const refusal = (name: string, text: string) =>
      readHeaderMap(file(name, text), headers).then(
        () => 'taken',
        (error: Error) => {
          expect(error).toBeInstanceOf(ImportError);
          return error.message.slice(error.message.indexOf(': ') + 2);
        },
      );
    expect(await refusal('a.json', '{\n "甲": "name",\n "乙": "注册资今"\n}')).toBe(
      'line 3: the mapping says that "乙" means "注册资今", which is no field and no known header; did you mean 注册资金?',
    );
    expect(await refusal('a.csv', '甲,name\n乙,adress\n')).toContain(
      'line 2: the mapping says that "乙" means "adress", which is no field and no known header; did you mean address?',
    );
    expect(await refusal('b.csv', '甲,name\n\n甲,uscc\n')).toContain('line 3: "甲" stands on line 1 already');
    expect(await refusal('c.csv', '甲,name\n乙\n')).toContain('line 2: has no two columns');
    expect(await refusal('d.json', '{"甲": 1}')).toContain('line 1: "甲" means no text');
    expect(await refusal('e.json', '{"甲": ')).toContain('is not JSON');
    expect(await refusal('f.csv', '\n')).toContain('maps no header');
    await expect(readHeaderMap('/nowhere/map.csv')).rejects.toThrow('/nowhere/map.csv: there is no such file');
    expect(() => match('uscc,name', { map: { 甲: 'adress' } })).toThrow('did you mean address?');
  });

  it('leaves the faults of a column to the record', () => {
    const { columns } = match('uscc,单位', { map: { 单位: 'name' } });
    expect(checkRecord(() => columns.read(['1']))).toMatchObject({ ok: false, code: 'COLUMNS' });
  });
});
