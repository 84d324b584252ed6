import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText } from '../../src/intake/table/csv-text.js';
import { keptWhole, unguarded } from '../../src/intake/table/guard.js';

const awkward = fc.array(fc.constantFrom(...'", \r\n\t\'=+-@a\u3000\ufeff＝\\$&;'), { maxLength: 5 });
const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  awkward.map((characters) => characters.join('')),
  fc.stringMatching(/^'{0,2}( ?0[0-9]{0,3}|[0-9.]{10,14}|[0-9]e[0-9]|[0-9]{1,4}[-/][0-9]{1,2}) ?$/),
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

  it.each([
    ['as exports write them', undefined],
    ['as they are kept whole in a spreadsheet', keptWhole],
  ])('are read back as what they were, none of them a formula, %s', (_, guard) => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        const read: string[][] = parse(csvText(rows, guard), { record_delimiter: '\n', relax_column_count: true });
        for (const text of read.flat()) expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(read.map((cells) => cells.map(unguarded))).toEqual(rows);
      }),
    );
  });
});

it('a code lost its digits, a number its zeros and a document number became a day where a rejected file was opened', () => {
  const kept = ['916206211234567890', '0610', '2024-1', '3/4', '5E10', '1234567890.25', "'0610"];
  expect(kept.map(keptWhole)).toEqual(kept.map((text) => `'${text}`));
  const plain = ['100.50', '2015-03-06', '20150306', 'E12', '甲-1', '12345678901', ''];
  expect(plain.map(keptWhole)).toEqual(plain);
  for (const text of [...kept, ...plain]) expect(unguarded(keptWhole(text))).toBe(text);
});
