import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Epoch, Lineage, type LogIdentity } from '../../exchange/core.js';
import { HubError } from '../../kernel/errors.js';

const FETCH_MS = 10_000;
const answer = z.object({ log: z.string(), current: z.string(), epochs: z.array(z.custom<Epoch>()) });

const read = (where: string, text: string): LogIdentity => {
  try {
    const { log, current, epochs } = answer.parse(JSON.parse(text));
    return { id: log, lineage: new Lineage(epochs, current) };
  } catch {
    throw new HubError('BAD_USER_INPUT', `${where}: is not what a hub answers at /.well-known/log-epochs.json`);
  }
};

/** The epochs of a log, from a file or an address. */
export async function findEpochs(where: string): Promise<LogIdentity> {
  if (!/^https?:/.test(where)) return read(where, readFileSync(where, 'utf8'));
  const found = await fetch(where, { signal: AbortSignal.timeout(FETCH_MS) }).catch((error: Error) => {
    throw new HubError('NOT_FOUND', `${where}: ${((error.cause as Error) ?? error).message}`);
  });
  if (!found.ok) throw new HubError('NOT_FOUND', `${where}: answers ${found.status}`);
  return read(where, await found.text());
}

/** Those of the hub whose key set is at an address; null where there is no address, or a hub of before there were epochs. */
export async function epochsBeside(jwks: string | undefined): Promise<LogIdentity | null> {
  if (jwks === undefined || !/^https?:/.test(jwks)) return null;
  return findEpochs(new URL('/.well-known/log-epochs.json', jwks).href).catch(() => null);
}
