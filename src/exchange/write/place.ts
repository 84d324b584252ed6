import { inTerritory, type Provider } from '../../access/index.js';
import { type Rejection, reject } from './register.js';

/** What a decision knows of enterprises and divisions. */
export interface PlaceFacts {
  /** Divisions of the enterprises that the hub knows, by code. */
  divisions: ReadonlyMap<string, string>;
  /** The nearest known division of a submitted code. */
  divisionOf(code: string): string | null;
}

/** Where a record about an enterprise belongs, and what stands against it; without a division there is a fault. */
export interface Place {
  divisionCode: string;
  faults: Rejection[];
}

/**
 * The division of a record: as submitted, else as it stands, else the enterprise's; null says the enterprise's anew. At fault are an
 * enterprise that the register does not have, a code that is no division, and a division outside the provider's.
 */
export function placeOf(
  { uscc, division }: { uscc: string; division?: string | null | undefined },
  current: { divisionCode: string } | undefined,
  facts: PlaceFacts,
  provider: Provider,
): Place {
  const home = facts.divisions.get(uscc);
  const standing = division === null ? home : (current?.divisionCode ?? home);
  const divisionCode = division ? facts.divisionOf(division) : standing;
  const faults: Rejection[] = [];
  if (home === undefined) {
    const message = `${uscc} is not in the register of enterprises; submit it first`;
    faults.push(reject('UNKNOWN_ENTERPRISE', message, 'uscc'));
  }
  if (division && !divisionCode)
    faults.push(reject('UNKNOWN_DIVISION', `${division} is not a division code in use`, 'division'));
  if (divisionCode && !inTerritory(provider, 'OWN_DIVISION', divisionCode)) {
    const message = `${divisionCode} lies outside ${provider.name}'s division ${provider.divisionCode}`;
    faults.push(reject('OUTSIDE_DIVISION', message, division ? 'division' : 'uscc'));
  }
  return { divisionCode: divisionCode ?? '', faults };
}
