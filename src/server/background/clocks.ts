import type { Logger } from 'pino';
import type { Db } from '../../../db/client.js';
import { type ClockLimits, ClockWatch, shareClock } from '../../exchange/index.js';
import { foundCause } from '../faults/fault.cause.js';
import { faultsOf } from '../faults/faults.js';
import type { Metrics } from '../watch/metrics.js';

export interface ClockDeps {
  db: Db;
  log: Logger;
  metrics: Metrics;
  limits: ClockLimits;
}

/** Has the clocks looked at while the hub runs: what is wrong with them is a fault, and measured. */
export function watchClocks({ db, log, metrics, limits }: ClockDeps): ClockWatch {
  const guard = shareClock(db);
  guard.limits = limits;
  const faults = faultsOf(log);
  metrics.watchClock(() => guard);
  return new ClockWatch(db.background, {
    found: (_, line) => faults.met(foundCause('CLOCK', 'CLOCK', line), { while: 'the clocks were looked at' }),
    failed: (err) => faults.report(err, 'the clocks could not be looked at; it is tried again'),
  });
}
