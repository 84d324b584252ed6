import { describe, expect, it } from 'vitest';
import { readEnterprise } from '../../src/enterprise/enterprise.check.js';
import { ImportError } from '../../src/intake/table/import-error.js';
import type { Row } from '../../src/intake/table/table.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { readText as table } from './text-kit.js';

describe('tables', () => {
  it('reads by name, else by content', async () => {
    const json = '{"uscc":"1","name":"a"}\n';
    expect((await table('x.ndjson', `oops\n${json}`)).rows).toHaveLength(2);
    expect((await table('x.jsonl.gz', json)).columns.header).toEqual(['record']);
    expect((await table('export', `\n ${json}`)).rows).toEqual([{ line: 2, cells: [json.trim()] }]);
    expect((await table('export.txt', 'uscc,name\n1,a\n')).rows).toEqual([{ line: 2, cells: ['1', 'a'] }]);
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

  it('dropped data under an empty header without a word: it says once where it stands', async () => {
    const { warnings } = await table('x.csv', 'uscc,,name,,\n1,,a,,\n\n2,x,b,,\n3,y,c,, z\n4,y,c,,,q\n');
    expect(warnings).toEqual([
      'x.csv: not used: columns that have data and no name, B (first in line 4), E (first in line 5); write their names into the line with the columns’ names',
    ]);
    expect((await table('x.csv', 'uscc,name,,\n1,a,,\n')).warnings).toEqual([]);
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
