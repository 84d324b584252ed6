import { type Agencies, type HubContext, perRequest } from '../access/index.js';
import { batchers } from '../kernel/batcher.js';
import { Loader } from '../kernel/loader.js';
import type { AccidentKey, AccidentRow, AccidentStore } from './accident.store.js';
import { type AccidentView, accidentView, viewName } from './accident.view.js';

interface PageOf {
  view: AccidentView;
  after: AccidentKey | null;
  limit: number;
}

/** Accidents by id and by enterprise: cached for a request, fetched together with those of concurrent requests. */
export function accidentLoaders(store: AccidentStore, agencies: Agencies) {
  const byId = batchers<AccidentView, string, AccidentRow | null>((view, ids) => store.byId(view, ids), viewName);
  const pages = batchers<PageOf, string, AccidentRow[]>(
    ({ view, after, limit }, usccs) => store.ofEnterprises(view, after, limit, usccs),
    ({ view, after, limit }) => `${viewName(view)} ${after} ${limit}`,
  );
  const all = <V>(load: (key: string) => Promise<V>) =>
    new Loader((keys: readonly string[]) => Promise.all(keys.map(load)));
  const scoped = <V>(find: (view: AccidentView, keys: readonly string[]) => Promise<V[]>) =>
    perRequest((context: HubContext) => {
      const view = accidentView(context);
      return new Loader((keys: readonly string[]) => find(view, keys));
    });
  return {
    byId: perRequest((context) => all(byId(accidentView(context)))),
    /** By page, then by code. */
    ofEnterprise: perRequest((context) => {
      const view = accidentView(context);
      const made = new Map<string, Loader<string, AccidentRow[]>>();
      return (uscc: string, after: AccidentKey | null, limit: number) => {
        const name = `${after} ${limit}`;
        let page = made.get(name);
        if (!page) {
          page = all(pages({ view, after, limit }));
          made.set(name, page);
        }
        return page.load(uscc);
      };
    }),
    versions: scoped((view, ids) => store.versions(view, ids)),
    supplements: scoped((view, ids) => store.supplements(view, ids)),
    /** Names of agencies: each asked for once a request, however many rows it provided. */
    agencyName: perRequest(
      () => new Loader((ids: readonly string[]) => Promise.all(ids.map((id) => agencies.nameOf(id)))),
    ),
  };
}
export type AccidentLoaders = ReturnType<typeof accidentLoaders>;
