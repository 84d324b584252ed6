import { type SQL, sql } from 'drizzle-orm';
import type { PendingQuery, Row } from 'postgres';
import { bulkInsertNew, bulkUpdate } from '../../../db/bulk.js';
import type { Db, Orm } from '../../../db/client.js';
import { allOf, inDivision } from '../../../db/conditions.js';
import { finding, findingHistory } from '../../../db/tables/linkage.js';
import type { VersionTables } from '../../../db/versions.js';
import { groupBy } from '../../kernel/collect.js';
import type { FindingKind } from '../../kernel/vocabulary.js';

type Stored = typeof finding.$inferSelect;
/** A version of a finding. */
export type FindingRow = Omit<Stored, 'id' | 'documentNumber'> & { id: string; documentNumber: string };

export const findingVersions: VersionTables = { live: finding, history: findingHistory, key: 'id' };

/** Which findings the viewer may read; made by `findingView` alone. */
export interface FindingView {
  /** The territory whose findings it reads; null: all. */
  division: string | null;
}

export interface FindingQuery {
  uscc?: string | undefined;
  division?: string | undefined;
  kinds?: FindingKind[] | undefined;
  withdrawn?: boolean | undefined;
}

const rowOf = (r: Stored): FindingRow => ({ ...r, id: String(r.id), documentNumber: r.documentNumber as string });
const present = async (orm: Orm, where: SQL) => (await orm.select().from(finding).where(where)).map(rowOf);

/** Present versions of one provider's documents, by number. */
export async function findingsOfDocuments(
  orm: Orm,
  providerId: string,
  numbers: readonly string[],
): Promise<Map<string, FindingRow>> {
  const rows = await present(
    orm,
    sql`${finding.providerId} = ${providerId} and ${finding.documentNumber} = any(${sql.param(numbers)})`,
  );
  return new Map(rows.map((r) => [r.documentNumber, r]));
}

/** Present versions by id. */
export async function findingsOfIds(orm: Orm, ids: readonly string[]): Promise<Map<string, FindingRow>> {
  const rows = await present(orm, sql`${finding.id} = any(${sql.param(ids)}::bigint[])`);
  return new Map(rows.map((r) => [r.id, r]));
}

export const insertFindings = (orm: Orm, rows: FindingRow[]) => bulkInsertNew(orm, finding, rows);
export const updateFindings = (orm: Orm, rows: FindingRow[]) => bulkUpdate(orm, finding, ['id'], rows);

export class FindingStore {
  constructor(private readonly db: Db) {}

  private get columns() {
    return this.db
      .sql`f.id::text id, f.uscc, f.division_code "divisionCode", f.kind, f.found_on "foundOn", f.accident_id::text "accidentId",
      f.penalised, f.grave, f.basis, f.withdrawn_on "withdrawnOn", f.withdrawal_reason "withdrawalReason", f.provider_id "providerId",
      f.document_number "documentNumber", f.received_at "receivedAt", f.recorded_at "recordedAt", f.position::float8 "position"`;
  }

  private visible({ division }: FindingView): PendingQuery<Row[]> | null {
    return division === null ? null : inDivision(this.db.sql, 'f.division_code', division);
  }

  /** Findings by id, null where there is none to see. */
  async byId(view: FindingView, ids: readonly string[]): Promise<(FindingRow | null)[]> {
    const { sql: q } = this.db;
    const rows = await q<
      FindingRow[]
    >`select ${this.columns} from hub.finding f where ${allOf(q, [q`f.id = any(${ids as string[]}::bigint[])`, this.visible(view)])}`;
    const found = new Map(rows.map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** The finding of a provider's document. */
  async ofDocument(view: FindingView, providerId: string, documentNumber: string): Promise<FindingRow | null> {
    const { sql: q } = this.db;
    const named = q`f.provider_id = ${providerId} and f.document_number = ${documentNumber}`;
    const [row] = await q<FindingRow[]>`
      select ${this.columns} from hub.finding f where ${allOf(q, [named, this.visible(view)])}`;
    return row ?? null;
  }

  /** A page, latest found first, with one row more than `limit` where more follow. */
  async page(
    view: FindingView,
    query: FindingQuery,
    after: [string, string] | null,
    limit: number,
  ): Promise<FindingRow[]> {
    const { sql: q } = this.db;
    const conditions: (PendingQuery<Row[]> | false | null)[] = [
      this.visible(view),
      query.uscc !== undefined && q`f.uscc = ${query.uscc}`,
      query.division !== undefined && inDivision(q, 'f.division_code', query.division),
      query.kinds !== undefined && q`f.kind = any(${query.kinds})`,
      query.withdrawn !== undefined && q`(f.withdrawn_on is not null) = ${query.withdrawn}`,
      after && q`(f.found_on, f.id) < (${after[0]}::date, ${after[1]}::bigint)`,
    ];
    return q<FindingRow[]>`
      select ${this.columns} from hub.finding f where ${allOf(q, conditions)} order by f.found_on desc, f.id desc limit ${limit + 1}`;
  }

  /** Every recorded version, newest first. */
  async versions(view: FindingView, ids: readonly string[]): Promise<FindingRow[][]> {
    const { sql: q } = this.db;
    const where = allOf(q, [q`f.id = any(${ids as string[]}::bigint[])`, this.visible(view)]);
    const rows = await q<FindingRow[]>`
      select ${this.columns} from hub.finding f where ${where}
      union all select ${this.columns} from hub.finding_history f where ${where}
      order by "position" desc`;
    const by = groupBy(rows, (r) => r.id);
    return ids.map((id) => by.get(id) ?? []);
  }
}
