import type { Catalogue } from '../reference/index.js';
import type { EnterpriseCore } from './enterprise.store.js';

/** What a row of another register's list carries of its enterprise. */
export interface AlongsideRow {
  uscc: string;
  'e.name': string;
  'e.status'?: EnterpriseCore['status'];
  'e.division_code'?: string;
}

/**
 * What a list of another register reads of each row's enterprise. A list of fifty rows with their enterprises is then one
 * statement instead of two, and no row waits for a loader.
 */
export interface Alongside {
  /** Columns of the statement, by the column that holds the code there. */
  columns(uscc: string): string;
  /** The enterprise of a row: what the operation selects of its core; the rest is loaded where it is asked for. */
  read(row: AlongsideRow): Partial<EnterpriseCore>;
}

/** Fields of the core, with their columns. The code itself is the row's own, and whoever asks for it alone needs no join. */
const COLUMNS: Record<string, string> = { name: 'name', status: 'status', division: 'division_code' };

export function alongside(fields: ReadonlySet<string>, catalogue: Catalogue): Alongside | null {
  const asked = Object.keys(COLUMNS).filter((f) => fields.has(f));
  if (asked.length === 0) return null;
  // The name is always there: by it an enterprise is told from a stub.
  const names = [...new Set(['name', ...asked])].map((f) => COLUMNS[f]);
  const one = (name: string | undefined, uscc: string) =>
    `(select e.${name} from hub.enterprise e where e.uscc = ${uscc}) "e.${name}"`;
  const plain = asked.length === 1 && asked[0] === 'name';
  return {
    // Beside a page's limit a sub-select costs less than a join, which has to sort again.
    columns: (uscc) => names.map((name) => one(name, uscc)).join(', '),
    read: (row) => {
      if (plain) return { uscc: row.uscc, name: row['e.name'] };
      const core: Partial<EnterpriseCore> = { uscc: row.uscc, name: row['e.name'] };
      if (row['e.status']) core.status = row['e.status'];
      const code = row['e.division_code'];
      if (code) Object.assign(core, { divisionCode: code, division: catalogue.divisionOrBare(code) });
      return core;
    },
  };
}
