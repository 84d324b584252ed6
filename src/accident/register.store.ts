import { asc, sql } from 'drizzle-orm';
import { bulkInsert, bulkUpdate } from '../../db/bulk.js';
import type { Orm } from '../../db/client.js';
import { accident, accidentHistory, accidentSupplement, accidents } from '../../db/tables/accident.js';
import { publishedBehindMark, RECORDED_ON } from '../../db/tables/base.js';
import { type Kept, RegisterStore, type RowOf } from '../register/core.js';
import { ACCIDENT, type FIGURES } from './accident.facts.js';

type Figured = Omit<Kept, 'id' | 'uscc' | 'divisionCode'> & RowOf<typeof FIGURES>;

/** A version of an accident as the register keeps it. Provider and number are the report's, whoever amended it since. */
export type AccidentRecord = Kept & RowOf<typeof ACCIDENT>;

/** A document that amended an accident: a supplement, or the conclusion (README.md: one table for both). */
export type SupplementRecord = Figured & { accidentId: string; changedOn: string; note: string | null };

/** A version that a later document makes, with that document. */
export type AmendedRecord = AccidentRecord & { by?: SupplementRecord };

const recordOf = (row: { id: number }) => ({ ...row, id: String(row.id) }) as unknown as AccidentRecord;

/** What the decisions of a batch read, and how they are written: inside the batch's transaction, behind the head's lock. */
class AccidentRecords extends RegisterStore<typeof ACCIDENT> {
  /** By id: the last superseded version that was still a report. */
  async lastReports(orm: Orm, ids: readonly string[]): Promise<Map<string, AccidentRecord>> {
    if (ids.length === 0) return new Map();
    const { id, status, position } = accidentHistory;
    const those = sql`${id} = any(${sql.param(ids)}::bigint[]) and ${status} = 'REPORTED'`;
    const rows = await orm.select().from(accidentHistory).where(those).orderBy(asc(position));
    return new Map(rows.map((r) => [String(r.id), recordOf(r)]));
  }

  /** A provider's amending documents by number. */
  async documents(orm: Orm, providerId: string, numbers: readonly string[]): Promise<Map<string, SupplementRecord>> {
    const { providerId: provider, documentNumber } = accidentSupplement;
    const mine = sql`${provider} = ${providerId} and ${documentNumber} = any(${sql.param(numbers)})`;
    const rows = await orm.select().from(accidentSupplement).where(mine);
    const found = rows.map((r) => ({ ...r, accidentId: String(r.accidentId) }) as unknown as SupplementRecord);
    return new Map(found.map((r) => [r.documentNumber, r]));
  }

  /** Concluded ones whose day of publication lies after one day and not after another, and after the day they were recorded on. */
  async becomingPublic(orm: Orm, since: string, today: string): Promise<AccidentRecord[]> {
    const rows = await orm
      .select()
      .from(accident)
      .where(sql`published_on > ${RECORDED_ON} and published_on > ${since} and published_on <= ${today}`)
      .orderBy(accident.publishedOn, accident.id);
    const behind = await orm
      .select()
      .from(accident)
      .where(sql.raw(publishedBehindMark('accident', `'${since}'`, `'${today}'`)))
      .orderBy(accident.publishedOn, accident.id);
    return [...rows, ...behind].filter((r) => r.status === 'CONCLUDED').map(recordOf);
  }

  /** New versions and the documents that make them. */
  async amend(orm: Orm, rows: AmendedRecord[]): Promise<void> {
    await bulkUpdate(orm, accident, ['id'], rows);
    await bulkInsert(
      orm,
      accidentSupplement,
      rows.flatMap((r) => r.by ?? []),
    );
  }
}

export const registerStore = new AccidentRecords({
  facts: ACCIDENT,
  tables: accidents,
  sql: { by: 'occurredAt' },
});
