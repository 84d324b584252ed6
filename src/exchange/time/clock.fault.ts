import { HubError } from '../../kernel/errors.js';
import type { ClockFinding, ClockLimits } from './clock.judge.js';
import { clockLine, retryAfter } from './clock.words.js';

/** The code by which the log, the metrics and other processes know a finding. */
export const clockCode = (finding: ClockFinding): string =>
  finding.kind === 'JUMPED' ? `JUMPED ${finding.which}` : finding.kind;

/** By which who sorts failures knows this one (src/server/faults/fault.cause.ts). */
const CLOCK = 'CLOCK';

/** A write is refused because the clocks cannot be believed: what is recorded, and what a day brings, cannot be taken back. */
export class ClockFault extends HubError {
  override readonly cause: { code: typeof CLOCK; message: string };

  constructor(
    readonly finding: ClockFinding,
    limits: ClockLimits,
  ) {
    const line = clockLine(finding, limits);
    super('UNAVAILABLE', `nothing is written now: ${line}`, { retryAfter: retryAfter(finding) });
    this.cause = { code: CLOCK, message: line };
  }
}
