import type { PlannedChange } from '../../exchange/core.js';
import type { Change } from './summary.js';

/** So many changes are shown. */
const SHOWN = 10;

/** What the hub adds to every version, and what of a version is no field. */
const STAMP = new Set([
  'id',
  'division',
  'providerId',
  'receivedAt',
  'recordedAt',
  'position',
  'endedAt',
  'supersededAt',
]);
/** Fields that the API calls otherwise than the tables. */
const NAMES: Readonly<Record<string, string>> = { divisionCode: 'division', industryCode: 'industry' };

/** The first changes that a dry run found, by their lines: those of records that are there before those that are new. */
export class Changes {
  private readonly found = { UPDATED: [] as Change[], INSERTED: [] as Change[] };

  /** `line`: of the row that makes the change. */
  add(line: number, { key, status, before, row }: PlannedChange): void {
    const own = this.found[status];
    const last = own.at(-1);
    if (own.length >= SHOWN && last && last.line <= line) return;
    own.push({ line, record: key, outcome: status, fields: differences(before, row) });
    own.sort((a, b) => a.line - b.line);
    own.splice(SHOWN);
  }

  get first(): Change[] {
    return [...this.found.UPDATED, ...this.found.INSERTED].slice(0, SHOWN);
  }
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : (value ?? null));

function differences(before: object | undefined, row: object): Change['fields'] {
  const former = (before ?? {}) as Record<string, unknown>;
  const fields: Change['fields'] = {};
  for (const [name, value] of Object.entries(row)) {
    if (STAMP.has(name)) continue;
    const [was, is] = [plain(former[name]), plain(value)];
    if (JSON.stringify(was) !== JSON.stringify(is)) fields[NAMES[name] ?? name] = { before: was, after: is };
  }
  return fields;
}
