import { type Action, type HubContext, perRequest } from '../access/index.js';
import { batchers } from '../kernel/batcher.js';
import { Loader } from '../kernel/loader.js';
import { readableBy } from './register.readable.js';
import { type RegisterView, registerView, viewName } from './register.view.js';
import { RECORD_ID } from './write-one.js';

/** What a register with a store of its own finds. `K`: where a page of it ends. */
export interface RecordStore<R, K> {
  byId(view: RegisterView, ids: readonly string[]): Promise<(R | null)[]>;
  versions(view: RegisterView, ids: readonly string[]): Promise<R[][]>;
  /** The same page of each enterprise, with one row more than `limit` where more follow. */
  ofEnterprises(view: RegisterView, after: K | null, limit: number, usccs: readonly string[]): Promise<R[][]>;
  /** Those of the ids that the register has, whoever may read them: of the others one ended, because it was recorded in error. */
  there(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Records by id and by enterprise: cached for a request, fetched together with those of concurrent requests. */
export function recordLoaders<R, K extends readonly unknown[]>(store: RecordStore<R, K>, action: Action) {
  const viewOf = (context: HubContext) => registerView(context, action);
  const ids = batchers<RegisterView, string, R | null>((view, keys) => store.byId(view, keys), viewName);
  const pages = batchers<{ view: RegisterView; after: K | null; limit: number }, string, R[]>(
    ({ view, after, limit }, usccs) => store.ofEnterprises(view, after, limit, usccs),
    ({ view, after, limit }) => `${viewName(view)} ${after} ${limit}`,
  );
  const byId = perRequest((context) => {
    const load = ids(viewOf(context));
    return new Loader((keys: readonly string[]) => load.many(keys));
  });
  return {
    /** Throws where the viewer may read none of the register. */
    viewOf,
    byId,
    /** A page, by code; one loader for each page asked for, which is one for all enterprises of a query. */
    ofEnterprise: perRequest((context) => {
      const view = viewOf(context);
      const made = new Map<string, Loader<string, R[]>>();
      return (uscc: string, after: K | null, limit: number): Promise<R[]> => {
        const name = `${after} ${limit}`;
        let page = made.get(name);
        if (!page) {
          const load = pages({ view, after, limit });
          page = new Loader((keys: readonly string[]) => load.many(keys));
          made.set(name, page);
        }
        return page.load(uscc);
      };
    }),
    versions: perRequest((context) => {
      const view = viewOf(context);
      return new Loader((keys: readonly string[]) => store.versions(view, keys));
    }),
    /** A record by an id that came from outside; null where there is none to see. */
    find: (context: HubContext, id: string): Promise<R | null> => {
      const load = byId(context);
      return RECORD_ID.test(id) ? load.load(id) : Promise.resolve(null);
    },
    /** Which records the viewer may read, by id. */
    readable: readableBy(action, byId, (ids) => store.there(ids)),
  };
}
