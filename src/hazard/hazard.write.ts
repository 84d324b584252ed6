import type { Db } from '../../db/client.js';
import { authoriseProvider, forCaller, type HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import type { RegisterSpec } from '../exchange/index.js';
import { notFound } from '../kernel/errors.js';
import type { Catalogue } from '../reference/index.js';
import { type Attempt, recordId, writeOne } from '../register/index.js';
import type { HazardReadDeps } from './hazard.resolver.js';
import type { ShownHazard } from './hazard.store.js';

/** What the mutations need. */
export interface HazardWriteDeps extends HazardReadDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
}

/** The argument `idempotencyKey` of every mutation. */
export const KEY = {
  nullable: true,
  description: 'A repeat under this key changes nothing and answers the hazard as it is.',
};

export const hazardId = (id: string) => recordId('hazard', id);

/** Writes what one mutation submits, and answers the hazard as it is then. `idOf`: which one it is, for its provider. */
export async function writeHazard<C, R extends object, F>(
  { db, loaders }: HazardWriteDeps,
  context: HubContext,
  register: RegisterSpec<C, R, F>,
  attempt: Attempt<C>,
  idOf: (command: C, providerId: string) => Promise<string | null> | string | null,
): Promise<ShownHazard> {
  const provider = authoriseProvider(context.viewer, 'hazard.submit');
  const { command } = await writeOne(db, register, { provider, receivedAt: context.receivedAt, ...attempt });
  return forCaller(context, async () => {
    const id = await idOf(command, provider.agencyId);
    // What this request has loaded so far may be of the version before.
    context.loaders.clear();
    const row = id === null ? null : await loaders.byId(context).load(id);
    if (!row) throw notFound('the hazard');
    return row;
  });
}
