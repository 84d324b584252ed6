import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_PAUSE_MS, pauseAsked } from '../../src/exchange/webhook/pause.js';
import { decideRetry, earlyBy, GIVE_UP_AFTER_MS, PAUSES, SOUND } from '../../src/exchange/webhook/retry.decide.js';

const now = new Date('2026-11-23T08:00:00Z');
const outcome = (status: number | null, retryAfterMs: number | null = null) => ({
  status,
  retryAfterMs,
  error: 'x',
  durationMs: 1,
});

describe('what follows from an attempt', () => {
  it('is an acknowledgement for 2xx alone', () => {
    for (let status = 100; status < 600; status++) {
      const { kind } = decideRetry(SOUND, outcome(status), now);
      expect(kind, String(status)).toBe(
        status >= 200 && status < 300 ? 'ACKNOWLEDGED' : status === 410 ? 'DISABLE' : 'RETRY',
      );
    }
    expect(decideRetry(SOUND, outcome(null), now).kind).toBe('RETRY');
  });

  it('is a pause of the schedule give or take a tenth, or the longer one asked for, up to ten hours', () => {
    const asked = fc.option(fc.integer({ min: 0, max: 10 * LONGEST_PAUSE_MS }));
    fc.assert(
      fc.property(fc.nat(30), asked, fc.double({ min: 0, max: 1, noNaN: true }), (attempt, after, random) => {
        const before = attempt === 0 ? SOUND : { attempt, failingSince: now, nextAttemptAt: now };
        const decision = decideRetry(before, outcome(500, after), now, random);
        if (decision.kind !== 'RETRY') throw new Error(decision.kind);
        const { nextAttemptAt, failingSince } = decision.standing;
        const pause = (nextAttemptAt as Date).getTime() - now.getTime();
        const planned = PAUSES[Math.min(attempt + 1, PAUSES.length - 1)] as number;
        const wished = Math.min(after ?? 0, LONGEST_PAUSE_MS);
        expect(pause).toBeGreaterThanOrEqual(Math.max(Math.floor(0.9 * planned), wished));
        expect(pause).toBeLessThanOrEqual(Math.max(Math.ceil(1.1 * planned), wished));
        expect(failingSince).toEqual(now);
      }),
    );
  });

  it('is the end when it has failed for five days, and not a moment before', () => {
    const since = (ms: number) => ({ attempt: 9, failingSince: new Date(now.getTime() - ms), nextAttemptAt: now });
    expect(decideRetry(since(GIVE_UP_AFTER_MS - 1), outcome(500), now).kind).toBe('RETRY');
    expect(decideRetry(since(GIVE_UP_AFTER_MS), outcome(500), now)).toMatchObject({
      kind: 'DISABLE',
      reason: 'FAILING',
    });
    expect(decideRetry(since(GIVE_UP_AFTER_MS), outcome(204), now).kind).toBe('ACKNOWLEDGED');
  });
});

describe('a clock that was wrong', () => {
  const DAY = 86_400_000;
  const later = (ms: number) => new Date(now.getTime() + ms);

  it('40 days ahead for one attempt put the next one off for 40 days', () => {
    const { standing } = decideRetry(SOUND, outcome(500), later(40 * DAY)) as { standing: typeof SOUND };
    expect(earlyBy(standing, now)).toBe(0);
    const again = decideRetry(standing, outcome(500), now) as { standing: typeof SOUND };
    expect(again).toMatchObject({ kind: 'RETRY', standing: { attempt: 2, failingSince: now } });
    expect(earlyBy(again.standing, now)).toBeGreaterThan(0);
    // The longest pause that there is is waited for.
    const longest = decideRetry({ ...standing, attempt: 8 }, outcome(500), now, 1) as { standing: typeof SOUND };
    expect(earlyBy(longest.standing, now)).toBeGreaterThan(LONGEST_PAUSE_MS);
  });

  it('40 days behind at the first failure disabled at the second', () => {
    const { standing } = decideRetry(SOUND, outcome(500), later(-40 * DAY)) as { standing: typeof SOUND };
    expect(decideRetry(standing, outcome(500), now).kind).toBe('RETRY');
  });
});

describe('the pause that a receiver asks for', () => {
  const at = now.getTime();
  const asked = (header: string | undefined) => pauseAsked(header, at);

  it('of more than nine digits was no pause at all, and is ten hours', () => {
    for (const header of ['36001', '999999999', '1000000000', '99999999999999999999', '9'.repeat(400)])
      expect(asked(header), header).toBe(LONGEST_PAUSE_MS);
  });

  it('as a date of HTTP in any of its forms is up to that moment, ten hours at the most', () => {
    expect(asked('Mon, 23 Nov 2026 08:00:30 GMT')).toBe(30_000);
    expect(asked('Monday, 23-Nov-26 08:00:30 GMT')).toBe(30_000);
    expect(asked('Mon Nov 23 08:00:30 2026')).toBe(30_000);
    expect(asked('Fri, 31 Dec 9999 23:59:59 GMT')).toBe(LONGEST_PAUSE_MS);
    expect(asked('Mon, 23 Nov 2026 07:59:59 GMT')).toBeNull();
  });

  it('is none where it is of neither form, negative, zero, or absent', () => {
    const none = [
      '',
      ' ',
      '0',
      '-5',
      '-36000',
      '5.5',
      '1e9',
      '0x10',
      'soon',
      'Infinity',
      '2027-01-01',
      'Mon, 99 Nov 2026 08:00:00 GMT',
    ];
    for (const header of none) expect(asked(header), header).toBeNull();
    expect(asked(undefined)).toBeNull();
    expect(asked('2099')).toBe(2_099_000); // seconds, not a year
  });

  it('is a whole number of seconds or never beyond ten hours, whatever stands there', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.bigInt({ min: 0n }).map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (header) => {
          const pause = asked(header);
          expect(pause === null || (pause > 0 && pause <= LONGEST_PAUSE_MS)).toBe(true);
        },
      ),
    );
  });
});
