import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { encodeGb18030 } from './gb18030.js';

/**
 * What a spreadsheet of China makes of a CSV as it opens it (Excel 2016 and later): with a byte order mark the text is UTF-8, else GBK; a
 * number is shown with eleven digits at most and saved as it is shown; a day is a day.
 */
export function opened(bytes: Buffer): string[][] {
  const utf8 = bytes.subarray(0, 3).equals(Buffer.from('\ufeff'));
  const text = new TextDecoder(utf8 ? 'utf-8' : 'gbk').decode(bytes);
  const rows: string[][] = parse(text, { relax_column_count: true });
  return rows.map((cells) => cells.map(shown));
}

function shown(cell: string): string {
  const text = cell.trim();
  if (/^\d+(\.\d+)?(e\d+)?$/i.test(text)) {
    const number = Number(text);
    if (number < 1e11) return String(Number(number.toPrecision(10)));
    return number.toExponential(5).replace(/0+e/, 'E').replace(/\.?e/, 'E');
  }
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text) ?? [];
  if (year) return `${year}/${Number(month)}/${Number(day)}`;
  const [, first, second] = /^(\d{1,4})[-/](\d{1,2})$/.exec(text) ?? [];
  if (first) return `${Number(first) > 31 ? first : 2026}/${Number(second)}/1`;
  return cell.slice(0, 32_767);
}

const lines = (rows: string[][], between: string): string =>
  `${rows
    .map((cells) => cells.map((c) => (/[",\t\r\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(between))
    .join('\r\n')}\r\n`;

/** A workbook of the table: what it took for a number or a day is one there, and its header is bold. */
async function workbook(rows: string[][]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('退回');
  for (const cells of rows)
    sheet.addRow(
      cells.map((cell) => {
        const day = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(cell)?.slice(1).map(Number);
        if (day) return new Date(Date.UTC(day[0] as number, (day[1] as number) - 1, day[2]));
        return /^\d{1,10}$/.test(cell) ? Number(cell) : cell;
      }),
    );
  sheet.getRow(1).font = { bold: true };
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** How a spreadsheet saves a table, by the name that it has in the dialogue. */
export const SAVED: Readonly<Record<string, { ending: string; bytes(rows: string[][]): Buffer | Promise<Buffer> }>> = {
  'CSV (逗号分隔)': { ending: 'csv', bytes: (rows) => encodeGb18030(lines(rows, ',')) },
  'CSV UTF-8 (逗号分隔)': { ending: 'csv', bytes: (rows) => Buffer.from(`\ufeff${lines(rows, ',')}`) },
  'Excel 工作簿': { ending: 'xlsx', bytes: workbook },
  'Unicode 文本': { ending: 'txt', bytes: (rows) => Buffer.from(`\ufeff${lines(rows, '\t')}`, 'utf16le') },
};
