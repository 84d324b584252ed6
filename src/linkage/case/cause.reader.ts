import { type HubContext, perRequest } from '../../access/index.js';
import { Loader } from '../../kernel/loader.js';
import type { Readable } from '../../kernel/readable.js';
import type { FactKind, FactRef } from '../rules/index.js';

/** Which of a room's records, by id, the viewer may read: the room that holds a fact says so, by its own rules. */
export type FactReader = (context: HubContext, ids: readonly string[]) => Promise<readonly Readable[]>;
export type FactReaders = Readonly<Record<FactKind, FactReader>>;

/** Facts that the viewer may read: one question to each room for all of a request's. */
export function causeReader(readers: FactReaders) {
  const readable = perRequest((context) => {
    const of = async (keys: readonly FactRef[]): Promise<Readable[]> => {
      const answers: Readable[] = keys.map(() => false);
      for (const kind of Object.keys(readers) as FactKind[]) {
        const places = keys.flatMap((key, i) => (key.kind === kind ? [i] : []));
        if (places.length === 0) continue;
        const told = await readers[kind](
          context,
          places.map((i) => (keys[i] as FactRef).id),
        );
        for (const [n, i] of places.entries()) answers[i] = told[n] ?? false;
      }
      return answers;
    };
    return new Loader<FactRef, Readable, string>(of, { cacheKeyFn: ({ kind, id }) => `${kind} ${id}` });
  });
  /** Those of the facts that the viewer may read, in their order; with those that are gone, where it carries the case. */
  return async <Ref extends FactRef>(context: HubContext, causes: readonly Ref[], carried: boolean): Promise<Ref[]> => {
    const load = readable(context);
    const told = await Promise.all(causes.map(({ kind, id }) => load.load({ kind, id })));
    return causes.filter((_, i) => told[i] === true || (carried && told[i] === 'GONE'));
  };
}
export type CauseReader = ReturnType<typeof causeReader>;
