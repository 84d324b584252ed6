import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText } from '../../src/intake/table/csv-text.js';
import { unguarded } from '../../src/intake/table/guard.js';

const awkward = fc.array(fc.constantFrom(...'", \r\n\t\'=+-@a\u3000\ufeff＝\\$&;'), { maxLength: 5 });
const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  awkward.map((characters) => characters.join('')),
);

describe('rows that are written as CSV', () => {
  it('have the bytes that exports and rejected files had before a package wrote them', () => {
    const rows = [
      ['uscc', 'name', 'note'],
      ['91620621PDY00001X5', '甲 "乙", 丙', ''],
      [' edge', 'line\nbreak', '=SUM(1)'],
      ['return\r', "'=kept", '全角　'],
    ];
    expect(csvText(rows)).toBe(
      'uscc,name,note\n' +
        '91620621PDY00001X5,"甲 ""乙"", 丙",\n' +
        '" edge","line\nbreak",\'=SUM(1)\n' +
        '"return\r",\'\'=kept,"全角　"\n',
    );
    expect(csvText([])).toBe('');
  });

  it('are read back as what they were, none of them a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        const read: string[][] = parse(csvText(rows), { record_delimiter: '\n', relax_column_count: true });
        for (const text of read.flat()) expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(read.map((cells) => cells.map(unguarded))).toEqual(rows);
      }),
    );
  });
});
