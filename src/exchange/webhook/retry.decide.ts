import type { WebhookDisabledReason } from '../../kernel/vocabulary.js';
import { LONGEST_PAUSE_MS } from './pause.js';
import type { Outcome } from './sender.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Pause before the next attempt of an event, by how many have failed: the first follows at once, the last repeats. */
export const PAUSES: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];
/** Failures for this long disable a webhook. */
export const GIVE_UP_AFTER_MS = 5 * DAY;
/** Pauses vary by a tenth, so that endpoints which failed together are not tried together. */
const JITTER = 0.1;

/** How deliveries to a webhook stand: failures since its last success, since when, and when the next attempt may begin. */
export interface Standing {
  attempt: number;
  failingSince: Date | null;
  nextAttemptAt: Date | null;
}
export const SOUND: Standing = { attempt: 0, failingSince: null, nextAttemptAt: null };

export type Decision =
  | { kind: 'ACKNOWLEDGED' }
  | { kind: 'RETRY'; standing: Standing }
  | { kind: 'DISABLE'; reason: WebhookDisabledReason; standing: Standing };

const GONE = 410;

/** Whether the next attempt has to wait, in milliseconds. No pause is as long as one that was planned by a clock ahead of time. */
export function earlyBy({ nextAttemptAt }: Pick<Standing, 'nextAttemptAt'>, now: Date): number {
  const early = (nextAttemptAt?.getTime() ?? 0) - now.getTime();
  return early > LONGEST_PAUSE_MS * (1 + JITTER) ? 0 : Math.max(0, early);
}

/** What follows from an attempt: 2xx acknowledges, 410 disables at once, anything else is tried again until five days are over. */
export function decideRetry(before: Standing, outcome: Outcome, now: Date, random = Math.random()): Decision {
  const { status } = outcome;
  if (status !== null && status >= 200 && status < 300) return { kind: 'ACKNOWLEDGED' };
  const attempt = before.attempt + 1;
  // A first failure that lies ahead was written down by a clock that was wrong.
  const failingSince = before.failingSince && before.failingSince <= now ? before.failingSince : now;
  const planned = PAUSES[Math.min(attempt, PAUSES.length - 1)] as number;
  const jittered = planned * (1 + JITTER * (2 * random - 1));
  const pause = Math.max(jittered, Math.min(outcome.retryAfterMs ?? 0, LONGEST_PAUSE_MS));
  const standing = { attempt, failingSince, nextAttemptAt: new Date(now.getTime() + Math.round(pause)) };
  if (status === GONE) return { kind: 'DISABLE', reason: 'GONE', standing };
  // Five days are many attempts: a clock that was set ahead makes days of minutes.
  const over = attempt >= PAUSES.length && now.getTime() - failingSince.getTime() >= GIVE_UP_AFTER_MS;
  return over ? { kind: 'DISABLE', reason: 'FAILING', standing } : { kind: 'RETRY', standing };
}
