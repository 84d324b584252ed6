import { organisationCheck, usccCheck } from '../../src/kernel/uscc.js';

/** A valid code of the zone that GB 11714 reserves for internal use: never a real enterprise. */
export function sampleUscc(n: number, division = '620621'): string {
  const body = `PDY${String((n % 99_999) + 1).padStart(5, '0')}`;
  const head = `91${division}${body}${organisationCheck(body)}`;
  return head + usccCheck(head);
}
