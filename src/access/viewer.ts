import type { AgencyKind } from '../kernel/vocabulary.js';

/** Who asks: an agency, or the public where no credential was given. */
export interface Viewer {
  kind: AgencyKind | 'PUBLIC';
  agencyId: string | null;
  name: string;
  /** The territory that the agency works for; null for one of the whole hub. */
  divisionCode: string | null;
}

export const PUBLIC: Viewer = { kind: 'PUBLIC', agencyId: null, name: 'public', divisionCode: null };
