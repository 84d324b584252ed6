import type { Db } from '../../db/client.js';
import type { Agencies } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import type { CheckSources } from './check.js';
import {
  CreditCheckResolver,
  CreditRatingResolver,
  CreditRatingVersionResolver,
  EnterpriseRatingResolver,
} from './credit.resolver.js';
import { creditFlagChanged, FlagSubscriptionResolver } from './flag.subscription.js';
import { readRating } from './rating.check.js';
import { ratingLedger } from './rating.ledger.js';
import { ratingLoaders } from './rating.loader.js';
import { ratingRegister } from './rating.register.js';
import { RatingStore } from './rating.store.js';

export type { CheckSources, Instant } from './check.js';

export interface CreditRoomDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
  sources: CheckSources;
}

/** Credit ratings and credit checks: the subgraph and the ratings' import. */
export function creditRoom({ db, directory, catalogue, agencies, sources }: CreditRoomDeps) {
  const store = new RatingStore(db);
  const loaders = ratingLoaders(store);
  const deps = { db, store, loaders, directory, catalogue, agencies, sources };
  return {
    ledger: ratingLedger,
    importer: {
      read: readRating,
      register: ratingRegister(store, directory, catalogue),
      action: 'rating.submit' as const,
    },
    subscriptions: [creditFlagChanged],
    subgraph: {
      name: 'credit',
      schema: roomSchema([
        new CreditCheckResolver(deps),
        new CreditRatingResolver(deps),
        new CreditRatingVersionResolver(deps),
        new EnterpriseRatingResolver(deps),
        new FlagSubscriptionResolver(deps),
      ]),
      entities: { Enterprise: { key: 'uscc' }, Grading: { key: 'id' }, Restriction: { key: 'id' } },
    },
  };
}
