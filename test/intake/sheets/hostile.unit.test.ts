import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ImportError } from '../../../src/intake/table/import-error.js';
import { projectRoot } from '../../../src/kernel/project.js';
import { temporary } from '../kit.js';
import { bookOf, data, inline, partsOf, readSheet, zipOf } from './book.js';

const file = temporary();

/** What is said of a file that cannot be read: one line. */
async function refusal(name: string, bytes: Buffer | string): Promise<string> {
  const error = await readSheet(file(name, bytes)).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ImportError);
  const { message } = error as ImportError;
  expect(message).not.toContain('\n');
  return message.replace(/^FILE: /, '');
}

it.each([
  ['89504e470d0a1a0a', 'is a picture (PNG); hand in the table itself, as .xlsx or CSV'],
  ['ffd8ffe0', 'is a picture (JPEG); hand in the table itself, as .xlsx or CSV'],
  ['474946383961', 'is a picture (GIF); hand in the table itself, as .xlsx or CSV'],
  ['49492a00', 'is a picture (TIFF); hand in the table itself, as .xlsx or CSV'],
  ['52494646', 'is a picture, a sound or a film (RIFF); hand in the table itself, as .xlsx or CSV'],
  ['7b5c727466', 'is a document (RTF); put its table into a spreadsheet and save it as .xlsx or CSV'],
])('was read as a CSV with the column 塒NG: what begins with %s says what it is', async (magic, message) => {
  expect(await refusal('table.csv', Buffer.concat([Buffer.from(magic, 'hex'), Buffer.alloc(1000, 'x')]))).toBe(message);
});

it('a message of Outlook was called a workbook of the old kind', async () => {
  const bytes = readFileSync(join(projectRoot, 'test/intake/sheets/files/libreoffice.xls'));
  const entry = bytes.indexOf(Buffer.from('Workbook', 'utf16le'));
  const name = Buffer.from('__properties_version1.0', 'utf16le');
  name.copy(bytes, entry);
  bytes.writeUInt16LE(name.length + 2, entry + 64);
  expect(await refusal('mail.csv', bytes)).toMatch(/^is a message of Outlook \(\.msg\)/);
});

const sheet = data(
  ...Array.from({ length: 2000 }, (_, i) => inline(`民勤县第${i}煤业有限责任公司 ${(i * 7919) % 9973}`)),
);

it('a workbook that is cut off or damaged is told, wherever it is', async () => {
  const whole = await bookOf({ sheet });
  for (const part of [0.02, 0.3, 0.7, 0.99])
    expect(await refusal('cut.xlsx', whole.subarray(0, whole.length * part))).toMatch(
      /^is an Excel workbook or a ZIP archive that is cut off or damaged/,
    );
  // A byte of the sheet's own packed data; the directory and all other parts are whole.
  const damaged = Buffer.from(whole);
  const at = damaged.indexOf('xl/one.xml') + 2_000;
  damaged[at] = (damaged[at] as number) ^ 0xff;
  expect(await refusal('damaged.xlsx', damaged)).toMatch(/cut off or damaged|its XML is damaged/);
  expect(await refusal('zeros.xlsx', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(5000)]))).toMatch(
    /^is an Excel workbook or a ZIP archive that is cut off or damaged/,
  );
});

it('was read to the end where bytes were altered that unpack all the same: the checksum tells', async () => {
  const whole = await zipOf(partsOf({ sheet }), false);
  const altered = Buffer.from(whole);
  altered.write('X', altered.indexOf('民勤县第999') + 9, 'latin1');
  expect(await refusal('altered.xlsx', altered)).toMatch(/cut off or damaged/);
  expect((await readSheet(file('stored.xlsx', whole))).rows).toHaveLength(2000);
});

it('entities that unfold, and documents that are fetched, are refused with every DOCTYPE', async () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`;
  const external = bomb.replace(/<!DOCTYPE.*\]>/, '<!DOCTYPE x SYSTEM "file:///etc/passwd">');
  for (const xml of [bomb, external])
    expect(await refusal('entities.xlsx', await bookOf({ sheet: xml }))).toBe(
      'has a document type (DOCTYPE), which no table needs; save it anew',
    );
  const book = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "x">]><Workbook><Worksheet/></Workbook>`;
  expect(await refusal('entities.xls', book)).toMatch(/^has a document type/);
  const undeclared = '<?xml version="1.0"?><worksheet><sheetData><row><c><v>&x;</v></c></row></sheetData></worksheet>';
  expect(await refusal('undeclared.xlsx', await bookOf({ sheet: undeclared }))).toMatch(/^its XML is damaged/);
});

it('a small file that unpacks to very much is refused before it does', async () => {
  const unpacked = Buffer.alloc(70 * 1024 * 1024);
  unpacked.write('PK\u0003\u0004');
  const bomb = await zipOf({ 'a.xlsx': unpacked });
  expect(bomb.length).toBeLessThan(100_000);
  expect(await refusal('bomb.zip', bomb)).toMatch(/^unpacks to more than 64 MiB, too much for its size/);
});

