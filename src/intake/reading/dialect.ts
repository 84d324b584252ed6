import type { RegisterHeaders } from '../../register/core.js';
import { better, HEADER_WITHIN, type HeaderScore, headerIn } from '../columns/header-row.js';
import { KnownHeaders } from '../columns/known.js';
import { ImportError } from '../table/import-error.js';
import type { ReadOptions, Row } from '../table/table.js';
import { CsvReader } from '../text/csv-reader.js';
import type { CsvForm } from '../text/quoted-span.js';

/** So many characters from the beginning are looked at: more than thirty rows ever have. */
export const LOOKED_AT = 256 * 1024;
/** The usual ones first: where several do as well, the first is taken. */
const SEPARATORS = [',', '\t', ';', '|'];
/** What takes their place in Chinese text, and in it separates words too. */
const CHINESE = ['，', '、', '；', '｜'];
/** The line by which spreadsheets are told the separator. */
const SEP_LINE = /^[\s\ufeff]*"?sep=([^\w"\r\n])"?[,;\t| ]*(?:\r\n|\n|\r|$)/i;

/** How a CSV text is written: by which separator the columns' names become known, and how many there are. */
export function formOf(file: string, beginning: string, headers: RegisterHeaders, map: ReadOptions['map']): CsvForm {
  const known = new KnownHeaders(headers, map);
  const said = SEP_LINE.exec(beginning)?.[1];
  const candidates = said === undefined ? SEPARATORS : [said, ...SEPARATORS.filter((each) => each !== said)];
  const found = best(candidates, beginning, known);
  if (!found.score.complete) {
    const chinese = best(CHINESE, beginning, known);
    if (chinese.score.complete)
      throw new ImportError(
        `${file}: its columns are separated by “${chinese.separator}”, which cells have as text too; separate them by commas (,) of half width`,
      );
  }
  return { separator: found.separator, width: found.width };
}

interface Found {
  separator: string;
  score: HeaderScore;
  width: number;
}

function best(separators: readonly string[], beginning: string, known: KnownHeaders): Found {
  const all = separators.map((separator): Found => {
    const rows = firstRows(beginning, separator);
    const { index, score } = headerIn(rows, known);
    return { separator, score, width: rows[index]?.cells.length ?? 0 };
  });
  return all.sort((a, b) => better(a.score, b.score))[0] as Found;
}

function firstRows(beginning: string, separator: string): Row[] {
  const reader = new CsvReader({ separator, width: null });
  const rows = reader.push(beginning);
  if (rows.length < HEADER_WITHIN) rows.push(...reader.end());
  return rows.slice(0, HEADER_WITHIN);
}
