import type { Db } from '../../db/client.js';
import type { Agencies, HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { accidentLoaders } from './accident.loader.js';
import {
  AccidentResolver,
  AccidentSupplementResolver,
  AccidentVersionResolver,
  EnterpriseAccidentResolver,
} from './accident.resolver.js';
import { AccidentStore } from './accident.store.js';
import { AccidentSubscriptionResolver, accidentReported } from './accident.subscription.js';
import { ReportResolver } from './report.resolver.js';
import { StatisticResolver } from './statistic.resolver.js';

export * from './core.js';

export interface AccidentRoomDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
}

/** The register of accidents: its subgraph. */
export function accidentRoom({ db, directory, catalogue, agencies }: AccidentRoomDeps) {
  const store = new AccidentStore(db);
  const loaders = accidentLoaders(store, agencies);
  const deps = { db, store, loaders, directory, catalogue };
  return {
    readable: loaders.readable,
    subscriptions: [accidentReported],
    subgraph: {
      name: 'accident',
      schema: roomSchema([
        new AccidentResolver(deps),
        new AccidentVersionResolver(deps),
        new AccidentSupplementResolver(deps),
        new EnterpriseAccidentResolver(deps),
        new StatisticResolver(deps),
        new ReportResolver(deps),
        new AccidentSubscriptionResolver(loaders),
      ]),
      entities: {
        Enterprise: { key: 'uscc' },
        Division: { key: 'code' },
        Accident: {
          key: 'id',
          isLoaded: (source: object) => 'occurredAt' in source,
          load: ({ id }: Record<string, unknown>, context: HubContext) => loaders.find(context, String(id)),
        },
      },
    },
  };
}
