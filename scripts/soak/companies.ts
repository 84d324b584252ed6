import { organisationCheck, usccCheck } from '../../src/kernel/uscc.js';

/** Two counties and a district: a county government must see its own, and not the others. */
export const DIVISIONS = ['620621', '620102', '620981'] as const;
export const COUNTY = DIVISIONS[0];
export const NATION = '100000';
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

export const divisionOf = (n: number): string => DIVISIONS[n % DIVISIONS.length] as string;

/** A valid code for each number. */
export function usccOf(n: number): string {
  let body = 'MA';
  for (let i = 0, k = n; i < 6; i++, k = Math.floor(k / 31)) body += ALPHABET.charAt(k % 31);
  const head = `91${divisionOf(n)}${body}${organisationCheck(body)}`;
  return head + usccCheck(head);
}
