import { authorise, type HubContext, perRequest } from '../../access/index.js';
import { Loader } from '../../kernel/loader.js';
import type { NoticeReadStore, NoticeRow, NoticeView } from './notice.read.store.js';

/** Whose notices the viewer reads. Throws where it reads none at all. */
export function noticeView({ viewer, today }: HubContext): NoticeView {
  const scope = authorise(viewer, 'notice.read');
  return {
    recipientId: scope === 'OWN' ? viewer.agencyId : null,
    division: scope === 'OWN_DIVISION' ? viewer.divisionCode : null,
    today,
  };
}

/** What notices lead to, each kind in one statement for a request. */
export function noticeLoaders(store: NoticeReadStore) {
  const byId = perRequest((context) => {
    const view = noticeView(context);
    return new Loader<string, NoticeRow | null>((ids) => store.byId(view, ids));
  });
  return {
    byId,
    ofCases: perRequest((context) => {
      const view = noticeView(context);
      return new Loader<string, NoticeRow[]>((ids) => store.ofCases(view, ids));
    }),
    measures: perRequest(() => new Loader((ids: readonly string[]) => store.measures(ids))),
    gradings: perRequest(() => new Loader((ids: readonly string[]) => store.gradings(ids))),
  };
}
export type NoticeLoaders = ReturnType<typeof noticeLoaders>;
