import { HubError } from '../kernel/errors.js';
import type { HubContext } from './context.js';
import { type Scope, scopeOf } from './permission.js';
import type { Viewer } from './viewer.js';

/** Whose internal texts a viewer reads: of records of a territory, of all (ALL, or no division), or none (null). */
export interface InternalView {
  scope: Scope | null;
  division: string | null;
}

/** The internal texts that are open to a viewer: those of the provider's side (README.md, "Texts"). */
export const internalView = (viewer: Viewer): InternalView => ({
  scope: scopeOf(viewer, 'internal.read'),
  division: viewer.divisionCode,
});

/** Of who reads no internal text: the public, and whoever reads through a credit check. */
export const NOTHING_INTERNAL: InternalView = { scope: null, division: null };

/** Two views of one name see the same texts. */
export const internalName = ({ scope, division }: InternalView): string =>
  scope === 'OWN_DIVISION' ? `${scope} ${division}` : `${scope}`;

/** Refuses a text that has no public form: never left out in silence. UNAUTHENTICATED to the public, FORBIDDEN to agencies. */
export function refuseInternal({ viewer }: HubContext, field: string): never {
  if (viewer.kind !== 'PUBLIC')
    throw new HubError('FORBIDDEN', `${field} is an internal text: the authorities of the record’s division read it`, {
      action: 'internal.read',
    });
  throw new HubError(
    'UNAUTHENTICATED',
    `${field} is not published; it needs the key of an authority of the record’s division: send "Authorization: Bearer KEY"`,
    { action: 'internal.read' },
  );
}
