import type { Db } from '../../db/client.js';
import { registerLoaders } from '../register/index.js';
import { findingRegister } from './core.js';
import { WithdrawalResolver } from './withdrawal.resolver.js';

export * from './core.js';

/** What findings have beside what the kit makes of their declaration. */
export const findingRoom = ({ db }: { db: Db }) => ({
  /** Which findings the viewer may read, by id. */
  readable: registerLoaders(db, findingRegister.store, findingRegister.reads).readable,
  /** For the subgraph that findings stand in. */
  resolvers: [new WithdrawalResolver(db)],
});
