import { below, pause } from './chance.js';
import type { Fleet } from './fleet.js';
import type { SoakSettings } from './settings.js';

export interface Paced extends Pick<SoakSettings, 'events' | 'kills' | 'minutes' | 'killWithinMs'> {
  fleet: Fleet;
  /** Last position of the log. */
  head(): Promise<number>;
  /** Lets the writers go on, or wait. */
  go(going: boolean): void;
  /** Called now and then. */
  report(at: number, kills: number): void;
  failures: readonly string[];
  fail(message: string): void;
}

const REPORT_MS = 5_000;
const LOOK_MS = 50;

/**
 * Until the events are written and the hubs killed so many times. Each kill has its share of the events: it comes at a moment of
 * chance once its share has begun, and the writers wait for it where they are ahead. It ends too when the time is over, or
 * anything has failed.
 */
export async function pace(paced: Paced): Promise<void> {
  const { events, kills, minutes, killWithinMs, fleet, head, go, report, failures, fail } = paced;
  const deadline = Date.now() + minutes * 60_000;
  let done = 0;
  let killing: Promise<void> | undefined;
  let going = true;
  let reported = 0;
  for (let at = await head(); failures.length === 0; at = await head()) {
    if (at >= events && done >= kills && !killing) break;
    if (Date.now() > deadline) fail(`not done after ${minutes} minutes, at position ${at} of ${events}`);
    if (!killing && done < kills && at >= (events * done) / (kills + 1)) {
      const over = () => {
        done++;
        killing = undefined;
      };
      killing = fleet.killOne(killWithinMs).then(over, (error: Error) => fail(error.message));
    }
    const allowed = at < (events * (done + 1.5)) / (kills + 1);
    if (allowed !== going) go(allowed);
    going = allowed;
    if (performance.now() - reported > REPORT_MS) {
      reported = performance.now();
      report(at, done);
    }
    await pause(LOOK_MS + below(LOOK_MS));
  }
  await killing;
}
