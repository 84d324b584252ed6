import { authorise, type HubContext, internalName, internalView, perRequest } from '../access/index.js';
import { type Batcher, batchers } from '../kernel/batcher.js';
import { HubError } from '../kernel/errors.js';
import { Loader } from '../kernel/loader.js';
import { RECORD_ID } from '../register/index.js';
import { type HazardKey, type HazardStore, type HazardView, type ShownHazard, type ShownStep } from './hazard.store.js';

/** The viewer's view: throws where the viewer may read no hazards at all, so that no finder is reached without it. */
export function hazardView({ viewer, today }: HubContext): HazardView {
  const scope = authorise(viewer, 'hazard.read');
  const divisionCode = scope === 'OWN_DIVISION' ? viewer.divisionCode : null;
  return { scope, today, divisionCode, internal: internalView(viewer) };
}

/** A listing publishes the hazard, not the file on it: the rest is refused, never left out in silence. */
export function refuseUnpublished(context: HubContext, field: string): void {
  if (hazardView(context).scope !== 'PUBLISHED') return;
  if (context.viewer.kind !== 'PUBLIC')
    throw new HubError('FORBIDDEN', `${field} is not part of what a listing publishes`);
  throw new HubError(
    'UNAUTHENTICATED',
    `${field} is not published; it needs an agency's key: send "Authorization: Bearer KEY"`,
  );
}

interface PageOf {
  view: HazardView;
  after: HazardKey | null;
  limit: number;
}
const named = (view: HazardView) => `${view.scope} ${view.today} ${view.divisionCode} ${internalName(view.internal)}`;
const pageName = ({ view, after, limit }: PageOf) => `${named(view)} ${limit} ${after?.join(' ')}`;

/** Hazards by id and by enterprise: cached for a request, fetched together with those of concurrent requests. */
export function hazardLoaders(store: HazardStore) {
  const byId = batchers<HazardView, string, ShownHazard | null>((view, ids) => store.byId(view, ids), named);
  const steps = batchers<HazardView, string, ShownStep[]>((view, ids) => store.steps(view, ids), named);
  const pages = batchers<PageOf, string, ShownHazard[]>(
    ({ view, after, limit }, usccs) => store.pages(view, after, limit, usccs),
    pageName,
  );
  const all = <V>(load: Batcher<string, V>) => new Loader((keys: readonly string[]) => load.many(keys));

  const loaders = {
    byId: perRequest((context) => all(byId(hazardView(context)))),
    steps: perRequest((context) => all(steps(hazardView(context)))),
    versions: perRequest((context) => {
      const view = hazardView(context);
      return new Loader((ids: readonly string[]) => store.versions(view, ids));
    }),
    /** By enterprise; one loader for each page asked for, which is one for all enterprises of a query. */
    pages: perRequest((context) => {
      const view = hazardView(context);
      const groups = new Map<string, Loader<string, ShownHazard[]>>();
      return {
        load: (uscc: string, after: HazardKey | null, limit: number) => {
          const group = { view, after, limit };
          const name = pageName(group);
          const found = groups.get(name) ?? all(pages(group));
          groups.set(name, found);
          return found.load(uscc);
        },
        clearAll: () => groups.clear(),
      };
    }),
  };
  return {
    ...loaders,
    /** A hazard by an id that came from outside; null where there is none to see. */
    find: (context: HubContext, id: string): Promise<ShownHazard | null> => {
      const byId = loaders.byId(context);
      return RECORD_ID.test(id) ? byId.load(id) : Promise.resolve(null);
    },
    /** After a write: a later mutation of the same request must not be answered with what an earlier one saw. */
    forget: (context: HubContext) => {
      for (const loader of Object.values(loaders)) loader(context).clearAll();
    },
  };
}
export type HazardLoaders = ReturnType<typeof hazardLoaders>;
