import { LRU } from 'tiny-lru';
import type { HubError } from './errors.js';
import { during, Patience, type Place, patienceNow } from './patience.js';

/**
 * Process-wide micro-batching: keys that any requests ask for in one turn of the event loop go to the database as one
 * statement. While statements are under way further keys gather; enough of them start another, up to `limit` at once.
 * So the number of statements follows the load, not the number of companies (measured: README of this room).
 * Who leaves is told so at once and alone; the statement is given up when all who wait for it have left.
 */
export interface BatcherOptions {
  /** Statements of one batcher under way at once. */
  limit?: number;
  /** Waiting keys that start a further statement while one is under way. */
  enough?: number;
  /** Keys in one statement. */
  most?: number;
  /** Reads where the data is written, whatever standby its callers read from. */
  atHome?: boolean;
}

interface Waiting<K, V> {
  keys: readonly K[];
  resolve: (values: V[]) => void;
  reject: (reason: unknown) => void;
  patience: Patience | null;
  /** Told when its patience ends. */
  leave(why: HubError): void;
  gone: boolean;
  /** Those that it went out with. */
  batch: Batch | null;
}
/** What went out together, and on whose joint behalf. */
interface Batch {
  left: number;
  size: number;
  patience: Patience;
}

export interface Batcher<K, V> {
  (key: K): Promise<V>;
  /** Several keys at the price of one promise; the values in their order. */
  many(keys: readonly K[]): Promise<V[]>;
}

/**
 * `run` answers the values of the keys it is given, in their order. It is given each key once, however many ask for it: keys
 * are the same as those of a `Map` are, texts by what they say and objects by being one. All who ask for a key get the one
 * value, so a value is read and never changed.
 */
export function batcher<K, V>(run: (keys: K[]) => Promise<V[]>, options: BatcherOptions = {}): Batcher<K, V> {
  const { limit = 2, enough = 16, most = 2000, atHome = false } = options;
  let queue: Waiting<K, V>[] = [];
  let waiting = 0;
  let busy = 0;
  let armed = false;

  const free = () => busy === 0 || (busy < limit && waiting >= enough);
  const placeOf = ({ patience }: Waiting<K, V>): Place | null => (atHome ? null : (patience?.place ?? null));
  /** What goes out together: everything that waits and is read in one place, up to `most` keys (one larger request goes alone). */
  const take = (): Waiting<K, V>[] => {
    let keys = 0;
    let end = 0;
    let gone = 0;
    let place: Place | null = null;
    for (; end < queue.length; end++) {
      const one = queue[end] as Waiting<K, V>;
      if (one.gone) gone++;
      else if (end > gone && (keys + one.keys.length > most || placeOf(one) !== place)) break;
      else {
        if (end === gone) place = placeOf(one);
        keys += one.keys.length;
      }
    }
    waiting -= keys;
    const batch = end === queue.length ? queue : queue.slice(0, end);
    queue = end === queue.length ? [] : queue.slice(end);
    return gone > 0 ? batch.filter((w) => !w.gone) : batch;
  };
  const leave = (w: Waiting<K, V>, why: HubError) => {
    w.gone = true;
    w.reject(why);
    const { batch } = w;
    if (!batch) waiting -= w.keys.length;
    else if (++batch.left === batch.size) batch.patience.end(why);
  };
  const flush = () => {
    armed = false;
    while (queue.length > 0 && free()) {
      const batch = take();
      if (batch.length === 0) continue; // all of them have left
      busy++;
      const joint: Batch = { left: 0, size: batch.length, patience: new Patience() };
      joint.patience.place = placeOf(batch[0] as Waiting<K, V>);
      for (const w of batch) w.batch = joint;
      const asked = batch.length === 1 ? [...(batch[0] as Waiting<K, V>).keys] : batch.flatMap((w) => w.keys);
      const places = placesOf(asked);
      during(joint.patience, () => run(places ? [...places.keys()] : asked))
        .then(
          (found) => {
            const values = places ? asked.map((key) => found[places.get(key) as number] as V) : found;
            let from = 0;
            for (const w of batch) {
              w.patience?.offEnd(w.leave);
              w.resolve(batch.length === 1 ? values : values.slice(from, from + w.keys.length));
              from += w.keys.length;
            }
          },
          (reason) => {
            for (const w of batch) {
              w.patience?.offEnd(w.leave);
              w.reject(reason);
            }
          },
        )
        .finally(() => {
          busy--;
          if (queue.length > 0) flush();
        });
    }
  };
  const many = (keys: readonly K[]): Promise<V[]> =>
    new Promise((resolve, reject) => {
      const patience = patienceNow();
      if (patience?.over) return reject(patience.over);
      const own: Waiting<K, V> = { keys, resolve, reject, patience, leave: nobody, gone: false, batch: null };
      if (patience) {
        own.leave = (why) => leave(own, why);
        patience.onEnd(own.leave);
      }
      queue.push(own);
      waiting += keys.length;
      if (!armed && free()) {
        armed = true;
        setImmediate(flush);
      }
    });
  return Object.assign((key: K) => many([key]).then((values) => values[0] as V), { many });
}

const nobody = () => {};

/** Where each different key stands among the different ones; null where none repeats. */
function placesOf<K>(keys: readonly K[]): Map<K, number> | null {
  if (keys.length < 2) return null;
  const places = new Map<K, number>();
  for (const key of keys) if (!places.has(key)) places.set(key, places.size);
  return places.size === keys.length ? null : places;
}

/** One batcher for each group of parameters (a date, a scope); the `keep` that were asked last are kept. */
export function batchers<P, K, V>(
  run: (group: P, keys: K[]) => Promise<V[]>,
  nameOf: (group: P) => string,
  options: BatcherOptions & { keep?: number } = {},
): (group: P) => Batcher<K, V> {
  const { keep = 64 } = options;
  const known = new LRU<Batcher<K, V>>(keep);
  return (group) => {
    const name = nameOf(group);
    let found = known.get(name);
    if (!found) {
      found = batcher((keys) => run(group, keys), options);
      known.set(name, found);
    }
    return found;
  };
}
