import { perRequest } from '../../access/index.js';
import { batchers } from '../../kernel/batcher.js';
import { Loader } from '../../kernel/loader.js';
import { type RestrictionView, restrictionView, viewName } from '../restriction/restriction.view.js';
import type { CaseReadStore } from './case.read.store.js';
import type { CaseRow } from './case.store.js';

/** Cases by id, fetched together with those of concurrent requests, and their versions. */
export function caseLoaders(store: CaseReadStore) {
  const byId = batchers<RestrictionView, string, CaseRow | null>((view, ids) => store.byId(view, ids), viewName);
  return {
    byId: perRequest((context) => {
      const load = byId(restrictionView(context));
      return new Loader((ids: readonly string[]) => load.many(ids));
    }),
    /** Through a notice to the reader: to its end, whatever became of it. */
    told: perRequest(() => new Loader((ids: readonly string[]) => store.told(ids))),
    versions: perRequest((context) => {
      const view = restrictionView(context);
      return new Loader((ids: readonly string[]) => store.versions(view, ids));
    }),
  };
}
export type CaseLoaders = ReturnType<typeof caseLoaders>;
