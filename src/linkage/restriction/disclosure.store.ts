import type { Db } from '../../../db/client.js';
import { reallyAt } from '../../../db/tables/base.js';
import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { pageOf, pageSize } from '../../kernel/paging.js';
import type { RestrictionDomain, RestrictionStatus } from '../../kernel/vocabulary.js';
import { restrictionStatus } from './restriction.status.js';

/** A restriction as it was announced to the public: of a company, never of a person. */
export interface Disclosure {
  id: string;
  uscc: string;
  /** The company's name. */
  name: string;
  domain: RestrictionDomain;
  effectiveFrom: string;
  effectiveUntil: string;
  cause: string;
  /** Official Chinese titles. */
  legalBasis: string;
  policy: string;
  publishedOn: string;
  liftedOn: string | null;
  withdrawnOn: string | null;
  /** Any but IN_FORCE: nothing but that it was announced and has ended may be shown. */
  status: RestrictionStatus;
  /** When what the public sees of it changed last. */
  updated: Date;
}

export interface DisclosurePage {
  disclosures: Disclosure[];
  /** Give it as `after` for the next page; null on the last one. */
  next: string | null;
}

const LIST = 'disclosures';
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Reads what has been announced, latest change first: a restriction that ended comes up again, as a removal. */
export const disclosureReader =
  ({ sql }: Pick<Db, 'sql'>) =>
  async (today: string, first: number, after: string | null): Promise<DisclosurePage> => {
    const limit = pageSize(first);
    const [at = null, id = null] = after === null ? [] : readCursor(LIST, after, [INSTANT, /^\d{1,18}$/]);
    const begins = (day: ReturnType<typeof sql>) => sql`(${day}::timestamp at time zone 'Asia/Shanghai')`;
    const done = (column: ReturnType<typeof sql>) => sql`case when ${column} <= ${today} then ${begins(column)} end`;
    const rows = await sql<(Omit<Disclosure, 'updated' | 'status'> & { decidedOn: string; updated: string })[]>`
      select * from (
        select x.id::text id, x.uscc, e.name, x.domain, x.effective_from "effectiveFrom", x.effective_until "effectiveUntil",
          x.cause, x.legal_basis "legalBasis", x.policy, x.published_on "publishedOn", x.decided_on "decidedOn",
          x.lifted_on "liftedOn", x.withdrawn_on "withdrawnOn", x.id number,
          greatest(${sql.unsafe(reallyAt('x.recorded_at'))}, ${begins(sql`x.published_on`)}, ${done(sql`x.lifted_on`)}, ${done(sql`x.withdrawn_on`)},
            ${done(sql`(x.effective_until + 1)`)})::timestamptz(3) updated
        from hub.restriction x join hub.enterprise e on e.uscc = x.uscc where x.published_on <= ${today}
      ) d where ${at === null ? sql`true` : sql`(d.updated, d.number) < (${at}::timestamptz, ${id}::bigint)`}
      order by d.updated desc, d.number desc limit ${limit + 1}`;
    const disclosures = rows.map(
      (row): Disclosure => ({ ...row, updated: new Date(row.updated), status: restrictionStatus(row, today) }),
    );
    const cursorOf = (d: Disclosure) => writeCursor(LIST, [d.updated.toISOString(), d.id]);
    const page = pageOf(disclosures, limit, cursorOf, after);
    return { disclosures: page.nodes, next: page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null };
  };
