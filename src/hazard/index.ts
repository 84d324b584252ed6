import type { Db } from '../../db/client.js';
import type { Agencies, HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { hazardLoaders } from './hazard.loader.js';
import {
  EnterpriseHazardResolver,
  FiveImplementationsResolver,
  HazardResolver,
  HazardTransitionResolver,
  HazardVersionResolver,
} from './hazard.resolver.js';
import { HazardStore } from './hazard.store.js';
import { HazardReportResolver } from './hazard-report.resolver.js';
import { HazardStepResolver } from './hazard-step.resolver.js';

export * from './core.js';
export { isUnrectified } from './hazard.deadline.js';

export interface HazardRoomDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
}

/** The register of hidden hazards: its subgraph. */
export function hazardRoom({ db, directory, catalogue, agencies }: HazardRoomDeps) {
  const store = new HazardStore(db);
  const loaders = hazardLoaders(store);
  const deps = { db, store, loaders, directory, catalogue, agencies };
  return {
    readable: loaders.readable,
    subgraph: {
      name: 'hazard',
      schema: roomSchema([
        new HazardResolver(deps),
        new FiveImplementationsResolver(),
        new HazardVersionResolver(deps),
        new HazardTransitionResolver(deps),
        new EnterpriseHazardResolver(deps),
        new HazardReportResolver(deps),
        new HazardStepResolver(deps),
      ]),
      entities: {
        Enterprise: { key: 'uscc' },
        Division: { key: 'code' },
        Hazard: {
          key: 'id',
          isLoaded: (source: object) => 'foundOn' in source,
          load: ({ id }: Record<string, unknown>, context: HubContext) => loaders.find(context, String(id)),
        },
      },
    },
  };
}
