import { authorise, type HubContext, internalName, internalView, perRequest } from '../access/index.js';
import { type Batcher, batchers } from '../kernel/batcher.js';
import { Loader } from '../kernel/loader.js';
import type { GradingRow, GradingStore, GradingView } from './grading.store.js';

/** The viewer's view: throws where the viewer may read no gradings at all, so that no loader is reached without it. */
export function gradingView({ viewer, today }: HubContext): GradingView {
  const scope = authorise(viewer, 'grading.read');
  const division = scope === 'OWN_OR_PUBLISHED' ? viewer.divisionCode : null;
  return { scope, today, division, internal: internalView(viewer) };
}

/** Gradings by enterprise and by id: cached for a request, fetched together with those of concurrent requests. */
export function gradingLoaders(store: GradingStore) {
  interface AsOf {
    view: GradingView;
    on: string;
  }
  const named = ({ scope, today, division, internal }: GradingView) =>
    `${scope} ${today} ${division} ${internalName(internal)}`;
  const inForce = batchers<AsOf, string, GradingRow | null>(
    ({ view, on }, usccs) => store.inForce(view, on, usccs),
    ({ view, on }) => `${named(view)} ${on}`,
  );
  const ofEnterprise = batchers<GradingView, string, GradingRow[]>(
    (view, usccs) => store.ofEnterprises(view, usccs),
    named,
  );
  const byId = batchers<GradingView, string, GradingRow | null>((view, ids) => store.byId(view, ids), named);
  const all = <V>(load: Batcher<string, V>) => new Loader((keys: readonly string[]) => load.many(keys));
  return {
    /** By day, then by code. */
    inForce: perRequest((context) => {
      const view = gradingView(context);
      const days = new Map<string, Loader<string, GradingRow | null>>();
      return (uscc: string, on: string) => {
        let day = days.get(on);
        if (!day) {
          day = all(inForce({ view, on }));
          days.set(on, day);
        }
        return day.load(uscc);
      };
    }),
    /** By instant known and day, then by code. */
    inForceKnownAt: perRequest((context) => {
      const view = gradingView(context);
      const groups = new Map<string, Loader<string, GradingRow | null>>();
      return (uscc: string, on: string, at: Date) => {
        const name = `${on} ${at.toISOString()}`;
        const found =
          groups.get(name) ?? new Loader((keys: readonly string[]) => store.inForceKnownAt(view, on, at, keys));
        groups.set(name, found);
        return found.load(uscc);
      };
    }),
    ofEnterprise: perRequest((context) => all(ofEnterprise(gradingView(context)))),
    byId: perRequest((context) => all(byId(gradingView(context)))),
    versions: perRequest((context) => {
      const view = gradingView(context);
      return new Loader((ids: readonly string[]) => store.versions(view, ids));
    }),
  };
}
export type GradingLoaders = ReturnType<typeof gradingLoaders>;
