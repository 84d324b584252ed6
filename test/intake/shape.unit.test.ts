import { describe, expect, it } from 'vitest';
import { csvText } from '../../src/intake/table/csv-text.js';
import { sampleUscc } from '../kit/sample.js';
import { CHINESE_HEADER } from './sample.js';
import { outcomes, readText } from './text-kit.js';

const codes = Array.from({ length: 9 }, (_, i) => sampleUscc(8_000 + i));
const row = (i: number) => `甲${i}公司,${codes[i]},2015-03-06,有限公司,50万人民币,煤炭销售,甘肃,武威,民勤县${i}号`;
const codesOf = async (lines: string[], name = 'x.csv') =>
  (await readText(name, [CHINESE_HEADER, ...lines].join('\n'))).rows.map(({ line, faults }) =>
    faults ? `${line} ${faults.map(({ code }) => code).join()}` : `${line}`,
  );

describe('the shape of rows', () => {
  it('had too many or too few empty cells at the end: they are dropped, and added', async () => {
    const short = row(2).split(',').slice(0, 6).join(',');
    const { rows } = await readText(
      'x.csv',
      [CHINESE_HEADER, `${row(0)},`, `${row(1)},,, `, short, row(3), ''].join('\n'),
    );
    expect(rows.map(({ cells }) => cells.length)).toEqual([9, 9, 9, 9]);
    expect(rows.map(({ faults }) => faults)).toEqual(Array(4).fill(undefined));
    expect(rows[2]?.cells).toEqual([...short.split(','), '', '', '']);
  });

  it('is refused where a cell has no column, or a column that is needed no cell', async () => {
    expect(await codesOf([`${row(0)},多`, '', '甲', '', row(1), ''])).toEqual(['2 COLUMNS', '4 COLUMNS', '6']);
  });

  it('stored half a record: a row that a line break cut in two is refused with its other half', async () => {
    const cells = row(1).split(',');
    for (let at = 0; at < cells.length; at++) {
      // Within a cell: the break stands in its middle.
      const cell = cells[at] as string;
      const halves = [cell.slice(0, 2), cell.slice(2)];
      const cut = [[...cells.slice(0, at), halves[0]].join(','), [halves[1], ...cells.slice(at + 1)].join(',')];
      expect(await codesOf([row(0), '', ...cut, '', row(2), '']), `in column ${at + 1}`).toEqual([
        '2',
        '4 LINE_BREAK',
        '5 LINE_BREAK',
        '7',
      ]);
    }
    const thrice = `${cells.slice(0, 5).join(',')},煤炭\n销\n售,${cells.slice(6).join(',')}`;
    expect(await codesOf([row(0), '', thrice, '', row(2), ''])).toEqual([
      '2',
      ...[4, 5, 6].map((n) => `${n} LINE_BREAK`),
      '8',
    ]);
  });

  it('is whole beside a stray line, which is refused alone', async () => {
    for (const stray of ['短了', '本页数据仅供参考', '续'])
      expect(await codesOf([row(0), stray, row(1), '']), stray).toEqual(['2', '3 COLUMNS', '4']);
    // What would end its last cell, or begin the name of the next one, is no stray line.
    expect(await codesOf([row(0), '三雷镇2号', row(1), ''])).toEqual(['2 LINE_BREAK', '3 LINE_BREAK', '4']);
    const halfName = row(1).replace('甲1公司', '有限公司');
    expect(await codesOf([row(0), '民勤红沙岗', halfName, ''])).toEqual(['2', '3 LINE_BREAK', '4 LINE_BREAK']);
  });

  it('is no half where the next row is a record, a footer or far away', async () => {
    const short = (i: number) => row(i).split(',').slice(0, 8).join(',');
    const code = codes[2] as string;
    expect(
      await codesOf([
        short(0),
        short(1),
        short(2).replace(code, `${code.slice(0, -1)}?`),
        short(3),
        '合计,4家',
        '',
        '甲',
        '',
      ]),
    ).toEqual(['2', '3', '4', '5', '6 FOOTER', '8 COLUMNS']);
    const many = Array(6).fill('短了');
    expect((await codesOf([row(0), ...many, row(1), ''])).filter((line) => !/ /.test(line))).toEqual(['2', '9']);
  });

  it('stored a record of a file that was cut off: its last row, without a line break, is refused', async () => {
    expect(await codesOf([row(0), row(1).slice(0, -16)])).toEqual(['2', '3 COLUMNS']);
    expect(await codesOf([row(0), row(1)])).toEqual(['2', '3']);
  });

  it('stored a record without its last cells: quotes that swallowed as many refuse it', async () => {
    const cells = row(0).split(',');
    const swallowed = [...cells.slice(0, 5), '"煤炭,甘肃"', ...cells.slice(7)].join(',');
    expect(await codesOf([swallowed, row(1), ''])).toEqual(['2 COLUMNS', '3']);
    const { rows } = await readText('x.csv', `${CHINESE_HEADER}\n${swallowed}\n`);
    expect(rows[0]?.faults?.[0]?.message).toContain('has 8 columns, the header has 9, and a cell in quotes');
  });

  it('shifted the columns: a number that its thousands separator cut in two is named', async () => {
    const [name, code] = row(0).split(',');
    const rest = '煤炭销售,甘肃,武威,民勤县1号';
    const cut = [
      `${name},${code},2015-03-06,有限公司,5,000(万美元),${rest}`,
      `${name},${code},2015-03-06,5,000(万美元),${rest}`,
      `${name},${code},2015-03-06,5,125(万美元),${rest}`,
      `${name},${code},2015-03-06,有限公司,1,250,000元,${rest}`,
      `${name},${code},2015-03-06,有限公司,5,000万,煤炭销售,甘肃,武威,`,
      `${name},${code},2015-03-06,有限公司,￥5,000,煤炭销售,甘肃,武威`,
    ];
    expect(await codesOf([...cut, row(1), ''])).toEqual([...cut.map((_, i) => `${i + 2} THOUSANDS`), '8']);
    const { rows } = await readText('x.csv', `${CHINESE_HEADER}\n${cut[0]}\n`);
    expect(rows[0]?.faults?.[0]?.message).toContain('注册资金: "5" and "000(万美元)" looks like one number');
    // Counts before an amount are numbers of their own.
    const header =
      '文书编号,统一社会信用代码,行政区划代码,事故发生时间,事故类别,死亡人数,重伤人数,直接经济损失(万元),事故简要经过';
    const accident = `A-1,${codes[0]},620621,2026-03-18 03:40,坍塌,3,1,125,基坑\n`;
    expect(
      (await readText('x.csv', `${header}\n${accident}`, { register: 'accidents' })).rows[0]?.faults,
    ).toBeUndefined();
    const staff = `企业名称,统一社会信用代码,注册资金(万元),从业人数,注册地址\n甲,${codes[0]},50,120,105国道\n`;
    expect((await readText('x.csv', staff)).rows[0]?.faults).toBeUndefined();
  });

  it('let half a record in by the back door: a rejected file that nobody mended is refused as it was', async () => {
    const cells = row(1).split(',');
    const [first, second] = [cells.slice(0, 5).join(','), cells.slice(6).join(',')];
    const lines = [row(0), '', `${first},煤`, `炭,${second}`, '', row(2), '续三楼', '', cells.slice(0, 6).join(',')];
    const read = await readText('x.csv', [CHINESE_HEADER, ...lines].join('\n'));
    const refused = read.rows.filter(({ faults }) => faults);
    expect(outcomes(refused)).toEqual(['4 LINE_BREAK', '5 LINE_BREAK', '7 LINE_BREAK', '8 LINE_BREAK', '10 COLUMNS']);
    // As it is written, and as a spreadsheet saves it, which fills rows up.
    for (const width of [0, 12]) {
      const text = csvText([
        ['line', 'code', 'message', ...CHINESE_HEADER.split(',')],
        ...refused.map(({ line, cells: own, faults }) => {
          const all = [String(line), faults?.[0]?.code ?? '', faults?.[0]?.message ?? '', ...own];
          return [...all, ...Array(Math.max(0, width - all.length)).fill('')];
        }),
      ]);
      const again = await readText('x.csv.rejected.csv', text);
      expect(again.rows.map(({ faults }) => faults?.[0]?.code)).toEqual(refused.map(({ faults }) => faults?.[0]?.code));
      const mended = text.replace(/^4,[\s\S]*?\n5,.*\n/m, `4,LINE_BREAK,x,${row(1)}\n`);
      expect((await readText('x.csv.rejected.csv', mended)).rows[0]?.faults).toBeUndefined();
    }
    const footer = await readText('f.csv', `line,code,message,${CHINESE_HEADER}\n6,FOOTER,x,合计,2家,,,,,,,\n`);
    expect(outcomes(footer.rows)).toEqual(['2 FOOTER']);
  });

  it('says once of totals, signatures and repeated headers that they are no records', async () => {
    const below = [
      '合计,2家,,,,,,,',
      '制表单位：某局,,,,,,,,',
      '填表人: 甲,,审核人：乙,,,,,,',
      '总计',
      '共2条',
      '以下空白',
      '备注：见附件',
      CHINESE_HEADER,
    ];
    expect(await codesOf([row(0), ...below, row(1), ''])).toEqual([
      '2',
      ...below.slice(0, -1).map((_, i) => `${i + 3} FOOTER`),
      '10 HEADER',
      '11',
    ]);
    const notes = [
      ',,合计3',
      '民勤县市场监督管理局（盖章）',
      '制表（盖章）',
      '*红字为注销企业',
      '———',
      '—以下无正文—',
      '2026年3月1日',
    ];
    const three = await readText(
      'x.csv',
      `企业名称,统一社会信用代码,注册地址\n${notes.join('\n')}\n甲,${codes[0]},x\n`,
    );
    expect(outcomes(three.rows).map((row) => row.replace(/\|.*/, ''))).toEqual([
      ...notes.map((_, i) => `${i + 2} FOOTER`),
      `${notes.length + 2} 甲`,
    ]);
    // A record without a code is missing one, whatever day is in it.
    expect(await codesOf([row(0).replace(codes[0] as string, ''), ''])).toEqual(['2']);
    // A company is called so, and has a code.
    expect(await codesOf([row(0).replace('甲0公司', '合计贸易有限公司'), ''])).toEqual(['2']);
  });
});

