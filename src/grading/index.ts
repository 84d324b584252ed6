import type { Db } from '../../db/client.js';
import type { Agencies, HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { readGrading } from './grading.check.js';
import { gradingLoaders } from './grading.loader.js';
import { gradingRegister } from './grading.register.js';
import { EnterpriseGradingResolver, GradingResolver, GradingVersionResolver } from './grading.resolver.js';
import { GradingStore } from './grading.store.js';

export { gradedCondition } from './grading.store.js';

export interface GradingRoomDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
}

/** The register of standardisation gradings: its subgraph and its import. */
export function gradingRoom({ db, directory, catalogue, agencies }: GradingRoomDeps) {
  const store = new GradingStore(db);
  const loaders = gradingLoaders(store);
  const deps = { db, store, loaders, directory, catalogue, agencies };
  return {
    /** For credit checks: the grading in force on a day of each code, as the viewer may see it. */
    store,
    importer: { read: readGrading, register: gradingRegister(store, directory, catalogue), action: 'grading.submit' as const },
    subgraph: {
      name: 'grading',
      schema: roomSchema([new GradingResolver(deps), new GradingVersionResolver(deps), new EnterpriseGradingResolver(deps)]),
      entities: {
        Enterprise: { key: 'uscc' },
        Division: { key: 'code' },
        Grading: {
          key: 'id',
          isLoaded: (source: object) => 'grade' in source,
          load: ({ id }: Record<string, unknown>, context: HubContext) => loaders.byId(context).load(String(id)),
        },
      },
    },
  };
}