it('names that lead out of the archive name nothing, and a part that is there twice is refused', async () => {
  const parts = partsOf({ sheet: data(inline('甲')) });
  const bytes = await zipOf({ ...parts, aaaaaaaaaaaaaaaa: 'x', 'bbbbbbbbbbbbbb.xml': 'x' });
  const named = Buffer.from(bytes.toString('latin1').replaceAll('a'.repeat(16), '../../etc/passwd'), 'latin1');
  expect((await readSheet(file('names.xlsx', named))).cells).toEqual([['甲']]);
  const twice = Buffer.from(
    bytes.toString('latin1').replaceAll('bbbbbbbbbbbbbb.xml', '\\xl\\\\workbook.xml'),
    'latin1',
  );
  expect(
    await refusal(
      'twice.xlsx',
      Buffer.from(twice.toString('latin1').replaceAll('\\xl\\\\workbook.xml', '///xl/workbook.xml'), 'latin1'),
    ),
  ).toMatch(/^has the part .* twice/);
});

it('an archive that needs a password, or is packed as few can read, says so', async () => {
  const whole = await bookOf({ sheet: data(inline('甲')) });
  const altered = (offset: number, value: number): Buffer => {
    const bytes = Buffer.from(whole);
    for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4))
      bytes.writeUInt16LE(value, at + offset);
    return bytes;
  };
  expect(await refusal('encrypted.xlsx', altered(8, 0x0801))).toBe('has a password; save it without one');
  expect(await refusal('deflate64.xlsx', altered(10, 9))).toMatch(/^is packed in a way that few programs read/);
});

it('lost the file over one huge cell: it rejects its row, and rows behind it are read', async () => {
  const rows = (
    await readSheet(
      file(
        'huge.xlsx',
        await bookOf({
          sheet: data(inline('甲'), inline('x'.repeat(40_000)), inline('y'.repeat(2_000_000)), inline('乙')),
        }),
      ),
    )
  ).rows;
  expect(rows.map(({ cells }) => cells[0]?.length)).toEqual([
    1,
    40_000,
    100 + ' … (more than 100000 characters)'.length,
    1,
  ]);
  expect(rows.map(({ faults }) => faults?.[0]?.message)).toEqual([
    undefined,
    undefined,
    'A3: is longer than any field; shorten it',
    undefined,
  ]);
});

it('cells far to the right fill no memory: they are refused with their row, and no sheet has more columns than XFD', async () => {
  const { rows } = await readSheet(
    file(
      'wide.xlsx',
      await bookOf({ sheet: '<sheetData><row><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row></sheetData>' }),
    ),
  );
  expect(rows).toMatchObject([
    { cells: ['1'], faults: [{ message: 'XFD1: is beyond the 1000 columns that are read; clear it' }] },
  ]);
  for (const r of ['XFE1', 'AAAAAAAAAA1', '1', ''])
    expect(
      await refusal(
        'beyond.xlsx',
        await bookOf({ sheet: `<sheetData><row><c r="${r}"><v>1</v></c></row></sheetData>` }),
      ),
    ).toMatch(/^row 1 has a cell at/);
});

it('a text that the workbook lacks, and parts that are missing, are told', async () => {
  const sheet = data('<c t="s"><v>7</v></c>');
  expect(await refusal('lacks.xlsx', await bookOf({ sheet, shared: '<si><t>甲</t></si>' }))).toBe(
    'cell A1 has a text that the workbook lacks; open it in a spreadsheet and save it anew',
  );
  const { 'xl/one.xml': _, ...parts } = partsOf({ sheet });
  expect(await refusal('no-sheet.xlsx', await zipOf(parts))).toBe('lacks its part xl/one.xml; save it anew');
  const { 'xl/workbook.xml': __, ...without } = partsOf({ sheet });
  expect(await refusal('no-book.xlsx', await zipOf(without))).toMatch(/^is a workbook without sheets/);
});

it('elements within elements without end are no table', async () => {
  const deep = `<?xml version="1.0"?><worksheet>${'<a>'.repeat(300)}</worksheet>`;
  expect(await refusal('deep.xlsx', await bookOf({ sheet: deep }))).toBe(
    'has elements within elements as no table has them',
  );
  expect(await refusal('deep.xls', `<html><table><tr><td>${'<b>'.repeat(20_000)}`)).toMatch(
    /^is a web page that no table/,
  );
});

it('workbooks of other kinds are refused with their mend', async () => {
  const types = { '[Content_Types].xml': '<Types/>' };
  expect(await refusal('a.xlsb', await zipOf({ ...types, 'xl/workbook.bin': 'x' }))).toBe(
    'is an Excel workbook in the binary form (.xlsb); save it as .xlsx or CSV',
  );
  expect(await refusal('a.docx', await zipOf({ ...types, 'word/document.xml': 'x' }))).toMatch(/^is a Word document/);
});
