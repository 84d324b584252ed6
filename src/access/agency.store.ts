import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Db } from '../../db/client.js';
import { agency, agencyKey } from '../../db/tables/access.js';
import type { AgencyKind } from '../kernel/vocabulary.js';

export type Agency = typeof agency.$inferSelect;

/** Who somebody is. */
export type Identity = Pick<Agency, 'id' | 'name' | 'kind' | 'divisionCode' | 'registeredOnly' | 'operationsRevision'>;

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
  byKeyHash(hash: string): Promise<Identity | null>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function agencyStore({ orm, checks }: Db): AgencyStore {
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
      // Among the checks: whoever must be answered must be known first.
      const [row] = await checks.sql<Identity[]>`select a.id, a.name, a.kind, a.division_code "divisionCode",
          a.registered_only "registeredOnly", a.operations_revision "operationsRevision"
        from hub.agency_key k join hub.agency a on a.id = k.agency_id
        where k.hash = ${hash} and k.revoked_at is null and a.disabled_at is null`;
      return row ?? null;
    },
  };
}
