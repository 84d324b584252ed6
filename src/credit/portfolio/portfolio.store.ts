import { and, asc, count, eq, sql as raw } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { type Db, type Orm, prepared } from '../../../db/client.js';
import { portfolio } from '../../../db/tables/portfolio.js';
import type { Provider } from '../../access/index.js';
import { HubError, limitExceeded, notFound } from '../../kernel/errors.js';
import { MAX_MEMBERS } from './portfolio.codes.js';

export type PortfolioRow = typeof portfolio.$inferSelect;

/** Portfolios of one agency at most. */
export const MOST_PORTFOLIOS = 100;

/** What a change does: `replace` leaves these codes alone, `add` and `remove` leave the others as they are. */
export interface PortfolioChange {
  replace?: readonly string[];
  add?: readonly string[];
  remove?: readonly string[];
}

export interface Changed {
  portfolio: PortfolioRow;
  added: number;
  removed: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UNIQUE_VIOLATION = '23505';

/** The codes that go, and those that come, as conditions on the members `m` and the given `g`. */
const REPLACE_GONE = 'm.portfolio_id = $1 and not exists (select 1 from given g where g.uscc = m.uscc)';
const REMOVE_GONE = 'm.portfolio_id = $1 and m.uscc = any($3::text[])';
const COMING = 'not exists (select 1 from hub.portfolio_member m where m.portfolio_id = $1::uuid and m.uscc = g.uscc)';
const GIVEN = 'given as materialized (select distinct uscc collate "C" uscc from unnest($2::text[]) uscc)';

export class PortfolioStore {
  constructor(private readonly db: Db) {}

  list({ agencyId }: Provider): Promise<PortfolioRow[]> {
    return this.db.orm.select().from(portfolio).where(eq(portfolio.agencyId, agencyId)).orderBy(asc(portfolio.name));
  }

  /** The agency's own portfolio of this id; null for another agency's as for none. */
  async find({ agencyId }: Provider, id: string): Promise<PortfolioRow | null> {
    if (!UUID.test(id)) return null;
    const rows = await this.db.orm
      .select()
      .from(portfolio)
      .where(and(eq(portfolio.id, id), eq(portfolio.agencyId, agencyId)));
    return rows[0] ?? null;
  }

  async create({ agencyId }: Provider, name: string, codes: readonly string[], at: Date): Promise<Changed> {
    try {
      return await this.db.transaction(async (orm) => {
        await prepared(orm, 'select 1 from hub.agency where id = $1 for no key update', [agencyId]);
        const [have] = await orm.select({ n: count() }).from(portfolio).where(eq(portfolio.agencyId, agencyId));
        if (Number(have?.n) >= MOST_PORTFOLIOS)
          throw limitExceeded('portfolios of an agency', MOST_PORTFOLIOS, MOST_PORTFOLIOS + 1);
        const made = await orm.insert(portfolio).values({ agencyId, name, createdAt: at, changedAt: at }).returning();
        return apply(orm, made[0] as PortfolioRow, { add: codes }, at, false);
      });
    } catch (error) {
      const { code } = ((error as Error).cause ?? error) as { code?: string };
      if (code === UNIQUE_VIOLATION) throw new HubError('CONFLICT', `a portfolio is called ${name} already`);
      throw error;
    }
  }

  /** Changes the members; with `dryRun` it says what would change. NOT_FOUND where it is not the agency's own. */
  change(agency: Provider, id: string, change: PortfolioChange, at: Date, dryRun: boolean): Promise<Changed> {
    return this.db.transaction(async (orm) => apply(orm, await lock(orm, agency, id), change, at, dryRun));
  }

  /** Takes the portfolio away, and answers it as it was. */
  remove(agency: Provider, id: string): Promise<PortfolioRow> {
    return this.db.transaction(async (orm) => {
      const found = await lock(orm, agency, id);
      await prepared(orm, 'delete from hub.portfolio_member where portfolio_id = $1', [id]);
      await prepared(orm, 'delete from hub.portfolio where id = $1', [id]);
      return found;
    });
  }

