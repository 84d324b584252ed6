import { isNearIdentityNumber, isOldIdentityNumber } from './identity-number.js';
import { withoutPersonalData } from './personal-data.js';
import { normaliseUscc } from './uscc.js';

const LONGEST = 40;

/**
 * A text that was refused as a code, as messages, receipts and logs may repeat it: short, and never a person's number, neither one that was
 * mistyped nor one that is written with gaps that only codes may have.
 */
export function shownCode(text: string): string {
  const plain = normaliseUscc(text.slice(0, 10 * LONGEST));
  if (isNearIdentityNumber(plain) || isOldIdentityNumber(plain))
    return plain.slice(0, 2) + '*'.repeat(plain.length - 4) + plain.slice(-2);
  return withoutPersonalData(text.slice(0, 10 * LONGEST)).slice(0, LONGEST);
}
