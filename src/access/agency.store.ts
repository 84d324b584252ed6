import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Db } from '../../db/client.js';
import { agency, agencyKey } from '../../db/tables/access.js';
import type { AgencyKind } from '../kernel/vocabulary.js';

export type Agency = typeof agency.$inferSelect;

/** Agencies and their keys. */
export interface AgencyStore {
  add(input: { name: string; kind: AgencyKind; divisionCode: string | null }): Promise<Agency>;
  list(): Promise<Agency[]>;
  find(idOrName: string): Promise<Agency | null>;
  /** Since when the agency is disabled; null enables it. */
  setDisabled(id: string, at: Date | null): Promise<void>;
  setDivision(id: string, divisionCode: string): Promise<void>;
  addKey(agencyId: string, prefix: string, hash: string): Promise<void>;
  revokeKeys(agencyId: string, at: Date): Promise<number>;
  /** The enabled agency of an unrevoked key. */
  byKeyHash(hash: string): Promise<Agency | null>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function agencyStore({ orm }: Db): AgencyStore {
  return {
    add: async (input) => (await orm.insert(agency).values(input).returning())[0] as Agency,
    list: () => orm.select().from(agency).orderBy(asc(agency.createdAt), asc(agency.name)),
    find: async (idOrName) => {
      const match = UUID.test(idOrName) ? eq(agency.id, idOrName) : eq(agency.name, idOrName);
      return (await orm.select().from(agency).where(match))[0] ?? null;
    },
    setDisabled: async (id, at) => {
      await orm.update(agency).set({ disabledAt: at }).where(eq(agency.id, id));
    },
    setDivision: async (id, divisionCode) => {
      await orm.update(agency).set({ divisionCode }).where(eq(agency.id, id));
    },
    addKey: async (agencyId, prefix, hash) => {
      await orm.insert(agencyKey).values({ agencyId, prefix, hash });
    },
    revokeKeys: async (agencyId, at) => {
      const mine = and(eq(agencyKey.agencyId, agencyId), isNull(agencyKey.revokedAt));
      return (await orm.update(agencyKey).set({ revokedAt: at }).where(mine).returning({ id: agencyKey.id })).length;
    },
    byKeyHash: async (hash) => {
      const rows = await orm
        .select({ agency })
        .from(agencyKey)
        .innerJoin(agency, eq(agency.id, agencyKey.agencyId))
        .where(and(eq(agencyKey.hash, hash), isNull(agencyKey.revokedAt), isNull(agency.disabledAt)));
      return rows[0]?.agency ?? null;
    },
  };
}
