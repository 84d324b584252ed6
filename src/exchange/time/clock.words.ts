import type { ClockFinding, ClockLimits, Jumped } from './clock.judge.js';
import { SMALL_MS } from './clock.judge.js';

const UNITS: [ms: number, one: string, many: string][] = [
  [86_400_000, 'day', 'days'],
  [3_600_000, 'hour', 'hours'],
  [60_000, 'minute', 'minutes'],
  [1_000, 'second', 'seconds'],
];

/** A length of time as people say it, in its two largest units. */
export function span(ms: number): string {
  let left = Math.round(Math.abs(ms) / 1_000) * 1_000;
  const parts: string[] = [];
  for (const [unit, one, many] of UNITS) {
    const count = Math.floor(left / unit);
    left -= count * unit;
    if (count > 0) parts.push(`${count} ${count === 1 ? one : many}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || 'less than a second';
}

const at = (ms: number): string => new Date(ms).toISOString();
const WHOSE: Record<Jumped, string> = {
  MACHINE: 'this machine’s clock has',
  DATABASE: 'the database’s clock has',
  BOTH: 'the clocks of this machine and of the database have',
};
/** A clock so little behind the log catches up while people look for the reason. */
const CATCHES_UP_MS = 10 * 60_000;
const CONFIRM = 'where the time is right now, say so: npx hub clock confirm';

/** What is wrong with the clocks, and the mend, in one line. */
export function clockLine(finding: ClockFinding, { settleMs }: Pick<ClockLimits, 'settleMs'>): string {
  switch (finding.kind) {
    case 'APART': {
      const way = finding.by > 0 ? 'ahead of' : 'behind';
      return `the database’s clock is ${span(finding.by)} ${way} this machine’s; set right the one that is wrong`;
    }
    case 'JUMPED': {
      const { by, which, since } = finding;
      const said = `${WHOSE[which]} jumped ${by > 0 ? 'ahead' : 'back'} by ${span(by)} since ${at(since)}`;
      if (Math.abs(by) <= SMALL_MS) return `${said}; it is taken for right when it has run on for ${span(settleMs)}`;
      // One that jumped alone is wrong: the other has gone on.
      return which === 'BOTH' ? `${said}; set them right, or ${CONFIRM}` : `${said}; set it right`;
    }
    case 'TOLD':
      return `a hub on another machine saw the database’s clock jump; set it right, or ${CONFIRM}`;
    case 'BEHIND': {
      const said = `the database’s clock is ${span(finding.by)} behind the log’s last time, ${at(finding.last)}`;
      if (finding.by <= CATCHES_UP_MS) return `${said}; the hub goes on when it has caught up`;
      return `${said}; set it right, or where it is right, the log was written ahead of time: npx hub clock correct`;
    }
    case 'BACK':
      return `the database’s clock is ${span(finding.by)} behind what a hub last saw, ${at(finding.last)}; set it right, or ${CONFIRM}`;
    case 'GAP':
      return `no hub has run for ${span(finding.by)} by the database’s clock, since ${at(finding.last)}; ${CONFIRM}`;
    case 'SETTLING':
      return `no hub has run for ${span(finding.by)}, and this machine has just begun: its clock is taken for right in ${span(finding.wait)}; ${CONFIRM}`;
  }
}

/** Seconds after which it is worth while to ask again. */
export function retryAfter(finding: ClockFinding): number {
  const ms = finding.kind === 'SETTLING' ? finding.wait : finding.kind === 'BEHIND' ? finding.by : 30_000;
  return Math.min(60, Math.max(1, Math.ceil(ms / 1_000)));
}
