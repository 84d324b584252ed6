import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLOCK_LIMITS,
  judgeClock,
  type Mark,
  type Observation,
  type Seen,
} from '../../src/exchange/time/clock.judge.js';
import { clockLine, span } from '../../src/exchange/time/clock.words.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-23T08:00:00Z');
const SHIFTS = [HOUR, -HOUR, DAY, -DAY, 40 * DAY, -40 * DAY];

const at = (more: Partial<Observation> = {}): Observation => ({
  ...{ boot: 'b', host: 'h', steady: 10 * DAY, wall: NOW, database: NOW, half: 1 },
  ...more,
});
const seen = (more: Partial<Seen> = {}): Seen => ({
  ...{ now: at(), recordedAt: NOW - HOUR, fresh: false, anchor: null, heard: NOW - 10_000, peers: [] },
  ...more,
});
const anchor = at({ steady: 10 * DAY - 20_000, wall: NOW - 20_000, database: NOW - 20_000 });
const kindOf = (s: Seen) => judgeClock(s, CLOCK_LIMITS)?.kind ?? null;

describe('what is wrong with the clocks', () => {
  it('is nothing where all go on together, however long it takes', () => {
    const passed = fc.integer({ min: 0, max: 400 * DAY });
    fc.assert(
      fc.property(
        passed,
        fc.integer({ min: -2_000, max: 2_000 }),
        fc.integer({ min: -2_000, max: 2_000 }),
        (ms, a, b) => {
          const now = at({
            steady: anchor.steady + ms,
            wall: anchor.wall + ms + a,
            database: anchor.database + ms + b,
          });
          expect(kindOf(seen({ now, anchor, recordedAt: anchor.database }))).toBeNull();
        },
      ),
    );
  });

  it('is found for every jump, of either clock or both, and the jump’s size is told', () => {
    const ms = fc.oneof(
      fc.constantFrom(...SHIFTS),
      fc.integer({ min: 6_000, max: 400 * DAY }),
      fc.integer({ min: -400 * DAY, max: -6_000 }),
    );
    fc.assert(
      fc.property(ms, fc.constantFrom('MACHINE', 'DATABASE', 'BOTH'), (by, which) => {
        const now = at({
          wall: NOW + (which === 'DATABASE' ? 0 : by),
          database: NOW + (which === 'MACHINE' ? 0 : by),
        });
        const since = anchor.database;
        expect(judgeClock(seen({ now, anchor }), CLOCK_LIMITS)).toEqual({ kind: 'JUMPED', by, which, since });
        // And gone again with the jump.
        expect(kindOf(seen({ anchor }))).toBeNull();
      }),
    );
  });

  it('is found without anything to compare with, where one clock is wrong alone', () => {
    for (const by of SHIFTS) {
      expect(judgeClock(seen({ now: at({ wall: NOW + by }) }), CLOCK_LIMITS)).toEqual({ kind: 'APART', by: -by });
      expect(kindOf(seen({ now: at({ database: NOW + by }) }))).toBe('APART');
    }
  });

  it('allows for the time that the database took to answer', () => {
    expect(kindOf(seen({ now: at({ database: NOW + 8_000, half: 4_000 }) }))).toBeNull();
    expect(kindOf(seen({ now: at({ database: NOW + 8_000, half: 2_000 }) }))).toBe('APART');
  });

  it('is a log that is ahead: seconds are let pass', () => {
    expect(judgeClock(seen({ recordedAt: NOW + 40 * DAY, anchor }), CLOCK_LIMITS)).toEqual({
      ...{ kind: 'BEHIND', by: 40 * DAY, last: NOW + 40 * DAY },
    });
    expect(kindOf(seen({ recordedAt: NOW + 4_000, anchor }))).toBeNull();
  });

  it('is a time without a hub, after a restart: long, or short and the machine has only just begun', () => {
    const since = (gap: number, up = 10 * DAY) =>
      kindOf(seen({ now: at({ steady: up }), heard: NOW - gap, recordedAt: NOW - gap - DAY }));
    expect(since(HOUR / 2, 1_000)).toBeNull();
    expect(since(2 * HOUR, 1_000)).toBe('SETTLING');
    expect(since(2 * HOUR, 301_000)).toBeNull();
    expect(since(71 * HOUR)).toBeNull();
    expect(since(73 * HOUR)).toBe('GAP');
    expect(since(-HOUR)).toBe('BACK');
    // The log’s last event is a trace of a hub too; a log without one has none.
    expect(kindOf(seen({ heard: NOW - 40 * DAY, recordedAt: NOW - HOUR / 2 }))).toBeNull();
    expect(kindOf(seen({ heard: null, recordedAt: NOW - 40 * DAY }))).toBe('GAP');
    expect(kindOf(seen({ heard: null, recordedAt: NOW - 40 * DAY, fresh: true }))).toBeNull();
  });

  it('is no such time where the machine itself has gone on since', () => {
    const days = 20 * DAY;
    const now = at({ steady: anchor.steady + days, wall: anchor.wall + days, database: anchor.database + days });
    expect(kindOf(seen({ now, anchor, heard: anchor.database, recordedAt: anchor.database }))).toBeNull();
  });

  const peer = (more: Partial<Mark> = {}): Mark => ({
    ...{ boot: 'other', host: 'o', lookedAt: NOW - 5_000, offset: 0, fault: null },
    sound: { steady: DAY, wall: NOW - 5_000, database: NOW - 5_000 },
    ...more,
  });

  it('is told apart by a hub that runs on another machine', () => {
    const paused = at({ steady: anchor.steady + 1_000 });
    const jumped = seen({ now: { ...paused, wall: NOW + HOUR, database: NOW + HOUR }, anchor });
    expect(kindOf(jumped)).toBe('JUMPED');
    // This machine was stopped for an hour, and the other one was not.
    const live = { lookedAt: NOW + HOUR - 5_000, sound: { steady: DAY, wall: NOW + HOUR, database: NOW + HOUR } };
    expect(kindOf({ ...jumped, peers: [peer(live)] })).toBeNull();
    expect(kindOf({ ...jumped, peers: [peer({ ...live, boot: 'b' })] })).toBe('JUMPED');
    expect(kindOf({ ...jumped, peers: [peer()] })).toBe('JUMPED');
    // It saw the database’s clock jump; here nothing is known of before.
    expect(kindOf(seen({ peers: [peer({ fault: 'JUMPED DATABASE' })] }))).toBe('TOLD');
    expect(kindOf(seen({ peers: [peer({ fault: 'JUMPED DATABASE', lookedAt: NOW - HOUR })] }))).toBeNull();
    // One that is wrong itself holds up nobody else.
    expect(kindOf(seen({ anchor, peers: [peer({ fault: 'APART', offset: HOUR })] }))).toBeNull();
  });

  it('is one line each, with the mend', () => {
    const cases: [Seen, RegExp][] = [
      [
        seen({ now: at({ wall: NOW + HOUR, database: NOW + HOUR }), anchor }),
        /jumped ahead by 1 hour since .*clock confirm/,
      ],
      [seen({ now: at({ wall: NOW - DAY }) }), /is 1 day ahead of this machine’s; set right/],
      [seen({ recordedAt: NOW + 40 * DAY, anchor }), /40 days behind the log’s last time.*npx hub clock correct/],
      [seen({ heard: NOW - 90 * DAY, recordedAt: 0 }), /no hub has run for 90 days .*npx hub clock confirm/],
      [
        seen({ now: at({ steady: 10_000 }), heard: NOW - 2 * HOUR, recordedAt: 0 }),
        /taken for right in 4 minutes 50 seconds/,
      ],
    ];
    for (const [what, line] of cases) {
      const finding = judgeClock(what, CLOCK_LIMITS);
      expect(finding && clockLine(finding, CLOCK_LIMITS)).toMatch(line);
    }
    expect([0, 61_000, 90 * 60_000, 25 * HOUR].map(span)).toEqual([
      ...['less than a second', '1 minute 1 second', '1 hour 30 minutes', '1 day 1 hour'],
    ]);
  });
});
