import type { PendingQuery, Row, Sql } from 'postgres';
import type { Db } from '../../db/client.js';
import type { Agencies, HubContext, Keyring } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import { caseLedger } from './case/case.ledger.js';
import { readFinding } from './finding/finding.check.js';
import { findingLedger } from './finding/finding.ledger.js';
import { findingRegister } from './finding/finding.register.js';
import { linkageDays } from './linkage.days.js';
import { LinkageWorker, type LinkageWorkerOptions } from './linkage.worker.js';
import { PolicyBook } from './policy/policy.book.js';
import { PolicyStore } from './policy/policy.store.js';
import {
  EnterpriseRestrictionResolver,
  RestrictionResolver,
  restrictionLoaders,
  restrictionView,
} from './restriction.resolver.js';
import { RestrictionStore } from './restriction.store.js';

export type { LinkageWorker, WorkerReport } from './linkage.worker.js';
export { restrictedCondition } from './restriction.store.js';

export interface LinkageRoomDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
  /** Signs acknowledgements; left out where the process answers none. */
  keyring?: Keyring | undefined;
}

/** From facts to restrictions and notices: what decides them, the subgraph, and the answers for credit checks. */
export function linkageRoom({ db, directory, catalogue }: LinkageRoomDeps) {
  const store = new RestrictionStore(db);
  const book = new PolicyBook(new PolicyStore(db));
  const loaders = restrictionLoaders(store);
  return {
    ledger: caseLedger,
    findingLedger,
    importer: { read: readFinding, register: findingRegister(directory, catalogue), action: 'finding.submit' as const },
    /** Announces terms that ended, publications whose day has come, and notices that nobody acknowledged. */
    days: linkageDays(book),
    /** What reads the log and decides, not started yet. */
    worker: (options: Omit<LinkageWorkerOptions, 'db' | 'book'>) => new LinkageWorker({ ...options, db, book }),
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
