import { beforeAll, describe, expect, it } from 'vitest';
import { correctClock } from '../../src/exchange/index.js';
import { startHub } from '../../src/server/index.js';
import { type ClockHub, COMPANIES, clockHub, endedAsRecorded, endingRecords } from '../exchange/clock-world.js';
import { day } from '../exchange/open-hub.js';
import { afterFile } from '../kit/after-file.js';
import { dataOf } from '../kit/ask.js';
import { testSettings } from '../kit/hub.js';
import { FlagCopy } from './flag-copy.js';

const { ending, ceasing, ended, fresh, late: SENTINEL } = COMPANIES;

describe('a copy of a portfolio’s flags, of a hub whose clock was 40 days ahead', () => {
  let hub: ClockHub;
  let copy: FlagCopy;
  let serial = 0;

  beforeAll(async () => {
    hub = await clockHub();
    const codes = [ending, ceasing, ended, fresh, SENTINEL];
    await hub.submit(
      'enterprises',
      codes.map((uscc, n) => ({ uscc, name: `民勤${n}厂` })),
    );
    await endingRecords(hub);
    await hub.grade(fresh, 'G-11', null, { validUntil: day(2) });
    const served = await startHub({ settings: testSettings(), databaseUrl: hub.db.url });
    afterFile(() => served.stop());
    const { key } = await hub.agency('BANKING', '620600');
    const { createPortfolio } = await dataOf(
      served.url,
      'mutation ($c: [String!]!) { createPortfolio(name: "copy", usccs: $c) { portfolio { id } } }',
      { key, variables: { c: codes } },
    );
    copy = new FlagCopy(served.url, key, createPortfolio.portfolio.id);
    await copy.connect();
  });

  /** What the copy says of a company, once it has applied all that the log has, and equals the hub's. */
  const whole = async (days: number) => {
    const level = ['A', 'B'][++serial % 2] as string;
    await hub.rate(SENTINEL, 'S', null, level);
    await copy.until(SENTINEL, level);
    expect(copy.lines(), `day ${days}`).toEqual(await copy.linesOfTheHub());
    const digest = await copy.digestOfTheHub();
    expect(digest).toMatchObject({ day: day(days), announced: true, digest: copy.digest() });
    return (uscc: string) => {
      const [, outcome, rating, grading] = (copy.lines().find((line) => line.startsWith(uscc)) ?? '').split('|');
      return [outcome, rating, grading];
    };
  };
  const goTo = async (days: number) => {
    await hub.shift(days);
    await hub.announce();
    return whole(days);
  };

  it('is the hub’s after the correction again, also of what was recorded as having ended', async () => {
    const before = await whole(0);
    const flags = [before(ending), before(ceasing)];
    expect(flags).toEqual([
      ['REFERENCE', 'D', 'BELOW_STANDARD'],
      ['REFERENCE', '', 'BELOW_STANDARD'],
    ]);
    await hub.shift(40);
    await hub.announce();
    await endedAsRecorded(hub);
    // It was told as expired while it was not public.
    await hub.grade(fresh, 'G-11', day(-1), { validUntil: day(2) });
    const wrong = await whole(40);
    expect([wrong(ending), wrong(ceasing), wrong(ended)]).not.toContainEqual(flags[0]);
    await hub.shift(0);
    const why = 'the clock of the host was 40 days ahead';
    expect((await correctClock(hub.db, { works: hub.rooms.clockWorks, why })).events).toMatchObject({
      'credit.reinstated': 2,
      'grading.reinstated': 5,
    });
    const right = await whole(0);
    expect([right(ending), right(ceasing), right(ended)]).toEqual([...flags, flags[0]]);
    expect(right(fresh)).toEqual(['CLEAR', '', 'GRADE_2']);
    expect(copy.heard.get('credit.reinstated')).toBe(2);
    // Of one of the five a bank is told nothing: it is not public.
    expect(copy.heard.get('grading.reinstated')).toBe(4);
  });

  it('is told of what is recorded while the recorded time lies ahead by the true day', async () => {
    await hub.rate(fresh, 'R-3', day(2), 'CCC');
    expect((await whole(0))(fresh)).toEqual(['REFERENCE', 'CCC', 'GRADE_2']);
  });

  it('is told again, once, when the days come', async () => {
    const had = { ...Object.fromEntries(copy.heard) };
    const since = () =>
      ['credit.expired', 'grading.expired', 'grading.ceased'].map((e) => (copy.heard.get(e) ?? 0) - (had[e] ?? 0));
    expect((await goTo(3))(fresh)).toEqual(['CLEAR', '', '']);
    expect((await goTo(4))(ceasing)).toEqual(['REFERENCE', '', '']); // revoked, and none in force
    expect((await goTo(7))(ended)).toEqual(['REFERENCE', 'D', '']);
    expect((await goTo(8))(ending)).toEqual(['REFERENCE', '', 'BELOW_STANDARD']);
    const last = await goTo(12);
    expect([last(ending), last(ended)]).toEqual(Array(2).fill(['CLEAR', '', '']));
    expect(since()).toEqual([3, 3, 1]);
  });
});
