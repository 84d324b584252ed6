import type { Logger } from 'pino';
import { type Cause, causeOf, type FaultKind, SAID } from './fault.cause.js';

/** Pauses between two looks whether what was at fault is well again. */
const LOOK_MS = 1_000;

interface State {
  since: number;
  last: number;
  failed: number;
}

/**
 * What is at fault now. A fault is told once as it begins, with its cause, and once as it ends, however many requests and workers meet
 * it meanwhile; each of these is a line at level debug. It ends when a look that began after the last failure finds all well.
 */
export class Faults {
  private readonly states = new Map<FaultKind, State>();
  private timer: NodeJS.Timeout | undefined;
  private look: (() => Promise<unknown>) | undefined;
  private well: (kind: FaultKind) => void = () => {};

  constructor(private readonly log: Logger) {}

  /**
   * Has faults end by a look that answers null where all is well, and tells `well` then of each, also of one that requests still meet:
   * what they hold may be from before. Until `stop`.
   */
  watch(look: () => Promise<unknown>, well: (kind: FaultKind) => void): void {
    this.look = look;
    this.well = well;
    if (this.states.size > 0) this.soon();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.look = undefined;
  }

  /** Whether a fault of one of these kinds was met, and has not been found mended since. */
  has(...kinds: FaultKind[]): boolean {
    return kinds.some((kind) => this.states.has(kind));
  }

  /** A request or a worker has met a fault. */
  met(cause: Cause, more: object = {}): void {
    const { kind, code, message } = cause;
    const now = performance.now();
    const state = this.states.get(kind);
    if (state) {
      state.last = now;
      state.failed++;
    } else {
      this.states.set(kind, { since: now, last: now, failed: 1 });
      this.log.warn({ fault: kind, code, cause: message, ...more }, `unavailable: ${SAID[kind]}`);
      this.soon();
    }
    if (this.log.isLevelEnabled('debug')) this.log.debug({ fault: kind, code, ...more }, 'unavailable');
  }

  /** Something of the hub's own went wrong and is tried again: a fault is one with the others', anything else has its own line. */
  report(err: unknown, what: string, more: object = {}): void {
    const cause = causeOf(err);
    if (cause && cause.kind !== 'SLOW') this.met(cause, { ...more, while: what });
    else this.log.warn({ err, ...more }, what);
  }

  private soon(): void {
    clearTimeout(this.timer);
    if (!this.look) return;
    this.timer = setTimeout(() => void this.again(), LOOK_MS);
    this.timer.unref();
  }

  private async again(): Promise<void> {
    const began = performance.now();
    const wrong = await this.look?.().catch(() => 'the look failed');
    if (wrong === null || wrong === undefined) this.end(began);
    if (this.states.size > 0) this.soon();
  }

  private end(before: number): void {
    for (const [kind, { since, last, failed }] of this.states) {
      this.well(kind);
      if (last >= before) continue;
      this.states.delete(kind);
      const seconds = Math.round(performance.now() - since) / 1_000;
      this.log.info({ fault: kind, failed, seconds }, `well again, it was: ${SAID[kind]}`);
    }
  }
}

const known = new WeakMap<Logger, Faults>();

/** The faults of the hub that writes this log: whoever may tell of one has the log at hand. */
export function faultsOf(log: Logger): Faults {
  let faults = known.get(log);
  if (!faults) {
    faults = new Faults(log);
    known.set(log, faults);
  }
  return faults;
}

/** Has the faults that are met in this thread told by another one, which knows when they end. */
export function faultsElsewhere(log: Logger, tell: (cause: Cause, more: object) => void): void {
  const faults = new Faults(log);
  faults.met = (cause, more = {}) => tell(cause, more);
  known.set(log, faults);
}
