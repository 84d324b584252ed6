import type { Db } from '../../db/client.js';
import type { Agencies, HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { gradingLoaders } from './grading.loader.js';
import { EnterpriseGradingResolver, GradingResolver, GradingVersionResolver } from './grading.resolver.js';
import { gradingSource } from './grading.source.js';
import { GradingStore } from './grading.store.js';
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
    checkSource: gradingSource(store),
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
