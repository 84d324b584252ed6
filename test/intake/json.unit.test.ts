import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnterprise } from '../../src/enterprise/enterprise.check.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { sampleUscc } from '../kit/sample.js';
import { readText } from './text-kit.js';

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
});
