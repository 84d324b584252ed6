import type { PendingQuery, Row, Sql } from 'postgres';
import type { EventType } from '../exchange/core.js';
import type { EnterpriseRow, EnterpriseStore } from './enterprise.store.js';

const NOTHING: readonly never[] = [];
const WEIGHED_BY: readonly EventType[] = ['enterprise.registered', 'enterprise.retracted'];

/** Whether a credit check knows a code, and as whom; it weighs nothing. A CheckSource (src/register), which is a floor above this room. */
export const enterpriseSource = (store: Pick<EnterpriseStore, 'forCheck' | 'located'>) => ({
  name: 'enterprise' as const,
  sql: (sql: Sql, { on, known }: { on: string; known: Date | null }, codes: PendingQuery<Row[]>) =>
    store.forCheck(sql, on, known, codes),
  read: (rows: unknown, _at: unknown, usccs: readonly string[]) => {
    const known = new Map(store.located(rows as EnterpriseRow[]).map((row) => [row.uscc, row]));
    return usccs.map((uscc) => ({ found: known.get(uscc) ?? null, reasons: NOTHING }));
  },
  weighedBy: WEIGHED_BY,
});
