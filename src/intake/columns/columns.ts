import { withoutPersonalData } from '../../kernel/personal-data.js';
import type { RegisterHeaders } from '../../register/core.js';
import { ImportError } from '../table/import-error.js';
import type { Columns, ReadOptions } from '../table/table.js';
import { markedColumns } from './cell-marks.js';
import { meaningOf, rowReader } from './cells.js';
import { plain } from './header-name.js';
import { JSON_COLUMN, jsonColumns } from './json-record.js';
import { KnownHeaders, reasonsBefore, type Target } from './known.js';
import { expected, list, missingColumns, proposals, shown } from './messages.js';
import { watched } from './nameless.js';
import { cleanFields, ofPerson } from './repeatable.js';
import type { Frame } from './row-shape.js';
import { shapedRows } from './shape.js';

export { REJECTED_COLUMNS } from './known.js';

/** Matches a file's header with a register's columns. Unknown columns are warned of once and left out. */
export function matchColumns(
  file: string,
  header: string[],
  headers: RegisterHeaders,
  warn: (message: string) => void,
  options: ReadOptions = {},
): Columns {
  const known = new KnownHeaders(headers, options.map);
  const json = header.findIndex((h) => plain(h) === JSON_COLUMN);
  if (json >= 0) return jsonColumns(file, headers, { header, column: json, options, warn });
  const found = header.map((h) => known.of(h));
  const targets = found.map((target) => target ?? null);
  const unknown = header.filter((_, i) => found[i] === undefined);
  const at = (field: string) => targets.findIndex((t) => t?.field === field);
  // What a check says of an amount may be of the column that has it in words.
  const place = (field: string) => [at(field), at(`${field}Text`)].find((index) => index >= 0) ?? null;

  const missing = headers.required.filter((field) => at(field) < 0);
  const lacks = missing.length > 0 ? missingColumns(known, header, missing) : null;
  // An amount and the same amount in words are one fact: where two columns say it, they may contradict each other.
  const meanings = targets.map((t) => t && meaningOf(t.field, headers));
  const twice = meanings.findIndex((meaning, i) => meaning !== null && meanings.indexOf(meaning) !== i);
  if (twice >= 0) {
    const field = meanings[twice] as string;
    const both = `${shown(header[meanings.indexOf(field)])} and ${shown(header[twice])}`;
    throw new ImportError(
      `${file}: the columns ${both} both mean ${field}; leave one of them out${lacks === null ? '' : `; ${lacks}`}`,
    );
  }
  if (lacks !== null) throw new ImportError(`${file}: ${lacks}`);
  const personal = new Set(header.flatMap((h, i) => (known.isPersonal(h) ? [i] : [])));
  if (unknown.length > 0) {
    const meant = proposals(known, header);
    warn(
      `${file}: not used: ${list(unknown)}${meant && `; did you mean ${meant}?`}; known are ${expected(headers, Object.keys(headers.fields))}`,
    );
  }
  const unmet = known.notIn(header);
  if (unmet.length > 0) warn(`${file}: the mapping names columns that the file has not: ${list(unmet)}`);
  const frame = frameOf(header, targets, headers, options);
  return {
    header,
    read: rowReader(targets, headers, options),
    headerOf: (field) => header[place(field) ?? -1] ?? null,
    place,
    keyCell: { uscc: place('uscc'), documentNumber: place('documentNumber') },
    shape: (rows, separator) =>
      watched(shapedRows(rows, frame, separator), header, (message) => warn(`${file}: ${message}`)),
    repeatable: (cells, problems) => {
      if (ofPerson(problems)) return cells.map(() => '');
      const clean = cleanFields(problems, headers);
      return cells.map((cell, i) => {
        const field = targets[i]?.field;
        return personal.has(i) ? '' : field && clean(field) ? cell : withoutPersonalData(cell);
      });
    },
  };
}

/** What the header says of the rows below it. */
function frameOf(
  header: string[],
  targets: readonly (Target | null)[],
  headers: RegisterHeaders,
  options: ReadOptions,
): Frame {
  const placesOf = (fields: readonly string[] = []) =>
    new Set(targets.flatMap((t, i) => (t && fields.includes(t.field) ? [i] : [])));
  const code = targets.findIndex((t) => t?.field === 'uscc');
  return {
    header,
    marked: markedColumns(header, targets, headers, options),
    reasons: reasonsBefore(header),
    code: code < 0 ? null : code,
    lastNeeded: Math.max(...placesOf(headers.required)),
    amounts: placesOf(headers.amounts),
    texts: placesOf(headers.texts),
  };
}
