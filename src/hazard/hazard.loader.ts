import { type HubContext, perRequest } from '../access/index.js';
import { batchers } from '../kernel/batcher.js';
import { HubError } from '../kernel/errors.js';
import { Loader } from '../kernel/loader.js';
import { type RegisterView, recordLoaders, registerView, viewName } from '../register/index.js';
import type { HazardStore, ShownStep } from './hazard.store.js';

/** A listing publishes the hazard, not the file on it: the rest is refused, never left out in silence. */
export function refuseUnpublished(context: HubContext, field: string): void {
  if (registerView(context, 'hazard.read').scope !== 'PUBLISHED') return;
  if (context.viewer.kind !== 'PUBLIC')
    throw new HubError('FORBIDDEN', `${field} is not part of what a listing publishes`);
  throw new HubError(
    'UNAUTHENTICATED',
    `${field} is not published; it needs an agency's key: send "Authorization: Bearer KEY"`,
  );
}

/** Hazards by id and by enterprise, with their steps. */
export function hazardLoaders(store: HazardStore) {
  const records = recordLoaders(store, 'hazard.read');
  const steps = batchers<RegisterView, string, ShownStep[]>((view, ids) => store.steps(view, ids), viewName);
  return {
    ...records,
    steps: perRequest((context) => {
      const load = steps(records.viewOf(context));
      return new Loader((ids: readonly string[]) => load.many(ids));
    }),
  };
}
export type HazardLoaders = ReturnType<typeof hazardLoaders>;
