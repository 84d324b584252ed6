import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnterprise } from '../../src/enterprise/enterprise.check.js';
import { matchColumns } from '../../src/intake/columns/columns.js';
import { ImportError } from '../../src/intake/table/import-error.js';
import { projectRoot } from '../../src/kernel/project.js';
import { WrittenAmount } from '../../src/kernel/written-amount.js';
import { wholeHeaders } from '../../src/register/index.js';
import { REGISTER_NAMES, REGISTERS, type RegisterName } from '../../src/server/registers.js';
import { CHINESE_HEADER, chineseRows } from './sample.js';

const headersOf = (register: RegisterName) => wholeHeaders(REGISTERS[register].headers);

function match(header: string, register: RegisterName = 'enterprises') {
  const warnings: string[] = [];
  const columns = matchColumns('x.csv', header.split(','), headersOf(register), (message) => warnings.push(message));
  return { columns, warnings };
}

function refusal(header: string): string {
  try {
    match(header);
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error('the header was taken');
}

describe('columns', () => {
  it('knows the headers of the real export, the unused ones too', () => {
    const { columns, warnings } = match(CHINESE_HEADER);
    expect(warnings).toEqual([]);
    const record = readEnterprise(columns.read((chineseRows(1, 1)[0] as string).split(',')));
    expect(record).toMatchObject({
      name: '民勤县第1煤业有限责任公司',
      registeredCapital: '510000.00',
      currency: 'CNY',
      division: undefined,
    });
    expect(columns.headerOf('registeredOn')).toBe('注册日期');
  });

  it('knows every field of every register by its English name', () => {
    for (const register of REGISTER_NAMES) {
      // An amount in words is the amount: both are no two columns.
      const fields = Object.keys(headersOf(register).fields).filter((field) => field !== 'registeredCapitalText');
      const { columns, warnings } = match(fields.join(','), register);
      expect(warnings).toEqual([]);
      const raw = columns.read(fields.map((f) => `the ${f}`));
      for (const field of fields) {
        const value = field.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], raw);
        expect(value).toBe(`the ${field}`);
      }
    }
  });

  it('knows the headers of the demonstration files', () => {
    const files = REGISTER_NAMES.filter((name) => existsSync(join(projectRoot, `scripts/demonstration/${name}.csv`)));
    expect(files.length).toBeGreaterThan(4);
    for (const name of files) {
      const text = readFileSync(join(projectRoot, `scripts/demonstration/${name}.csv`), 'utf8');
      expect(match(text.slice(0, text.indexOf('\n')).trim(), name).warnings).toEqual([]);
    }
  });

  it('lets no header of a register mean two fields', () => {
    for (const { fields, tenThousands = {}, unused = [] } of REGISTER_NAMES.map(headersOf)) {
      const all = [...Object.keys(fields), ...Object.values(fields).flat(), ...Object.keys(tenThousands)];
      expect(all.filter((h, i) => all.indexOf(h) !== i || unused.includes(h))).toEqual([]);
    }
  });

  it('does not mind full width, case, spaces and a mark', () => {
    const { columns, warnings } = match('\ufeffＵＳＣＣ, Name ,REGISTEREDON,Valid From,注册资本（万元）');
    expect(warnings).toEqual([]);
    expect(columns.read(['1', '2', '3', '4', '5'])).toEqual({
      uscc: '1',
      name: '2',
      registeredOn: '3',
      validFrom: '4',
      registeredCapitalText: '5',
      registeredCapitalUnit: 'TEN_THOUSAND_YUAN',
    });
  });

  it('warns once of columns that it does not know, and leaves them out', () => {
    const { columns, warnings } = match('uscc,name,法定代表人,电话,');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/x\.csv: not used: "法定代表人", "电话"; known are .*uscc \(统一社会信用代码\)/);
    expect(columns.read(['1', '2', '3', '4', '5'])).toEqual({ uscc: '1', name: '2' });
  });

  it('says which columns are missing, which were found and which are expected', () => {
    const message = refusal('公司,企业类型');
    expect(message).toContain(
      'x.csv: missing: uscc (统一社会信用代码), name (企业名称); found: "公司", "企业类型"; needed are',
    );
    expect(message).toContain('also known are');
    // What files call in words is named as they call it.
    expect(message).toContain(' 注册资金,');
    expect(message).not.toContain('registeredCapitalText');
  });

  it('has a hint where the header is a record, or separated by something else', () => {
    expect(refusal(chineseRows(1, 1)[0] as string)).toContain('the first line is a record');
    expect(refusal('企业名称;统一社会信用代码')).toContain('separate the columns by commas');
    expect(refusal('a\nb,c')).toContain('"a\\nb"');
  });

  it('refuses two columns of one field', () => {
    expect(refusal('uscc,name,注册日期,成立日期')).toBe(
      'x.csv: the columns "注册日期" and "成立日期" both mean registeredOn; leave one of them out',
    );
  });

  it('took one of two amounts without a word: two columns of one amount are refused, whatever their units', () => {
    for (const [first, second] of [
      ['注册资金(元)', '注册资本(万元)'],
      ['注册资金', '注册资本(元)'],
      ['registeredCapital', '注册资金（万美元）'],
    ] as const)
      expect(refusal(`uscc,name,${first},${second}`)).toBe(
        `x.csv: the columns "${first}" and "${second}" both mean registeredCapital; leave one of them out`,
      );
    for (const [register, name] of [
      ['accidents', '直接经济损失'],
      ['hazards', '整改资金'],
      ['penalties', '罚款金额(元)'],
      ['penalties', '没收金额(元)'],
    ] as const) {
      const needed = headersOf(register).required.join(',');
      expect(() => match(`${needed},${name},${name.replace('(元)', '')}(万元)`, register)).toThrow('both mean');
    }
  });

  it('refuses a row with a wrong number of cells', () => {
    const { columns } = match('uscc,name');
    expect(() => columns.read(['1'])).toThrow('has 1 columns, the header has 2');
    expect(() => columns.read(['1', '2', ''])).toThrow('has 3 columns, the header has 2');
  });

  it('hands an amount on as it is written, with the unit that its column says', () => {
    const header =
      '文书编号,统一社会信用代码,行政区划代码,事故发生时间,事故类别,死亡人数,重伤人数,直接经济损失（万元）';
    const { columns } = match(header, 'accidents');
    const loss = (text: string) => columns.read(['A', 'B', 'C', 'D', 'E', '0', '0', text]).directEconomicLoss;
    const said = (text: string) => new WrittenAmount(text, 'TEN_THOUSAND_YUAN');
    const texts = ['1,250.5', '12.5万元', '约三万'];
    expect([...texts, ' ', ''].map(loss)).toEqual([...texts.map(said), '', '']);
  });

  it('gathers the five implementations of a hazard into their object, none where all are blank', () => {
    const header = 'documentNumber,uscc,level,description,foundOn,整改措施,整改资金(万元),fiveImplementations.deadline';
    const { columns } = match(header, 'hazards');
    const base = ['H', 'U', '重大', '顶板离层', '2025-01-01'];
    expect(columns.read([...base, '支护', '3', '2025-06-01']).fiveImplementations).toEqual({
      measures: '支护',
      funds: new WrittenAmount('3', 'TEN_THOUSAND_YUAN'),
      deadline: '2025-06-01',
    });
    expect(columns.read([...base, '', ' ', '']).fiveImplementations).toBeUndefined();
  });
});
