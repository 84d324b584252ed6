import type { Db } from '../../db/client.js';
import type { Agencies, HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import type { DayWork } from '../exchange/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { hazardImporter } from './core.js';
import { hazardOverdue } from './hazard.events.js';
import { hazardLoaders } from './hazard.loader.js';
import {
  EnterpriseHazardResolver,
  FiveImplementationsResolver,
  HazardResolver,
  HazardTransitionResolver,
  HazardVersionResolver,
} from './hazard.resolver.js';
import { HazardStore } from './hazard.store.js';
import { keepOverdue, newlyOverdue } from './hazard-record.store.js';
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
  const days: DayWork = async ({ orm, append }, _since, today) => {
    const rows = await newlyOverdue(orm, today);
    const announced = rows.map((row) => ({
      hazardId: Number(row.id),
      deadline: row.deadline as string,
      position: append(hazardOverdue(row, today)),
    }));
    await keepOverdue(orm, announced);
  };
  return {
    importer: hazardImporter(directory, catalogue),
    readable: loaders.readable,
    /** Announces that deadlines have passed with the rectification still open: of each hazard, each deadline once. */
    days,
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
