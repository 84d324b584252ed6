import type { Db } from '../../db/client.js';
import { knownCodes } from '../kernel/known-code.js';
import { during } from '../kernel/patience.js';
import { knownCodeMark, readKnownCodes } from './known-code.store.js';

/** What an operator notes is known to a running process within about this time. */
const LOOK_AGAIN_MS = 1_000;
/** While the database is away. */
const AWAY_MS = 5_000;

/** Reads the table of known codes into this process (kernel/known-code.ts). */
export async function loadKnownCodes(db: Db): Promise<void> {
  knownCodes.tell(sourceOf(db), await during(null, () => readKnownCodes(db)));
}

/** One source for a database, whichever of its connections it is read over; it holds no connection. */
const sources = new WeakMap<Db, object>();
function sourceOf(db: Db): object {
  const source = sources.get(db) ?? {};
  sources.set(db, source);
  return source;
}

export interface KnownCodesWatch {
  /** Looks no more; resolves when a look that has begun is over. */
  stop(): Promise<void>;
}

/**
 * Keeps a process that runs long true to the table, after `loadKnownCodes` of the same `db`: over `by`, its connections for work of its own.
 * Where the database does not answer, what was known stands.
 */
export function watchKnownCodes(db: Db, by: Db = db): KnownCodesWatch {
  let known: string | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  const look = async (): Promise<number> => {
    try {
      const mark = await knownCodeMark(by);
      if (mark !== known) knownCodes.tell(sourceOf(db), await readKnownCodes(by));
      known = mark;
      return LOOK_AGAIN_MS;
    } catch {
      // What keeps the database from answering is found, and told, by whoever serves.
      return AWAY_MS;
    }
  };
  const next = (ms: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      looking = during(null, look).then(next);
    }, ms);
    timer.unref();
  };
  next(LOOK_AGAIN_MS);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
      knownCodes.forget(sourceOf(db));
    },
  };
}
