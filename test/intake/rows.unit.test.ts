import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnterprise } from '../../src/enterprise/enterprise.check.js';
import { enterpriseHeaders } from '../../src/enterprise/enterprise.files.js';
import { readTable } from '../../src/intake/reading/read-table.js';
import { ImportError } from '../../src/intake/table/import-error.js';
import type { Row } from '../../src/intake/table/table.js';
import { csvRows } from '../../src/intake/text/csv.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { wholeHeaders } from '../../src/register/index.js';

async function* parts(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function all(rows: AsyncIterable<Row[]>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const some of rows) found.push(...some);
  return found;
}

const csv = (text: string, size = 7) => all(csvRows(parts(text, size)));

const table = async (file: string, text: string) => {
  const warnings: string[] = [];
  const { columns, rows } = await readTable(file, parts(text, 11), wholeHeaders(enterpriseHeaders), (w) =>
    warnings.push(w),
  );
  return { columns, rows: await all(rows), warnings };
};

describe('rows of CSV', () => {
  it('gives any cells back with the line that each row starts on', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '煤', ',', '"', '\n', '\r\n', ' ', 'x'), maxLength: 8 });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        async (cells, eol, size, open) => {
          const lines = cells.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(','));
          const text = lines.join(eol) + (open ? '' : eol);
          let line = 1;
          const expected = cells.map((row, i) => {
            const here = { line, cells: row };
            line += (lines[i] as string).split('\n').length;
            return here;
          });
          const found = await csv(text, size);
          expect(found).toEqual(expected.filter(({ cells: c }) => c.some((text) => text.trim() !== '')));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('skips blank lines and counts them', async () => {
    expect(await csv('\n\na,b\n\r\n,,\n  \nc,d')).toEqual([
      { line: 3, cells: ['a', 'b'] },
      { line: 7, cells: ['c', 'd'] },
    ]);
  });

  it('takes quotes inside a cell for text, as exports write them', async () => {
    expect(await csv('a "b" c,d"\n"e"f,g\n')).toEqual([
      { line: 1, cells: ['a "b" c', 'd"'] },
      { line: 2, cells: ['"e"f', 'g'] },
    ]);
  });

  it('names the row of a quote that never closes', async () => {
    const text = 'a,b\n"c\n1",d\ne,"f\ng,h\n';
    for (const size of [1, 5, 1000]) {
      await expect(csv(text, size)).rejects.toThrow(
        /^x\.csv: a quote \("\) that opens in the row of line 4 never closes/,
      );
    }
  });

  it('does not gather the rest of a file behind such a quote', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<string> {
      yield 'a,b\nc,"d\n';
      for (; ; given++) yield 'e,f\n'.repeat(10_000);
    }
    await expect(all(csvRows(endless()))).rejects.toThrow(
      /^x\.csv: the row of line 2 has more than 1000000 characters/,
    );
    expect(given).toBeLessThan(40);
  });
});

describe('tables', () => {
  it('reads by name, else by content', async () => {
    const json = '{"uscc":"1","name":"a"}\n';
    expect((await table('x.ndjson', `oops\n${json}`)).rows).toHaveLength(2);
    expect((await table('x.jsonl.gz', json)).columns.header).toEqual(['record']);
    expect((await table('export', `\n ${json}`)).rows).toEqual([{ line: 2, cells: [json.trim()] }]);
    expect((await table('export.txt', 'uscc,name\n1,a\n')).rows).toEqual([{ line: 2, cells: ['1', 'a'] }]);
    await expect(table('x.json', `[${json}]`)).rejects.toThrow('x.json: is one JSON array; write one record a line');
  });

  it('refuses a file without content', async () => {
    for (const text of ['', ' \n\r\n'])
      await expect(table('x.csv', text)).rejects.toThrow(new ImportError('x.csv: is empty; export it again'));
    await expect(table('x.csv', ',,\n')).rejects.toThrow('x.csv: has no line with the columns’ names');
    await expect(table('x.ndjson', '\n')).rejects.toThrow('x.ndjson: is empty');
    expect((await table('x.csv', 'uscc,name')).rows).toEqual([]);
  });

  it('leaves DEL out, and says so once', async () => {
    const { rows, warnings } = await table('x.csv', 'uscc,name\n1,煤\u007f业\n2,\u007f\u007f煤业\n');
    expect(rows.map((r) => r.cells[1])).toEqual(['煤业', '煤业']);
    expect(warnings).toEqual(['x.csv: has invisible DEL characters (U+007F); they are left out']);
  });

  it('refuses lines that are no records, and values that would become others', async () => {
    const { columns, rows } = await table(
      'x.ndjson',
      [
        '{"uscc":"1"',
        '["1"]',
        '"1"',
        '{"uscc":{"a":1}}',
        '{"name":["a"]}',
        '{"documentNumber":12345678901234567890}',
        '{"uscc":"1","name":null,"n":1.5}',
      ].join('\r\n'),
    );
    // What is no text or number is refused by the register's reader, with the record's other faults.
    const outcome = rows.map(({ cells }) => {
      const checked = checkRecord(() => readEnterprise(columns.read(cells)));
      return checked.ok ? 'taken' : checked.problems.map((p) => `${p.path} ${p.code}`).join(', ');
    });
    expect(outcome).toEqual([
      ' JSON',
      ' JSON',
      ' JSON',
      'uscc TYPE, name REQUIRED',
      'uscc REQUIRED, name TYPE',
      'uscc REQUIRED, name REQUIRED, documentNumber TYPE',
      'uscc USCC_LENGTH, name REQUIRED',
    ]);
  });

  it('reads the rejected rows of NDJSON back from their column', async () => {
    const { columns, rows } = await table(
      'x.ndjson.rejected.csv',
      '\ufeffline,code,message,record\n7,JSON,is not JSON,"{""uscc"":""1"",""name"":""煤""}"\n',
    );
    expect(columns.read((rows[0] as Row).cells)).toEqual({ uscc: '1', name: '煤' });
  });
});
