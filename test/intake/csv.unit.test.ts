import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/intake/table/table.js';
import { csvRows } from '../../src/intake/text/csv.js';
import { CsvReader } from '../../src/intake/text/csv-reader.js';
import { sampleUscc } from '../kit/sample.js';
import { allRows, outcomes, parts } from './text-kit.js';

const csv = (text: string, size = 7, width: number | null = null) =>
  allRows(csvRows(parts(text, size), { separator: ',', width }));
const CODES = Array.from({ length: 9 }, (_, i) => sampleUscc(7_000 + i));
const BREAKS = ['\n', '\r\n', '\r'];
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const UNIT = fc.constantFrom('a', '煤', ',', '"', '\n', '\r\n', '\r', ' ', '。');

/** In whatever pieces a text comes, and so with every break of it at an edge once, its rows are these. */
async function everyCut(text: string, expected: string[], width: number | null = null) {
  for (const size of [1, 2, 3, 7, 1_000_000]) expect(outcomes(await csv(text, size, width))).toEqual(expected);
}

describe('rows of CSV', () => {
  const header = 9;
  const row = (i: number, scope: string) => `甲${i},${CODES[i]},2015-03-06,有限,50万,${scope},甘肃,武威,民勤县${i}号`;

  it('are those of csv-parse, for any well-formed text, in pieces of any length', async () => {
    const cell = fc.oneof(
      fc.string({ unit: UNIT, maxLength: 8 }).map((text) => ({ text, written: quoted(text) })),
      fc
        .string({ unit: fc.constantFrom('a', '煤', ' ', '。', "'"), maxLength: 5 })
        .map((text) => ({ text, written: text })),
    );
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(...BREAKS),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        async (cells, eol, size, open) => {
          const lines = cells.map((row) => row.map(({ written }) => written).join(','));
          const text = lines.join(eol) + (open ? '' : eol);
          const theirs = parse(text, { relax_column_count: true, record_delimiter: eol }) as string[][];
          let line = 1;
          const expected = theirs.map((row, i) => {
            const here = { line, ...(line !== i + 1 && { row: i + 1 }), cells: row };
            line += (lines[i] as string).split(/\r\n|\n|\r/).length;
            return here;
          });
          expect(theirs).toEqual(cells.map((row) => row.map((c) => c.text)));
          expect(await csv(text, size)).toEqual(expected.filter((row) => row.cells.some((c) => c.trim() !== '')));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are the same whatever ends the lines, mixed too', async () => {
    for (const eol of BREAKS) await everyCut(['a,b', 'c,d', 'e,f', ''].join(eol), ['1 a|b', '2 c|d', '3 e|f']);
    await everyCut('a,b\rc,d\r\n\ne,f\n\r\ng,"h\r\ni\rj"\r\nk,l', [
      '1 a|b',
      '2 c|d',
      '4 e|f',
      '6 g|h\r\ni\rj',
      '9 k|l',
    ]);
  });

  it('stood elsewhere in a spreadsheet, behind a cell of several lines: they are counted as there too', async () => {
    const text = 'a,b\n1,"x\r\ny"\n\n2,z\n3,"u"\n';
    for (const size of [1, 3, 1_000]) {
      expect((await csv(text, size)).map(({ line, row }) => [line, row])).toEqual([
        [1, undefined],
        [2, undefined],
        [5, 4],
        [6, 5],
      ]);
    }
    // Of a quote that holds whole rows, a spreadsheet makes one.
    const over = [row(0, 'x'), row(1, '"煤炭'), row(2, '煤炭"'), row(3, 'x'), ''].join('\n');
    expect((await csv(over, 9, header)).map(({ line, row: at }) => at ?? line)).toEqual([1, 2, 2, 3]);
  });

  it('skip blank lines and count them', async () => {
    await everyCut('\n\na,b\n\r\n,,\n  \nc,d', ['3 a|b', '7 c|d']);
  });

  it('have quotes as text where they stand inside a cell, or close before text on their line', async () => {
    await everyCut('a "b" c,d"\n"e"f,g\n"","h"" i"\n', ['1 a "b" c|d"', '2 "e"f|g', '3 |h" i']);
    await everyCut('"a" ,b\n', ['1 a|b']);
  });

  it('are refused where a quote with a separator in it closes before text', async () => {
    await everyCut('a,b\n"c,d"e,f\ng,h\n', ['1 a|b', '2 QUOTE', '3 g|h']);
    expect((await csv('"c,d"e,f\n'))[0]?.cells).toEqual(['"c', 'd"e', 'f']);
  });

  it('swallowed a file behind a stray quote: one that would close on a later line before text, or never, is text', async () => {
    await everyCut('a,"b,c\nd,e,f\ng,"h",i\n', ['1 a|"b|c', '2 d|e|f', '3 g|h|i']);
    await everyCut('a,b\n"c\n1",d\ne,"f\ng,h\n', ['1 a|b', '2 c\n1|d', '4 e|"f', '5 g|h']);
    const far = `a,"b\n${'c,d\n'.repeat(40_000)}e,"f"\n`;
    const rows = await csv(far, 50_000);
    expect([rows.length, rows[0]?.cells, rows.at(-1)]).toEqual([
      40_002,
      ['a', '"b'],
      { line: 40_002, cells: ['e', 'f'] },
    ]);
  });

  it('stored a company with another’s address: a quote over whole rows refuses every line of it', async () => {
    const text = [row(0, 'x'), row(1, '"煤炭'), row(2, 'x'), row(3, '煤炭"'), row(4, 'x'), ''].join('\n');
    await everyCut(
      text,
      [
        `1 ${row(0, 'x').replaceAll(',', '|')}`,
        '2 QUOTE',
        '3 QUOTE',
        '4 QUOTE',
        `5 ${row(4, 'x').replaceAll(',', '|')}`,
      ],
      header,
    );
    const [, , third] = await csv(text, 9, header);
    expect(third).toMatchObject({
      cells: row(2, 'x').split(','),
      faults: [{ message: expect.stringContaining('lines 2 to 4') }],
    });
  });

  it('of which none has a valid code are told by their length', async () => {
    const nameless = (i: number, scope: string) => row(i, scope).replace(CODES[i] as string, '无');
    const text = [nameless(1, '"煤炭'), nameless(2, '煤炭"'), ''].join('\n');
    await everyCut(text, ['1 QUOTE', '2 QUOTE'], header);
  });

  it('stay whole where a cell has lines, and commas in them', async () => {
    for (const scope of ['采矿，\r\n销售；""双回路""供电', '采矿, 销售\n矿山, 机械', '一,二\n三', '\n']) {
      const rows = await csv(`${row(0, `"${scope}"`)}\n${row(1, 'x')}\n`, 7, header);
      expect(rows.map(({ cells, faults }) => [cells[5], faults])).toEqual([
        [scope.replaceAll('""', '"'), undefined],
        ['x', undefined],
      ]);
    }
    const address = `甲,${CODES[0]},2015-03-06,有限,50万,x,甘肃,武威,"甘肃省, 武威市\n民勤县, 三雷镇"\n`;
    expect((await csv(address, 7, header))[0]?.faults).toBeUndefined();
  });

  it('took quadratic time for hostile quotes: every character is looked at a bounded number of times', () => {
    const N = 6_000;
    const hostile = [
      '"\n',
      '"a\n',
      '""a\n',
      '"""\n',
      '"""a\n',
      '"a""\n',
      '"a,"b,\n',
      '","a\n',
      '"a","\n',
      'a,"b\nc,d\n',
      '" \n',
      '"\r',
      ',"',
      '""',
      '"a,b"c,',
      '"x\n""\n',
      `"${'a'.repeat(50)}\n`,
    ];
    for (const piece of hostile) {
      for (const size of [1_000, 64_000, 10_000_000]) {
        const text = piece.repeat(N);
        const reader = new CsvReader({ separator: ',', width: 5 });
        for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
        reader.end();
        expect(reader.steps / text.length, JSON.stringify([piece, size])).toBeLessThan(12);
      }
    }
  });

  it('ended the import: a line of any length is refused, and the rows behind it are read', async () => {
    async function* long(): AsyncGenerator<string> {
      yield 'a,b\nc,';
      for (let i = 0; i < 400; i++) yield 'x'.repeat(10_000);
      yield ',d\r';
      yield '\ne,f\n';
    }
    const rows = await allRows(csvRows(long()));
    expect(outcomes(rows)).toEqual(['1 a|b', '2 TOO_LONG', '3 e|f']);
    expect((rows[1] as Row).cells.join('').length).toBeLessThan(500);
    const cells = `a,${'y'.repeat(70_000)},z\nb,"${'w'.repeat(70_000)}",z\nc,d\n`;
    expect(outcomes(await csv(cells, 10_000))).toEqual(['1 TOO_LONG', '2 TOO_LONG', '3 c|d']);
  });

  it('ended the import: a quote that never closes gathers no more than a cell of it', async () => {
    const reader = new CsvReader({ separator: ',', width: null });
    let rows = reader.push('a,b\nc,"d\n').length;
    for (let i = 0; i < 100; i++) rows += reader.push('e,f\n'.repeat(5_000)).length;
    expect(rows + reader.end().length).toBe(500_002);
    // As many quotes as lines, of which each closes one and opens another: one record without an end.
    const endless = new CsvReader({ separator: ',', width: null });
    const found: Row[] = endless.push('"a\n');
    for (let i = 0; i < 200; i++) found.push(...endless.push('","a\n'.repeat(1_000)));
    found.push(...endless.end());
    expect(found[0]?.faults?.[0]?.code).toBe('TOO_LONG');
    expect(found.at(-1)?.line).toBeLessThanOrEqual(200_001);
  });
});
