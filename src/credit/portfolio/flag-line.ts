import { createHash } from 'node:crypto';
import type { CheckFound } from '../check.js';

type Flag = Pick<CheckFound, 'uscc' | 'outcome'> & {
  rating: { level: string } | null;
  grading: { grade: string } | null;
  restrictions: readonly { domain: string; effectiveFrom: string; effectiveUntil: string }[];
};

/** A company's flag as a line without its end (schema/PROTOCOL.md, "Portfolios"): what a bank compares its own copy by. */
export function flagLine({ uscc, outcome, rating, grading, restrictions }: Flag): string {
  const terms = restrictions.map((r) => `${r.domain}:${r.effectiveFrom}:${r.effectiveUntil}`).sort();
  return [uscc, outcome, rating?.level ?? '', grading?.grade ?? '', terms.join(',')].join('|');
}

/** The digest over flags that come in the order of their codes: SHA-256 of their lines, each ended by a line feed. */
export class FlagDigest {
  private readonly hash = createHash('sha256');

  add(flags: readonly Flag[]): void {
    if (flags.length > 0) this.hash.update(`${flags.map(flagLine).join('\n')}\n`);
  }

  /** In hexadecimal; once, at the end. */
  end(): string {
    return this.hash.digest('hex');
  }
}
