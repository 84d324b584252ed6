import { bulkInsert } from '../../../db/bulk.js';
import type { Db } from '../../../db/client.js';
import { allOf } from '../../../db/conditions.js';
import { inquiry } from '../../../db/tables/inquiry.js';
import type { Scope } from '../../access/index.js';

type Stored = typeof inquiry.$inferSelect;
/** An inquiry as it is written. */
export type InquiryDraft = Omit<Stored, 'id'>;
/** As it is read: its codes are read apart, they may be ten thousand. */
export type InquiryRow = Omit<Stored, 'id' | 'codes' | 'digest'> & { id: string; digest: string };

/** Whose inquiries are seen: everybody's, or an agency's own. */
export interface InquiryView {
  scope: Scope;
  agencyId: string | null;
}

export interface InquiryQuery {
  agencyId?: string | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
}

export class InquiryStore {
  constructor(private readonly db: Db) {}

  /** Writes all of them, durably when it returns. In a transaction's connection: a commit waits for the disk, reads do not. */
  async insert(rows: readonly InquiryDraft[]): Promise<void> {
    const texts = rows.map((r) => ({ ...r, digest: `\\x${r.digest.toString('hex')}` }));
    await this.db.checks.transaction((orm) => bulkInsert(orm, inquiry, texts));
  }

  private visible({ scope, agencyId }: InquiryView) {
    return scope === 'ALL' ? null : this.db.sql`q.agency_id = ${agencyId}`;
  }

  /** A page, latest first, with one row more than `limit` where more follow. */
  async page(view: InquiryView, query: InquiryQuery, after: string | null, limit: number): Promise<InquiryRow[]> {
    const { sql } = this.db;
    return sql<InquiryRow[]>`
      select q.id::text id, q.agency_id "agencyId", q.at, q.kind, q.purpose, q.as_of "asOf", q.position::float8 "position",
        q.portfolio_id "portfolioId", q.count, encode(q.digest, 'hex') digest, q.clear, q.reference, q.restricted, q.unknown,
        q.request_id "requestId"
      from hub.inquiry q where ${allOf(sql, [
        this.visible(view),
        query.agencyId !== undefined && sql`q.agency_id = ${query.agencyId}`,
        query.from && sql`q.at >= ${query.from.toISOString()}`,
        query.until && sql`q.at < ${query.until.toISOString()}`,
        after !== null && sql`q.id < ${after}::bigint`,
      ])} order by q.id desc limit ${limit + 1}`;
  }

  /** A part of the codes of inquiries, in the order asked; empty for a portfolio's. */
  async codes(view: InquiryView, ids: readonly string[], skip: number, first: number): Promise<string[][]> {
    const { sql } = this.db;
    const rows = await sql<{ id: string; codes: string[] | null }[]>`
      select q.id::text id, q.codes[${skip + 1}::int:${skip + first}::int] codes from hub.inquiry q
      where ${allOf(sql, [sql`q.id = any(${ids as string[]}::bigint[])`, this.visible(view)])}`;
    const found = new Map(rows.map((r) => [r.id, r.codes ?? []]));
    return ids.map((id) => found.get(id) ?? []);
  }
}
