import type { PendingQuery, Row, Sql } from 'postgres';
import type { Db } from '../../db/client.js';
import { type Agencies, type HubContext, NOTHING_INTERNAL } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { groupBy } from '../kernel/collect.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { gradingLoaders } from './grading.loader.js';
import { EnterpriseGradingResolver, GradingResolver, GradingVersionResolver } from './grading.resolver.js';
import { type GradingRow, GradingStore, inForceOf } from './grading.store.js';
import { GradingSubscriptionResolver, gradingPublished } from './grading.subscription.js';

export * from './core.js';

/** Fields that need more than a record's core columns. */
const REST_FIELDS = new Set([
  'division',
  'standard',
  'gradedBy',
  'publishedOn',
  'revocationReason',
  'publicRevocationReason',
  'provenance',
]);

export interface GradingRoomDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
}

/** The register of standardisation gradings: its subgraph. */
export function gradingRoom({ db, directory, catalogue, agencies }: GradingRoomDeps) {
  const store = new GradingStore(db);
  const loaders = gradingLoaders(store);
  const deps = { db, store, loaders, directory, catalogue, agencies };
  // A router may send any text as an id; only a number can be one.
  const byId = ({ id }: Record<string, unknown>, context: HubContext) =>
    /^\d{1,18}$/.test(String(id)) ? loaders.byId(context).load(String(id)) : null;
  return {
    /** For credit checks: published gradings as one JSON value, and what they say of each code on a day. */
    forCheck: (sql: Sql, on: string, known: Date | null, codes: PendingQuery<Row[]>) =>
      store.forCheck(
        sql,
        { scope: 'PUBLISHED', today: on, division: null, internal: NOTHING_INTERNAL },
        on,
        known,
        codes,
      ),
    readCheck: (rows: GradingRow[], on: string, usccs: readonly string[]) => {
      const by = groupBy(rows, (r) => r.uscc);
      return usccs.map((uscc) => {
        const own = by.get(uscc) ?? [];
        return {
          inForce: inForceOf(own, on),
          lastRevoked: own[0] !== undefined && own[0].revokedOn !== null && own[0].revokedOn <= on,
        };
      });
    },
    subscriptions: [gradingPublished],
    subgraph: {
      name: 'grading',
      schema: roomSchema([
        new GradingResolver(deps),
        new GradingVersionResolver(deps),
        new EnterpriseGradingResolver(deps),
        new GradingSubscriptionResolver(loaders),
      ]),
      entities: {
        Enterprise: { key: 'uscc' },
        Division: { key: 'code' },
        Grading: {
          key: 'id',
          isLoaded: (source: object) => 'grade' in source,
          load: byId,
          rest: {
            fields: REST_FIELDS,
            isLoaded: (source: object) => 'standard' in source,
            load: byId,
          },
        },
      },
    },
  };
}
