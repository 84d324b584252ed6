import { type Action, type HubContext, scopeOf } from '../access/index.js';
import { type Readable, readableOf } from '../kernel/readable.js';

/** Which records of a register a viewer may read, by id: what rooms ask that know a record from the log alone. */
export const readableBy =
  (
    action: Action,
    byId: (context: HubContext) => { load(id: string): Promise<unknown> },
    there: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ) =>
  async (context: HubContext, ids: readonly string[]): Promise<Readable[]> => {
    if (scopeOf(context.viewer, action) === null) return ids.map(() => false);
    const load = byId(context);
    return readableOf(ids, (id) => load.load(id), there);
  };
