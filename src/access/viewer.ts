import type { AgencyKind } from '../kernel/vocabulary.js';

/** Who asks: an agency, or the public where no credential was given. */
export interface Viewer {
  kind: AgencyKind | 'PUBLIC';
  agencyId: string | null;
  name: string;
  /** The territory that the agency works for; null for one of the whole hub. */
  divisionCode: string | null;
  /** Of an agency that has registered operations: whether it runs these alone, and a number that each change of them raises. */
  operations?: { only: boolean; revision: number };
}

export const PUBLIC: Viewer = { kind: 'PUBLIC', agencyId: null, name: 'public', divisionCode: null };