describe('how a text is written', () => {
  const table = (text: string, name = 'x.csv') => readText(name, text);
  const [name, code] = ['甲公司', codes[0] as string];

  it('separates its cells by what makes the columns’ names known', async () => {
    for (const separator of [',', '\t', ';', '|'])
      for (const eol of ['\n', '\r', '\r\n']) {
        const text = ['企业名称,统一社会信用代码,注册地址', `${name},${code},"a${separator}b"`, '']
          .join(eol)
          .replaceAll(/(?<!a),/g, separator);
        expect(outcomes((await table(text)).rows)).toEqual([`2 ${name}|${code}|a${separator}b`]);
      }
  });

  it('may say it itself, on a line that counts', async () => {
    for (const said of ['sep=;', '"sep=;"', 'SEP=;\r', '\ufeffsep=;;;'])
      expect(outcomes((await table(`${said}\nuscc;name\n${code};甲,乙\n`)).rows)).toEqual([`3 ${code}|甲,乙`]);
    expect(outcomes((await table(`sep=;\nuscc,name\n${code},甲\n`)).rows)).toEqual([`3 ${code}|甲`]);
    expect(outcomes((await table(`sep=^\nuscc^name\n${code}^甲\n`)).rows)).toEqual([`3 ${code}|甲`]);
  });

  it('is refused with a hint where Chinese commas separate it', async () => {
    await expect(table(`企业名称，统一社会信用代码\n${name}，${code}\n`)).rejects.toThrow(
      /^x\.csv: its columns are separated by “，”, which cells have as text too; separate them by commas/,
    );
  });

  it('has titles above the columns’ names, which are no rows', async () => {
    const text = `民勤县企业名录（2026年3月）,,\n,,\n\n导出时间：2026年3月1日,,\n企业名称,统一社会信用代码,注册地址\n${name},${code},x\n`;
    const { rows, columns } = await table(text);
    expect([outcomes(rows), columns.header[0]]).toEqual([[`6 ${name}|${code}|x`], '企业名称']);
    const far = `${'标题\n'.repeat(40)}企业名称,统一社会信用代码\n${name},${code}\n`;
    await expect(table(far)).rejects.toThrow(/^x\.csv: missing: uscc/);
    await expect(table(`${name},${code},x\n${text}`)).rejects.toThrow(
      'x.csv: line 1 is a record above the columns’ names of line 6',
    );
  });

  it('took the memory of thousands of empty columns, a sheet’s to its edge: only those with a name are read', async () => {
    const edge = ','.repeat(16_000);
    const { rows, columns } = await readText(
      'x.csv',
      `uscc,name${edge}\n${code},${name}${edge}\n${code},x,y${edge}\n`,
      { size: 9_000 },
    );
    expect(columns.header).toEqual(['uscc', 'name']);
    expect(outcomes(rows)).toEqual([`2 ${code}|${name}`, '3 COLUMNS']);
    const named = Array.from({ length: 2_000 }, (_, i) => `列${i}${'（）'.repeat(30)}`);
    await expect(readText('x.csv', `uscc,name,${named.join(',')}\n`, { size: 9_000 })).rejects.toThrow(
      'line 1 names 2002 columns, at most 1000 are read',
    );
    const long = `${'(a)'.repeat(20_000)}`;
    expect((await readText('x.csv', `uscc,name,${long}\n${code},${name},x\n`, { size: 9_000 })).warnings[0]).toContain(
      'not used: "(a)(a)',
    );
  });

  it('has its columns’ names in one line: two are refused with a hint, unless one has all', async () => {
    const hint = /^x\.csv: the columns’ names stand in two lines \(1 and 2\), as merged cells have them/;
    await expect(
      table(`企业名称,统一社会信用代码,注册信息,\n,,注册日期,注册地址\n${name},${code},2015-03-06,x\n`),
    ).rejects.toThrow(hint);
    await expect(table(`企业名称,基本信息,\n,统一社会信用代码,注册日期\n${name},${code},2015-03-06\n`)).rejects.toThrow(
      hint,
    );
    const grouped = await table(`基本信息,,注册信息\n企业名称,统一社会信用代码,注册日期\n${name},${code},2015-03-06\n`);
    expect(outcomes(grouped.rows)).toEqual([`3 ${name}|${code}|2015-03-06`]);
    const both = await table(`企业名称,统一社会信用代码\nname,uscc\n${name},${code}\n`);
    expect(both.rows.map(({ line }) => line)).toEqual([2, 3]);
  });
});
