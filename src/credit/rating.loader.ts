import { authorise, type HubContext, perRequest } from '../access/index.js';
import { batcher, batchers } from '../kernel/batcher.js';
import { Loader } from '../kernel/loader.js';
import type { RatingRow, RatingStore, RatingView } from './rating.store.js';

/** Throws where the viewer may read no ratings: no finder is reached without it. */
export function ratingView({ viewer }: HubContext): RatingView {
  authorise(viewer, 'rating.read');
  return { scope: 'ALL' };
}

/** Ratings by enterprise: cached for a request, fetched together with those of concurrent requests. */
export function ratingLoaders(store: RatingStore) {
  const view: RatingView = { scope: 'ALL' };
  const inForce = batchers<string, string, RatingRow | null>(
    (on, usccs) => store.inForce(view, on, usccs),
    (on) => on,
  );
  const ofEnterprise = batcher<string, RatingRow[]>((usccs) => store.ofEnterprises(view, usccs));
  return {
    /** By day, then by code. */
    inForce: perRequest((context) => {
      ratingView(context);
      const days = new Map<string, Loader<string, RatingRow | null>>();
      return (uscc: string, on: string) => {
        let day = days.get(on);
        if (!day) {
          const load = inForce(on);
          day = new Loader((keys: readonly string[]) => load.many(keys));
          days.set(on, day);
        }
        return day.load(uscc);
      };
    }),
    /** By instant known and day, then by code. */
    inForceKnownAt: perRequest((context) => {
      const own = ratingView(context);
      const groups = new Map<string, Loader<string, RatingRow | null>>();
      return (uscc: string, on: string, at: Date) => {
        const name = `${on} ${at.toISOString()}`;
        const found =
          groups.get(name) ?? new Loader((keys: readonly string[]) => store.inForceKnownAt(own, on, at, keys));
        groups.set(name, found);
        return found.load(uscc);
      };
    }),
    versions: perRequest((context) => {
      const own = ratingView(context);
      return new Loader((ids: readonly string[]) => store.versions(own, ids));
    }),
    byId: perRequest((context) => {
      const own = ratingView(context);
      return new Loader((ids: readonly string[]) => store.byId(own, ids));
    }),
    ofEnterprise: perRequest((context) => {
      ratingView(context);
      return new Loader((keys: readonly string[]) => ofEnterprise.many(keys));
    }),
  };
}
export type RatingLoaders = ReturnType<typeof ratingLoaders>;
