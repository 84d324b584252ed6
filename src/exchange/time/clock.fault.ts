import { HubError } from '../../kernel/errors.js';
import type { ClockFinding, ClockLimits } from './clock.judge.js';
import { clockLine, retryAfter } from './clock.words.js';

/** The code by which the log, the metrics and other processes know a finding. */
export const clockCode = (finding: ClockFinding): string =>
  finding.kind === 'JUMPED' ? `JUMPED ${finding.which}` : finding.kind;

/** A write is refused because the clocks cannot be believed: what is recorded, and what a day brings, cannot be taken back. */
export class ClockFault extends HubError {
  /** For who sorts failures by their codes (src/server/fault.cause.ts). */
  override readonly cause: { code: 'CLOCK'; message: string };

  constructor(
    readonly finding: ClockFinding,
    limits: ClockLimits,
  ) {
    const line = clockLine(finding, limits);
    super('UNAVAILABLE', `nothing is written now: ${line}`, { retryAfter: retryAfter(finding) });
    this.cause = { code: 'CLOCK', message: line };
  }
}
