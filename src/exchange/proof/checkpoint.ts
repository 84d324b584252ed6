import type { Db } from '../../../db/client.js';
import type { Keyring } from '../../access/index.js';
import { present } from '../../kernel/clock.js';
import { PlainError } from '../../kernel/plain-error.js';
import { type Fault, missing, Walk } from '../log/walk.js';
import { beginSigning, insertCheckpoint, readCheckpoint, readWindow, type Signing } from './checkpoint.store.js';
import { type SignedStatement, signatureFault, signStatement } from './statement.js';

/** Positions between two checkpoints at most: so many leaves a proof has at most. */
export const CHECKPOINT_EVERY = 500;
/** Events that one transaction walks over. */
const MOST = 20_000;

/** The log is not what the hub has signed before: nothing more is signed until somebody has looked (`hub verify`). */
export class LogAltered extends PlainError {
  constructor(readonly fault: Fault) {
    super(`the log was altered: ${fault.message}`);
  }
}

/**
 * Signs the log's new end, and every CHECKPOINT_EVERYth position on the way there. It walks the chain from what was signed last,
 * so that the hub never signs what does not follow from that. Answers whether there is more to do; one process at a time works.
 */
export function makeCheckpoints(db: Db, keyring: Keyring): Promise<boolean> {
  return db.transaction(async (orm) => {
    const state = await beginSigning(orm);
    if (!state) return false;
    const { logId, head, last } = state;
    const fault = last && faultOfLast(last, state, keyring);
    if (fault) throw new LogAltered(fault);
    const sign = (position: number, hash: Buffer) =>
      insertCheckpoint(orm, signStatement('checkpoint', { logId, position, hash, signedAt: present() }, keyring));
    const walk = begin(state);
    // The first one says where the log begins: a beginning that is cut off later shows by it.
    if (!last) await sign(walk.position, walk.hash);
    const until = Math.min(head, walk.position + MOST);
    while (walk.position < until) {
      const next = Math.min(until, nextMark(walk.position));
      for (const event of await readWindow(orm, walk.position, next)) {
        const wrong = walk.step(event);
        if (wrong) throw new LogAltered(wrong);
      }
      if (walk.position < next) throw new LogAltered(missing(walk.position + 1, next));
      await sign(walk.position, walk.hash);
    }
    return until < head;
  });
}

const nextMark = (position: number): number => (Math.floor(position / CHECKPOINT_EVERY) + 1) * CHECKPOINT_EVERY;

/** From the last checkpoint, or from the log's beginning where that lies behind it. */
function begin({ startPosition, startHash, last }: Signing): Walk {
  return last && last.position >= startPosition
    ? new Walk(last.position, last.hash)
    : new Walk(startPosition, startHash);
}

function faultOfLast(last: SignedStatement, { head }: Signing, keyring: Keyring): Fault | null {
  if (last.position > head) return missing(head + 1, last.position);
  // Another keyring's checkpoint cannot be judged here; whoever starts the hub is told of it.
  if (!keyring.publicKeys().some((k) => k.keyId === last.keyId)) return null;
  const wrong = signatureFault('checkpoint', last, keyring.publicKeys());
  return wrong
    ? { position: last.position, kind: 'CHECKPOINT', message: `the checkpoint at ${last.position}: ${wrong}` }
    : null;
}

/** What is to be said where the last checkpoint was signed with a key that this keyring lacks; else null. */
export async function strangeSigner(db: Pick<Db, 'sql'>, keyring: Keyring): Promise<string | null> {
  const last = await readCheckpoint(db.sql, null);
  if (!last || keyring.publicKeys().some((k) => k.keyId === last.keyId)) return null;
  return `${keyring.path} lacks the key ${last.keyId} that signed the log's last checkpoint: all processes of a database share one file; put that file here, or set HUB_SIGNING_KEYS to it`;
}
