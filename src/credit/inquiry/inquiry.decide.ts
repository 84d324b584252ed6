import { createHash } from 'node:crypto';
import type { CheckFound } from '../check.js';

export interface OutcomeCounts {
  clear: number;
  reference: number;
  restricted: number;
  unknown: number;
}

const NAMES = {
  CLEAR: 'clear',
  REFERENCE: 'reference',
  RESTRICTED: 'restricted',
  UNKNOWN_ENTERPRISE: 'unknown',
} as const;

/** Counts outcomes, and digests codes in the order asked: SHA-256 of the codes, each ended by a line feed. */
export class InquiryTally {
  readonly counts: OutcomeCounts = { clear: 0, reference: 0, restricted: 0, unknown: 0 };
  private readonly hash = createHash('sha256');
  count = 0;
  /** Until its digest was taken. */
  open = true;

  add(found: readonly Pick<CheckFound, 'uscc' | 'outcome'>[]): this {
    for (const { outcome } of found) this.counts[NAMES[outcome]]++;
    this.count += found.length;
    if (found.length > 0) this.hash.update(`${found.map((f) => f.uscc).join('\n')}\n`);
    return this;
  }

  /** Once, at the end. */
  digest(): Buffer {
    this.open = false;
    return this.hash.digest();
  }
}
