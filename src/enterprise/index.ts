import type { Db } from '../../db/client.js';
import type { Agencies, HubContext } from '../access/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { enterpriseDirectory } from './core.js';
import { enterpriseLoaders } from './enterprise.loader.js';
import { EnterpriseResolver, EnterpriseVersionResolver } from './enterprise.resolver.js';
import { enterpriseSource } from './enterprise.source.js';
import { type EnterpriseConditions, EnterpriseStore } from './enterprise.store.js';

export * from './core.js';

/** Fields that need more than a record's core columns. */
const REST_FIELDS = new Set([
  'industry',
  'entityType',
  'registeredOn',
  'registeredCapital',
  'currency',
  'address',
  'businessScope',
  'validFrom',
  'provenance',
  'asWritten',
]);

export interface EnterpriseRoomDeps {
  db: Db;
  catalogue: Catalogue;
  agencies: Agencies;
  conditions: EnterpriseConditions;
}

/** The register of enterprises: its subgraph, and what checks read of it. */
export function enterpriseRoom({ db, catalogue, agencies, conditions }: EnterpriseRoomDeps) {
  const store = new EnterpriseStore(db, conditions, catalogue);
  const loaders = enterpriseLoaders(store);
  const deps = { db, store, loaders, catalogue, agencies };
  return {
    directory: enterpriseDirectory(store, catalogue),
    checkSource: enterpriseSource(store),
    subgraph: {
      name: 'enterprise',
      schema: roomSchema([new EnterpriseResolver(deps), new EnterpriseVersionResolver(deps)]),
      entities: {
        Enterprise: {
          key: 'uscc',
          isLoaded: (source: object) => 'name' in source,
          load: ({ uscc }: Record<string, unknown>, context: HubContext) => loaders.byUscc(context).load(String(uscc)),
          rest: {
            fields: REST_FIELDS,
            isLoaded: (source: object) => 'validFrom' in source,
            load: ({ uscc }: Record<string, unknown>, context: HubContext) => loaders.whole(context).load(String(uscc)),
          },
        },
        Division: { key: 'code' },
        Industry: { key: 'code' },
      },
    },
  };
}
