import type { PendingQuery, Row, Sql } from 'postgres';
import type { Db } from '../../db/client.js';
import type { HubContext } from '../access/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import { disclosureReader } from './disclosure.store.js';
import {
  EnterpriseRestrictionResolver,
  RestrictionResolver,
  restrictionLoaders,
  restrictionView,
} from './restriction.resolver.js';
import { RestrictionStore } from './restriction.store.js';

export type { Disclosure, DisclosurePage } from './disclosure.store.js';
export { restrictedCondition } from './restriction.store.js';

/** Restrictions as they are read: the subgraph, and the answers for credit checks. */
export function linkageRoom({ db }: { db: Db }) {
  const store = new RestrictionStore(db);
  const loaders = restrictionLoaders(store);
  return {
    /** What has been announced to the public by a day, latest change first. */
    disclosures: disclosureReader(db),
    /** For credit checks: restrictions in force on a day as one JSON value, as known at an instant or now. */
    forCheck: (sql: Sql, context: HubContext, on: string, known: Date | null, codes: PendingQuery<Row[]>) =>
      store.forCheck(sql, restrictionView(context), on, known, codes),
    subgraph: {
      name: 'linkage',
      schema: roomSchema([new RestrictionResolver(store), new EnterpriseRestrictionResolver(loaders)]),
      entities: {
        Enterprise: { key: 'uscc' },
        Restriction: {
          key: 'id',
          isLoaded: (source: object) => 'domain' in source,
          // A router may send any text as an id; only a number can be one.
          load: ({ id }: Record<string, unknown>, context: HubContext) =>
            /^\d{1,18}$/.test(String(id)) ? loaders.byId(context).load(String(id)) : null,
        },
      },
    },
  };
}
