import type { Db, Orm } from '../../db/client.js';
import type { Agencies, HubContext } from '../access/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { type Alongside, alongside } from './enterprise.alongside.js';
import { readEnterprise } from './enterprise.check.js';
import { enterpriseLedger } from './enterprise.ledger.js';
import { enterpriseLoaders } from './enterprise.loader.js';
import { enterpriseRegister } from './enterprise.register.js';
import { EnterpriseResolver, EnterpriseVersionResolver } from './enterprise.resolver.js';
import { type EnterpriseConditions, type EnterpriseRow, EnterpriseStore } from './enterprise.store.js';

export type { Alongside, AlongsideRow } from './enterprise.alongside.js';
export type { EnterpriseConditions } from './enterprise.store.js';

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
]);

/** What the other registers may ask of this one. */
export interface EnterpriseDirectory {
  /** Division of each known code: a record about an unknown enterprise is refused. */
  divisions(orm: Orm, usccs: readonly string[]): Promise<Map<string, string>>;
  /** The enterprise's fields as a list of another register reads them along, where an operation selects them. */
  alongside(fields: ReadonlySet<string>): Alongside | null;
}

export interface EnterpriseRoomDeps {
  db: Db;
  catalogue: Catalogue;
  agencies: Agencies;
  conditions: EnterpriseConditions;
}

/** The register of enterprises: its subgraph, its import, and its directory for the others. */
export function enterpriseRoom({ db, catalogue, agencies, conditions }: EnterpriseRoomDeps) {
  const store = new EnterpriseStore(db, conditions, catalogue);
  const loaders = enterpriseLoaders(store);
  const deps = { db, store, loaders, catalogue, agencies };
  const directory: EnterpriseDirectory = {
    divisions: (orm, usccs) => store.divisions(orm, usccs),
    alongside: (fields) => alongside(fields, catalogue),
  };
  return {
    directory,
    /** For credit checks: records as one JSON value, as they held on a day and were known at an instant, or as they are now. */
    forCheck: store.forCheck.bind(store),
    readCheck: (rows: EnterpriseRow[]) => store.located(rows),
    ledger: enterpriseLedger,
    importer: {
      read: readEnterprise,
      register: enterpriseRegister(store, catalogue),
      action: 'enterprise.submit' as const,
    },
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
