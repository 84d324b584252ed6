import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnterprise } from '../../src/enterprise/enterprise.check.js';
import type { ReadOptions, Row } from '../../src/intake/table/table.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { WrittenAmount } from '../../src/kernel/written-amount.js';
import type { RegisterName } from '../../src/server/registers.js';
import { sampleUscc } from '../kit/sample.js';
import { allRows, readText } from './text-kit.js';

const record = (n: number, more: object = {}) => ({ uscc: sampleUscc(n), name: `甲"{[煤业${n}\\`, ...more });
const lines = async (name: string, text: string, size = 11) =>
  (await readText(name, text, { size })).rows.map(({ line, cells, faults }) => {
    if (faults) return `${line} ${faults[0]?.code}`;
    try {
      return `${line} ${JSON.parse(cells[0] as string).uscc}`;
    } catch {
      return `${line} no JSON`;
    }
  });
const [A, B, C] = [1, 2, 3].map((n) => sampleUscc(n)) as [string, string, string];

async function* noRows(): AsyncGenerator<Row[]> {}

describe('records in JSON', () => {
  it('are taken from an array as from lines, however both are laid out and cut', async () => {
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', '}', '[', ']', ',', '煤', '\n') }),
      fc.integer(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ uscc: value, fiveImplementations: fc.record({ plan: value }) }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom(undefined, 2, '\t'),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('', '\ufeff', '\n \n'),
        async (records, indent, size, before) => {
          const read = async (name: string, text: string) =>
            (await readText(name, before + text, { size })).rows.map(({ cells }) => JSON.parse(cells[0] as string));
          expect(await read('x.json', JSON.stringify(records, null, indent))).toEqual(records);
          expect(await read('x.ndjson', records.map((r) => JSON.stringify(r, null, indent)).join('\r\n'))).toEqual(
            records,
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('have the line on which each begins', async () => {
    const pretty = JSON.stringify([record(1), record(2)], null, 2);
    for (const size of [1, 9, 1_000]) {
      expect(await lines('x.json', `\n${pretty}\n`, size)).toEqual([`3 ${A}`, `7 ${B}`]);
      expect(await lines('x.json', pretty.replaceAll('\n', '\r\n'), size)).toEqual([`2 ${A}`, `6 ${B}`]);
      const each = [1, 2].map((n) => JSON.stringify(record(n), null, 2)).join('\r');
      expect(await lines('x.ndjson', `${each}\r${JSON.stringify(record(3))}`, size)).toEqual([
        `1 ${A}`,
        `5 ${B}`,
        `9 ${C}`,
      ]);
    }
  });

  it('that are broken are refused by themselves', async () => {
    const [a, b, c] = [record(1), record(2), record(3)].map((r) => JSON.stringify(r)) as [string, string, string];
    const broken = '{"uscc":"1","name":"甲"乙"';
    for (const size of [1, 9, 1_000]) {
      expect(await lines('x.ndjson', [a, broken, b, '{"uscc":', c, '{', a].join('\n'), size)).toEqual([
        `1 ${A}`,
        '2 no JSON',
        `3 ${B}`,
        '4 no JSON',
        `5 ${C}`,
        '6 no JSON',
        `7 ${A}`,
      ]);
      expect(await lines('x.json', `[\n${[a, `${broken}}`, b, `${broken}"}`, c].join(',\n')}\n]`, size)).toEqual([
        `2 ${A}`,
        '3 no JSON',
        `4 ${B}`,
        '5 no JSON',
        `6 ${C}`,
      ]);
      expect(await lines('x.json', `[${a}, "no record", ${b}]`, size)).toEqual([`1 ${A}`, '1 undefined', `1 ${B}`]);
    }
  });

  it('ended the import: a record of any length is refused, and those behind it are read', async () => {
    const long = JSON.stringify(record(9, { address: 'x'.repeat(1_200_000) }));
    const [a, b] = [record(1), record(2)].map((r) => JSON.stringify(r)) as [string, string];
    for (const size of [40_000, 5_000_000]) {
      expect(await lines('x.ndjson', `${a}\n${long}\n${b}\n`, size)).toEqual([
        `1 ${A}`,
        `2 ${size > 1e6 ? sampleUscc(9) : 'TOO_LONG'}`,
        `3 ${B}`,
      ]);
      expect((await lines('x.json', `[${a},\n${long},\n${b}]`, size)).at(-1)).toBe(`3 ${B}`);
    }
    expect(await lines('x.json', `[${a},\n${long},\n${b}]`, 40_000)).toEqual([`1 ${A}`, '2 TOO_LONG', `3 ${B}`]);
  });

  it('in an array that breaks off, or within an object, are refused with what to do', async () => {
    const a = JSON.stringify(record(1));
    await expect(lines('x.json', `[${a},{"uscc":"1`)).rejects.toThrow(
      /^x\.json: its JSON array does not end, the file is cut off/,
    );
    await expect(lines('x.json', `[${a}] [`)).rejects.toThrow(/^x\.json: has more behind the end of its JSON array/);
    for (const start of ['{"data":[', '{"code":0,"msg":"ok","data":[', '{\n "result": {"total": 1, "rows": [\n'])
      await expect(lines('x.json', `${start}${a}]}`, 1_000)).rejects.toThrow(
        /is one JSON object, whose "(data|rows)" is the list; hand that list in alone/,
      );
  });

  it('had half of a character that nobody could find: the field, the character and its place are named', async () => {
    const { columns, rows } = await readText(
      'x.ndjson',
      '{"uscc":"1","name":"民勤半截\\ud83d有限","address":"\\ud83d\\udd25火"}',
    );
    const checked = checkRecord(() => readEnterprise(columns.read(rows[0]?.cells as string[])));
    expect(checked).toMatchObject({
      ok: false,
      problems: [
        { path: 'uscc', code: 'USCC_LENGTH' },
        {
          path: 'name',
          code: 'SURROGATE',
          message: expect.stringMatching(/^has half of a character, U\+D83D, as character 5 /),
        },
      ],
    });
  });

  it('lost every Chinese key with a warning: keys are known by the headers of columns, their units and a mapping too', async () => {
    const read = async (record: object, reading: ReadOptions = {}, register: RegisterName = 'enterprises') => {
      const { columns, rows, warnings } = await readText('x.json', JSON.stringify([record]), { reading, register });
      const raw = columns.read(rows[0]?.cells as string[]);
      // Its rows end behind the last one that was read.
      await allRows(columns.shape(noRows(), null));
      return { raw, warnings, columns };
    };
    const { raw, warnings, columns } = await read({
      统一社会信用代码: A,
      企业名称: '甲',
      '注册资金（万元）': 50,
      注册地址: null,
      法定代表人: '乙',
    });
    expect(raw).toEqual({
      uscc: A,
      name: '甲',
      registeredCapitalText: '50',
      registeredCapitalUnit: 'TEN_THOUSAND_YUAN',
      address: null,
    });
    expect(warnings).toEqual([expect.stringMatching(/^x\.json: not used: "法定代表人"; known are/)]);
    expect(columns.headerOf('uscc')).toBe('统一社会信用代码');

    const mapped = await read({ uscc: A, 单位: '甲', 注册资今: '1', code: 2 }, { map: { 单位: 'name', 电话: null } });
    expect(mapped.raw).toEqual({ uscc: A, name: '甲' });
    expect(mapped.warnings).toEqual([
      expect.stringContaining('did you mean 注册资金 by "注册资今"?'),
      expect.stringContaining('not used: "code"'),
      'x.json: the mapping names keys that no record has: "电话"',
    ]);
    for (const own of [
      { registeredCapitalUnit: 'YUAN', registeredCapitalText: '50' },
      { registeredCapitalText: '50', registeredCapitalUnit: 'YUAN' },
    ])
      expect(await read(own, { capitalUnit: 'TEN_THOUSAND_YUAN' })).toMatchObject({ raw: own, warnings: [] });
    // A capital in words is cleared as the capital.
    expect((await read({ uscc: A, 注册资金: null })).raw).toEqual({ uscc: A, registeredCapital: null });

    const hazard = { 整改措施: '支护', '整改资金(万元)': 3, 隐患等级: '重大' };
    expect((await read(hazard, {}, 'hazards')).raw).toEqual({
      level: '重大',
      fiveImplementations: { measures: '支护', funds: new WrittenAmount('3', 'TEN_THOUSAND_YUAN') },
    });
  });

  it('of which two keys mean one field are refused, with both named', async () => {
    const fault = async (record: object, register: RegisterName = 'enterprises') => {
      const { columns, rows } = await readText('x.ndjson', JSON.stringify(record), { register });
      return checkRecord(() => columns.read(rows[0]?.cells as string[]));
    };
    expect(await fault({ uscc: A, name: '甲', 企业名称: '乙' })).toMatchObject({
      code: 'KEYS',
      message: 'the keys "name" and "企业名称" both mean name; leave one of them out',
    });
    expect(await fault({ uscc: A, registeredCapital: '1', 注册资金: '5万元' })).toMatchObject({ code: 'KEYS' });
    for (const both of [
      { fiveImplementations: null, 整改措施: '支护' },
      { 整改措施: '支护', fiveImplementations: {} },
    ])
      expect(await fault(both, 'hazards')).toMatchObject({ code: 'KEYS' });
  });

  it('repeat no key that says who a person is, whatever it is called', async () => {
    const { columns, rows } = await readText('x.ndjson', JSON.stringify({ 法定代表人: '张三', uscc: A }), {
      register: 'penalties',
    });
    const cells = rows[0]?.cells as string[];
    columns.read(cells);
    expect(columns.repeatable(cells, [{ path: 'kinds', code: 'REQUIRED', message: '' }])).toEqual([
      JSON.stringify({ 法定代表人: null, uscc: A }),
    ]);
  });
});
