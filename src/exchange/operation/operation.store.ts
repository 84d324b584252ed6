import { asc, eq, sql } from 'drizzle-orm';
import type { Db, Orm } from '../../../db/client.js';
import { agency } from '../../../db/tables/access.js';
import { registeredOperation } from '../../../db/tables/operation.js';
import { limitExceeded, notFound } from '../../kernel/errors.js';
import type { RegisteredOperation } from './operation.js';

/** Operations of one agency at most, and the characters of their documents together: a hub has them in memory. */
export const MOST_OPERATIONS = 2_000;
export const MOST_CHARACTERS = 4_000_000;

/** An agency's operations as they are at one revision. */
export interface OperationBook {
  agencyId: string;
  /** Whether the agency runs these and no others. */
  only: boolean;
  revision: number;
  operations: RegisteredOperation[];
}

/** Registered operations. Whoever changes an agency's holds its row, and raises its revision. */
export class OperationStore {
  constructor(private readonly db: Db) {}

  /** An agency's operations by id; NOT_FOUND where there is no such agency. */
  async read(agencyId: string, orm: Orm = this.db.orm): Promise<OperationBook> {
    const [found] = await orm
      .select({ only: agency.registeredOnly, revision: agency.operationsRevision })
      .from(agency)
      .where(eq(agency.id, agencyId));
    if (!found) throw notFound('this agency');
    const operations = await orm
      .select()
      .from(registeredOperation)
      .where(eq(registeredOperation.agencyId, agencyId))
      .orderBy(asc(registeredOperation.id));
    return { agencyId, ...found, operations };
  }

  /** Everybody's, by agency and id, with the agencies' names. */
  async all(): Promise<(RegisteredOperation & { agency: string })[]> {
    const rows = await this.db.orm
      .select({ operation: registeredOperation, agency: agency.name })
      .from(registeredOperation)
      .innerJoin(agency, eq(agency.id, registeredOperation.agencyId))
      .orderBy(asc(agency.name), asc(registeredOperation.id));
    return rows.map((row) => ({ ...row.operation, agency: row.agency }));
  }

  /** Runs a change while nobody else changes this agency's operations; what it answers as changed raises the revision. */
  change<T>(
    agencyId: string,
    work: (book: OperationBook, orm: Orm) => Promise<{ changed: boolean; value: T }>,
  ): Promise<T> {
    return this.db.transaction(async (orm) => {
      await orm.execute(sql`select 1 from hub.agency where id = ${agencyId} for no key update`);
      const { changed, value } = await work(await this.read(agencyId, orm), orm);
      if (changed) {
        const set = { operationsRevision: sql`${agency.operationsRevision} + 1` };
        await orm.update(agency).set(set).where(eq(agency.id, agencyId));
      }
      return value;
    });
  }

  /** Writes operations, new ones and changed ones alike. LIMIT_EXCEEDED where the agency would have more than it may. */
  async put(orm: Orm, agencyId: string, operations: readonly RegisteredOperation[]): Promise<void> {
    if (operations.length === 0) return;
    const { document, hash, name, kind, purpose, legalBasis, registeredAt } = registeredOperation;
    const written = { document, hash, name, kind, purpose, legalBasis, registeredAt };
    await orm
      .insert(registeredOperation)
      .values([...operations])
      .onConflictDoUpdate({
        target: [registeredOperation.agencyId, registeredOperation.id],
        set: Object.fromEntries(
          Object.entries(written).map(([key, column]) => [key, sql`excluded.${sql.identifier(column.name)}`]),
        ),
      });
    const [have] = await orm
      .select({ count: sql<number>`count(*)::int`, characters: sql<number>`sum(length(document))::int` })
      .from(registeredOperation)
      .where(eq(registeredOperation.agencyId, agencyId));
    const { count = 0, characters = 0 } = have ?? {};
    if (count > MOST_OPERATIONS) throw limitExceeded('operations of an agency', MOST_OPERATIONS, count);
    if (characters > MOST_CHARACTERS)
      throw limitExceeded('characters of an agency’s operations', MOST_CHARACTERS, characters);
  }

  async remove(orm: Orm, agencyId: string, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const gone = (await orm.execute(
      sql`delete from hub.registered_operation where agency_id = ${agencyId} and id in ${[...ids]} returning id`,
    )) as unknown as { id: string }[];
    return gone.map((row) => row.id).sort();
  }

  async setOnly(orm: Orm, agencyId: string, only: boolean): Promise<void> {
    await orm.update(agency).set({ registeredOnly: only }).where(eq(agency.id, agencyId));
  }
}