  /** Members behind a code, in the order of codes. */
  async members(sql: Sql, id: string, after: string, limit: number): Promise<string[]> {
    const rows = await sql<{ uscc: string }[]>`
      select m.uscc from hub.portfolio_member m where m.portfolio_id = ${id} and m.uscc > ${after} order by m.uscc limit ${limit}`;
    return rows.map((r) => r.uscc);
  }

  /** All members, with the revision that they are of. */
  async whole(id: string): Promise<{ revision: number; members: Set<string> }> {
    const { sql } = this.db;
    const [row] = await sql<{ revision: number; members: string[] }[]>`
      select coalesce((select p.revision from hub.portfolio p where p.id = ${id}), -1) revision,
        (select coalesce(array_agg(m.uscc::text), '{}') from hub.portfolio_member m where m.portfolio_id = ${id}) members`;
    return { revision: row?.revision ?? -1, members: new Set(row?.members ?? []) };
  }

  /** The present revisions of portfolios; one that is gone is missing. */
  async revisions(ids: readonly string[]): Promise<Map<string, number>> {
    const { sql } = this.db;
    const rows = await sql<{ id: string; revision: number }[]>`
      select p.id, p.revision from hub.portfolio p where p.id = any(${ids as string[]}::uuid[])`;
    return new Map(rows.map((r) => [r.id, r.revision]));
  }
}

/** The agency's own portfolio, held until the transaction ends: changes of one portfolio come one after another. */
async function lock(orm: Orm, { agencyId }: Provider, id: string): Promise<PortfolioRow> {
  const own = and(eq(portfolio.id, id), eq(portfolio.agencyId, agencyId));
  const rows = UUID.test(id)
    ? await (orm.select().from(portfolio).where(own) as unknown as Locking).for('no key update')
    : [];
  if (!rows[0]) throw notFound(`portfolio ${id.slice(0, SHOWN)}`);
  return rows[0];
}
const SHOWN = 60;
interface Locking {
  for(strength: 'no key update'): Promise<PortfolioRow[]>;
}

async function apply(
  orm: Orm,
  before: PortfolioRow,
  { replace, add = replace ?? [], remove = [] }: PortfolioChange,
  at: Date,
  dryRun: boolean,
): Promise<Changed> {
  const { id } = before;
  const coming = new Set(add);
  // What is added and removed at once stays.
  const going = remove.filter((uscc) => !coming.has(uscc));
  const gone = replace ? REPLACE_GONE : REMOVE_GONE;
  const values = replace ? [id, [...coming]] : [id, [...coming], going];
  const text = dryRun
    ? `with ${GIVEN} select (select count(*) from hub.portfolio_member m where ${gone})::int removed,
        (select count(*) from given g where ${COMING})::int added`
    : `with ${GIVEN}, gone as (delete from hub.portfolio_member m where ${gone} returning 1),
        came as (insert into hub.portfolio_member (portfolio_id, uscc)
          select $1::uuid, g.uscc from given g where ${COMING} order by g.uscc returning 1)
        select (select count(*) from gone)::int removed, (select count(*) from came)::int added`;
  // The planner knows nothing of how many codes come: a loop over two long lists takes minutes, a hash of one a second.
  await prepared(orm, 'set local enable_nestloop = off', [], false);
  const [counts] = await prepared<{ removed: number; added: number }>(orm, text, values);
  const { removed = 0, added = 0 } = counts ?? {};
  const size = before.size + added - removed;
  if (size > MAX_MEMBERS) throw limitExceeded('codes of a portfolio', MAX_MEMBERS, size);
  if (dryRun || removed + added === 0) return { portfolio: before, added, removed };
  const rows = await orm
    .update(portfolio)
    .set({ size, revision: raw`${portfolio.revision} + 1`, changedAt: at })
    .where(eq(portfolio.id, id))
    .returning();
  return { portfolio: rows[0] as PortfolioRow, added, removed };
}
