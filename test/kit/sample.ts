import { identityCheck } from '../../src/kernel/identity-number.js';
import { fitsItsChecks, organisationCheck, usccCheck } from '../../src/kernel/uscc.js';

/** A valid code of the zone that GB 11714 reserves for internal use: never a real enterprise. */
export function sampleUscc(n: number, division = '620621'): string {
  const body = `PDY${String((n % 99_999) + 1).padStart(5, '0')}`;
  const head = `91${division}${body}${organisationCheck(body)}`;
  return head + usccCheck(head);
}

/** An invented person's identity number that passes both checks of a credit code besides; a few of a thousand do. */
export function identityThatFits(n = 0): string {
  const all = Array.from({ length: 20 }, (_, year) => `622301${1970 + year}0317`)
    .flatMap((born) => Array.from({ length: 999 }, (_, i) => born + String(i + 1).padStart(3, '0')))
    .map((head) => head + identityCheck(head))
    .filter(fitsItsChecks);
  return all[n] as string;
}
