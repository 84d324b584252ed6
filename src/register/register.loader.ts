import type { Db } from '../../db/client.js';
import { type Action, type HubContext, perRequest } from '../access/index.js';
import { type Batcher, batchers } from '../kernel/batcher.js';
import { Loader } from '../kernel/loader.js';
import type { Row } from './document.js';
import type { Facts } from './facts.js';
import { readableBy } from './register.readable.js';
import type { RegisterStore } from './register.store.js';
import { type RegisterView, registerView, viewName } from './register.view.js';

interface AsOf {
  view: RegisterView;
  on: string;
}

/** Records by enterprise and by id: cached for a request, fetched together with those of concurrent requests. */
export function registerLoaders<F extends Facts>(db: Db, store: RegisterStore<F>, action: Action) {
  type R = Row<F>;
  const viewOf = (context: HubContext) => registerView(context, action);
  const inForce = batchers<AsOf, string, R | null>(
    ({ view, on }, usccs) => store.inForce(db, view, on, usccs),
    ({ view, on }) => `${viewName(view)} ${on}`,
  );
  const ofEnterprise = batchers<RegisterView, string, R[]>(
    (view, usccs) => store.ofEnterprises(db, view, usccs),
    viewName,
  );
  const byId = batchers<RegisterView, string, R | null>((view, ids) => store.byId(db, view, ids), viewName);
  const all = <V>(load: Batcher<string, V>) => new Loader((keys: readonly string[]) => load.many(keys));
  /** One loader for each name that is asked for. */
  const named = <V>() => {
    const known = new Map<string, Loader<string, V>>();
    return (name: string, make: () => Loader<string, V>) => {
      const found = known.get(name) ?? make();
      known.set(name, found);
      return found;
    };
  };
  const one = perRequest((context) => all(byId(viewOf(context))));
  return {
    /** Throws where the viewer may read none of the register. */
    viewOf,
    /** By day, then by code. */
    inForce: perRequest((context) => {
      const view = viewOf(context);
      const days = named<R | null>();
      return (uscc: string, on: string) => days(on, () => all(inForce({ view, on }))).load(uscc);
    }),
    /** By instant known and day, then by code. */
    inForceKnownAt: perRequest((context) => {
      const view = viewOf(context);
      const groups = named<R | null>();
      return (uscc: string, on: string, at: Date) =>
        groups(
          `${on} ${at.toISOString()}`,
          () => new Loader((keys: readonly string[]) => store.inForceKnownAt(db, view, on, at, keys)),
        ).load(uscc);
    }),
    ofEnterprise: perRequest((context) => all(ofEnterprise(viewOf(context)))),
    byId: one,
    versions: perRequest((context) => {
      const view = viewOf(context);
      return new Loader((ids: readonly string[]) => store.versions(db, view, ids));
    }),
    /** Which records the viewer may read, by id. */
    readable: readableBy(action, one, (ids) => store.there(db, ids)),
  };
}
export type RegisterLoaders<F extends Facts> = ReturnType<typeof registerLoaders<F>>;
