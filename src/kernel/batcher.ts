/**
 * Process-wide micro-batching: keys that any requests ask for in one turn of the event loop go to the database as one
 * statement. While statements are under way further keys gather; enough of them start another, up to `limit` at once.
 * So the number of statements follows the load, not the number of companies (measured: README of this room).
 */
export interface BatcherOptions {
  /** Statements of one batcher under way at once. */
  limit?: number;
  /** Waiting keys that start a further statement while one is under way. */
  enough?: number;
  /** Keys in one statement. */
  most?: number;
}

interface Waiting<K, V> {
  key: K;
  resolve: (value: V) => void;
  reject: (reason: unknown) => void;
}

export type Batcher<K, V> = (key: K) => Promise<V>;

/** `run` answers the values of the keys it is given, in their order. */
export function batcher<K, V>(run: (keys: K[]) => Promise<V[]>, options: BatcherOptions = {}): Batcher<K, V> {
  const { limit = 3, enough = 16, most = 1000 } = options;
  let queue: Waiting<K, V>[] = [];
  let busy = 0;
  let armed = false;

  const free = () => busy === 0 || (busy < limit && queue.length >= enough);
  const flush = () => {
    armed = false;
    while (queue.length > 0 && free()) {
      const batch = queue.length > most ? queue.splice(0, most) : queue;
      if (batch === queue) queue = [];
      busy++;
      run(batch.map((w) => w.key))
        .then(
          (values) => {
            for (let i = 0; i < batch.length; i++) (batch[i] as Waiting<K, V>).resolve(values[i] as V);
          },
          (reason) => {
            for (const w of batch) w.reject(reason);
          },
        )
        .finally(() => {
          busy--;
          if (queue.length > 0) flush();
        });
    }
  };
  return (key) =>
    new Promise((resolve, reject) => {
      queue.push({ key, resolve, reject });
      if (!armed && free()) {
        armed = true;
        setImmediate(flush);
      }
    });
}

/** One batcher for each group of parameters (a date, a scope); a group that falls idle is forgotten after the newest `keep`. */
export function batchers<P, K, V>(
  run: (group: P, keys: K[]) => Promise<V[]>,
  nameOf: (group: P) => string,
  options: BatcherOptions & { keep?: number } = {},
): (group: P) => Batcher<K, V> {
  const { keep = 64 } = options;
  const known = new Map<string, Batcher<K, V>>();
  return (group) => {
    const name = nameOf(group);
    let found = known.get(name);
    if (!found) {
      found = batcher((keys) => run(group, keys), options);
      if (known.size >= keep) known.delete(known.keys().next().value as string);
      known.set(name, found);
    }
    return found;
  };
}
