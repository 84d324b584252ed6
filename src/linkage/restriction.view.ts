import { authorise, type HubContext } from '../access/index.js';
import type { RestrictionView } from './restriction.store.js';

/** The viewer's view: the public sees what was announced. */
export const restrictionView = ({ viewer, today }: HubContext): RestrictionView => ({
  scope: authorise(viewer, 'restriction.read'),
  today,
});
