import type { Row } from '../table/table.js';
import { CsvReader } from './csv-reader.js';
import type { CsvForm } from './quoted-span.js';

/**
 * The rows of a CSV text. Lines without any content are skipped, and rows may have any number of cells: that is for whoever knows the
 * header to judge.
 */
export async function* csvRows(
  text: AsyncIterable<string>,
  form: CsvForm = { separator: ',', width: null },
): AsyncGenerator<Row[]> {
  const reader = new CsvReader(form);
  for await (const chunk of text) {
    const rows = reader.push(chunk);
    if (rows.length > 0) yield rows;
  }
  const rows = reader.end();
  if (rows.length > 0) yield rows;
}
