import { authorise, type HubContext, scopeOf } from '../../access/index.js';
import { covers } from '../../kernel/division-code.js';

/** The whole nation, as a territory. */
export const EVERYWHERE = '100000';

/**
 * What a viewer sees of cases and restrictions: whole, those whose authority it is; of all others what is in force, and of that, the
 * public what was announced to it. Made by `restrictionView` alone.
 */
export interface RestrictionView {
  shared: 'ALL' | 'PUBLISHED';
  /** The territory whose cases the viewer carries; null: none. */
  authority: string | null;
  today: string;
}

export function restrictionView({ viewer, today }: HubContext): RestrictionView {
  const shared = authorise(viewer, 'restriction.read') === 'PUBLISHED' ? 'PUBLISHED' : 'ALL';
  const scope = scopeOf(viewer, 'case.read');
  const authority = scope === null ? null : scope === 'ALL' ? EVERYWHERE : (viewer.divisionCode ?? EVERYWHERE);
  return { shared, authority, today };
}

/** Two views of one name see the same. */
export const viewName = ({ shared, authority, today }: RestrictionView): string => `${shared} ${authority} ${today}`;

/** Whether the viewer is an authority of a case of this division. */
export const carries = ({ authority }: RestrictionView, division: string): boolean =>
  authority !== null && covers(authority, division);

/** The county of a division code, or the code where it lies above: how exactly others learn where a case belongs. */
export const countyOf = (division: string): string => division.slice(0, 6);
