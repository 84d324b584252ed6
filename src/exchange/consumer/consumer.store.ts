import { and, asc, count, eq, lte, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../../db/client.js';
import { agency } from '../../../db/tables/access.js';
import { consumer } from '../../../db/tables/consumer.js';
import type { Provider } from '../../access/index.js';
import { HubError, limitExceeded } from '../../kernel/errors.js';

export type ConsumerRow = typeof consumer.$inferSelect;

/** Durable consumers of one agency at most. */
export const MOST_CONSUMERS = 100;

/** How far agencies have acknowledged the log, under names of their own. */
export class ConsumerStore {
  constructor(private readonly db: Db) {}

  list({ agencyId }: Provider): Promise<ConsumerRow[]> {
    return this.db.orm.select().from(consumer).where(eq(consumer.agencyId, agencyId)).orderBy(asc(consumer.name));
  }

  /** Everybody's, for the metrics: with the agencies whose they are. */
  async all(): Promise<(ConsumerRow & { owner: Provider })[]> {
    const owner = { agencyId: agency.id, kind: agency.kind, name: agency.name, divisionCode: agency.divisionCode };
    const rows = await this.db.orm
      .select({ consumer, owner })
      .from(consumer)
      .innerJoin(agency, eq(agency.id, consumer.agencyId))
      .orderBy(asc(consumer.agencyId), asc(consumer.name));
    return rows.map((r) => ({ ...r.consumer, owner: r.owner }));
  }

  /** Moves on, never back unless `rewind`; a consumer that is not known begins here. Answers where it stands. */
  async acknowledge(
    { agencyId }: Provider,
    name: string,
    { position, epoch }: { position: number; epoch: string },
    at: Date,
    rewind: boolean,
  ): Promise<ConsumerRow> {
    // A cursor that was looked at in an earlier epoch moves nothing: it may be of what is no more.
    const now = sql`exists (select 1 from hub.head where epoch = ${epoch})`;
    const key = and(eq(consumer.agencyId, agencyId), eq(consumer.name, name)) as SQL;
    const set = { position, acknowledgedAt: at };
    const forward = rewind ? and(key, now) : and(key, now, lte(consumer.position, position));
    const [moved] = await this.db.orm.update(consumer).set(set).where(forward).returning();
    if (moved) return moved;
    return this.db.transaction(async (orm) => {
      await orm.execute(sql`select 1 from hub.agency where id = ${agencyId} for no key update`);
      const [current] = await orm.execute<{ now: boolean }>(sql`select ${now} now`);
      if (!current?.now) throw new HubError('UNAVAILABLE', 'a new epoch of the log has begun; ask again');
      const [known] = await orm.select().from(consumer).where(key);
      // Others may have acknowledged meanwhile, and made it.
      if (known) return (await orm.update(consumer).set(set).where(forward).returning())[0] ?? known;
      const [have] = await orm.select({ n: count() }).from(consumer).where(eq(consumer.agencyId, agencyId));
      if (Number(have?.n) >= MOST_CONSUMERS)
        throw limitExceeded('consumers of an agency', MOST_CONSUMERS, MOST_CONSUMERS + 1);
      const [made] = await orm
        .insert(consumer)
        .values({ ...set, agencyId, name })
        .returning();
      return made as ConsumerRow;
    });
  }

  /** Whether there was one. */
  async forget({ agencyId }: Provider, name: string): Promise<boolean> {
    const gone = await this.db
      .sql`delete from hub.consumer where agency_id = ${agencyId} and name = ${name} returning 1`;
    return gone.length > 0;
  }
}
