import { beforeAll, describe, expect, it } from 'vitest';
import { type ClockSummary, type CorrectOptions, correctClock, verifyLog } from '../../src/exchange/index.js';
import { killLeftProcesses, startHubProcess } from '../kit/process.js';
import { until } from '../kit/until.js';
import { before, brought, type ClockHub, COMPANIES, clockHub, meanwhile, standing } from './clock-world.js';
import { expectChained, logOf } from './log.js';
import { type Answer, day } from './open-hub.js';

const WHY = 'the clock of the host was 40 days ahead';

describe('the way back after a clock that was 40 days ahead', () => {
  killLeftProcesses();
  let hub: ClockHub;
  let twin: ClockHub;
  let corrected: ClockSummary;
  const correct = (options: Partial<CorrectOptions> = {}) =>
    correctClock(hub.db, { works: hub.rooms.clockWorks, why: WHY, ...options });
  const head = async ({ db }: ClockHub) =>
    (await db.sql`select position::int p, recorded_at "at", announced_through "day" from hub.head`)[0] as Answer;

  beforeAll(async () => {
    hub = await clockHub();
    twin = await clockHub();
    for (const each of [hub, twin]) await before(each);
    await hub.shift(40);
    for (const each of [hub, twin]) await meanwhile(each);
    await hub.shift(0);
  }, 120_000);

  it('begins with what was seen: days announced that have not come, restrictions that begin later, a time that lies ahead', async () => {
    const types = new Set((await logOf(hub.db)).map((e) => e.type));
    for (const type of [
      'restriction.expired',
      'restriction.removed',
      'restriction.published',
      'notice.overdue',
      'hazard.overdue',
      'accident.published',
      'grading.published',
      'grading.expired',
      'grading.ceased',
      'credit.expired',
    ])
      expect(types).toContain(type);
    expect((await head(hub)).day).toBe(day(40));
    await expect(hub.report(COMPANIES.fresh, day(-1))).rejects.toThrow('npx hub clock correct');
    expect(await hub.check(COMPANIES.late)).toBe('CLEAR');
    expect(await twin.check(COMPANIES.late)).toBe('RESTRICTED');
    expect(await standing(hub, 0)).not.toEqual(await standing(twin, 0));
  });

  it('is said by a dry run, which changes nothing', async () => {
    const at = await head(hub);
    const said: string[] = [];
    const summary = await correct({ dryRun: true, on: ({ type }) => said.push(type) });
    expect(summary).toMatchObject({
      outcome: 'WOULD_CORRECT',
      dryRun: true,
      correction: { announcedThrough: day(40) },
    });
    expect(summary.events).toMatchObject({
      'clock.corrected': 1,
      'grading.withdrawn': 2,
      'accident.withdrawn': 1,
      'hazard.changed': 1,
      'credit.reinstated': 2,
      'grading.reinstated': 4,
      'restriction.withdrawn': 1,
    });
    expect(summary.stated).toMatchObject([{ type: 'accident.reported', field: 'reportedAt', subject: COMPANIES.late }]);
    expect(said).toHaveLength(Object.values(summary.events).reduce((a, b) => a + b));
    expect(await head(hub)).toEqual(at);
    expect(await hub.db.sql`select from hub.clock_correction`).toHaveLength(0);
  });

  it('goes on where it was stopped, changes nothing more when it is repeated, and gives what a clock that was right would have given', async () => {
    // Killed between two turns: the next one waits for a table that somebody else has locked.
    await hub.db.sql
      .begin(async (tx) => {
        await tx`lock table hub.hazard_overdue in access exclusive mode`;
        const process = startHubProcess(['clock', 'correct', '--today', day(0), '--why', WHY], {
          DATABASE_URL: hub.db.url,
        });
        const withdrawn = () => hub.db.sql`select from hub.event where type = 'grading.withdrawn'`;
        await until(async () => (await withdrawn()).length > 0);
        expect(await process.stop('SIGKILL')).toBe('SIGKILL');
        throw new Error('the lock is let go');
      })
      .catch((error) => expect(error.message).toBe('the lock is let go'));
    // Stopped by a signal, which lets a turn end.
    const stop = new AbortController();
    let turns = 0;
    const works = hub.rooms.clockWorks.map((work): typeof work => async (...given) => {
      const next = await work(...given);
      if (++turns === 4) stop.abort();
      return next;
    });
    await expect(correct({ works, signal: stop.signal })).rejects.toThrow('goes on where it was');
    corrected = await correct();
    expect(corrected.outcome).toBe('CORRECTED');
    const at = await head(hub);
    expect(await correct()).toMatchObject({ outcome: 'NONE', events: {} });
    expect(await head(hub)).toEqual(at);
    // Once more from the start, as if it had been killed before its last word.
    await hub.db.sql`update hub.clock_correction set finished_at = null`;
    expect((await correct()).events).toEqual({});
    await hub.decide();
    expect(at.day).toBe(day(0));
    expect(await standing(hub, 0)).toEqual(await standing(twin, 0));
  });

  it('keeps in the history of a case what was wrong', async () => {
    const [late] = await hub.db
      .sql`select step, reason, decided_on, proposed_on, state from hub.linkage_case where uscc = ${COMPANIES.late}`;
    expect(late).toMatchObject({ step: 'correctClock', decided_on: day(0), proposed_on: day(0), state: 'IN_FORCE' });
    expect(late?.reason).toContain(`decidedOn ${day(0)} instead of ${day(40)}`);
    const [untrue] = await hub.db
      .sql`select state, reason, ended_on from hub.linkage_case where uscc = ${COMPANIES.hazardous}`;
    expect(untrue).toMatchObject({ state: 'WITHDRAWN', ended_on: day(0) });
    expect(untrue?.reason).toContain(`its ground would come on ${day(6)}`);
  });

  it('restricts from today on who has an accident now, and answers what was known at each true instant since', async () => {
    const earlier = new Date();
    for (const each of [hub, twin]) {
      await each.report(COMPANIES.fresh, day(-1));
      await each.decide();
    }
    const later = new Date();
    expect(await hub.check(COMPANIES.fresh)).toBe('RESTRICTED');
    expect(await hub.check(COMPANIES.fresh, earlier)).toBe('CLEAR');
    expect(await hub.check(COMPANIES.fresh, later)).toBe('RESTRICTED');
    const { db } = hub;
    const [{ n } = { n: 0 }] = await db.sql<{ n: number }[]>`select count(*)::int n from hub.event a join hub.event b
      on b.position = a.position + 1 where b.recorded_at < a.recorded_at`;
    expect(n).toBe(0);
    const [position] = await db.sql<{ p: number }[]>`select position::int p from hub.clock_correction`;
    const ahead = (await logOf(db)).filter((e) => e.position > (position?.p ?? 0));
    expect(ahead.every((e) => e.recordedAt > (corrected.correction?.ahead ?? e.recordedAt))).toBe(true);
  });

  it('tells each that ended too early that it has not, to those who were told that it had', async () => {
    const log = await logOf(hub.db);
    const told = log.filter((e) => /^(grading|credit)\.(expired|ceased)$/.test(e.type));
    const back = log.filter((e) => e.type.endsWith('.reinstated'));
    const of = (e: Answer) => [e.subject, JSON.parse(e.data).documentNumber, e.public];
    expect(back.map(of).sort()).toEqual(
      [...told.map(of), [COMPANIES.ended, 'R-2', false], [COMPANIES.ended, 'G-9', true]].sort(),
    );
    expect(back.flatMap((e) => JSON.parse(e.data).withdraws).sort()).toEqual(told.map((e) => e.position).sort());
  });

  it('tells of an end that is recorded while the time lies ahead when its day comes', async () => {
    for (const each of [hub, twin]) {
      await each.rate(COMPANIES.fresh, 'R-3', day(2));
      await each.grade(COMPANIES.fresh, 'G-10', null, { validUntil: day(2) });
    }
  });

  it('takes a publication for one that lies ahead, as long as the day of it has not come', async () => {
    const types = async ({ db }: ClockHub) =>
      (await logOf(db)).filter((e) => e.data.includes('"G-5"')).map((e) => [e.type, e.public]);
    for (const each of [hub, twin]) {
      await each.grade(COMPANIES.fresh, 'G-5', day(2));
      await each.grade(COMPANIES.fresh, 'G-5', day(3));
    }
    expect(await types(hub)).toEqual([
      ['grading.recorded', false],
      ['grading.recorded', false],
    ]);
    expect(await types(twin)).toEqual(await types(hub));
  });

  it('is found a second time, where a clock jumps again before the first time has caught up', async () => {
    await hub.shift(90);
    await hub.announce();
    await hub.decide();
    await hub.shift(0);
    expect((await head(hub)).day).toBe(day(90));
    expect(await correct()).toMatchObject({ outcome: 'CORRECTED', events: { 'clock.corrected': 1 } });
    await hub.decide();
    expect(await correct()).toMatchObject({ outcome: 'NONE' });
    expect(await standing(hub, 0)).toEqual(await standing(twin, 0));
  });

  it('announces each day again when it comes, once', async () => {
    const from = { hub: (await head(hub)).p as number, twin: (await head(twin)).p as number };
    for (const days of [1, 3, 4, 5, 6, 8, 11, 20]) {
      for (const each of [hub, twin]) {
        await each.shift(days);
        await each.announce();
        await each.decide();
        expect(await each.announce()).toBe(0);
      }
      expect(await standing(hub, days), `day ${days}`).toEqual(await standing(twin, days));
    }
    const told = await brought(hub, from.hub);
    expect(told).toEqual(await brought(twin, from.twin));
    for (const [company, type] of [
      ['ending', 'credit.expired'],
      ['ending', 'grading.expired'],
      ['ceasing', 'grading.ceased'],
      ['ended', 'credit.expired'],
      ['ended', 'grading.expired'],
      ['fresh', 'credit.expired'],
      ['fresh', 'grading.expired'],
    ])
      expect(told).toContain(JSON.stringify({ company, type }));
  });

  it('leaves a log that is gapless and whole, of which verify says what was corrected', async () => {
    await expectChained(hub.db);
    const report = await verifyLog({ db: hub.db, keys: [], ledgers: Object.values(hub.rooms.ledgers) });
    expect(report.fault).toBeNull();
    const { position, after, ahead } = corrected.correction as NonNullable<ClockSummary['correction']>;
    expect(report.corrections).toHaveLength(2);
    expect(report.corrections[0]).toMatchObject({ position, from: after + 1, to: position - 1, ahead });
  });

  it('goes on by the clock once it has caught up', async () => {
    await hub.shift(91);
    await hub.grade(COMPANIES.fresh, 'G-4', day(100));
    const [row] = await hub.db.sql`select recorded_at, received_at from hub.grading where document_number = 'G-4'`;
    expect(Math.abs(new Date(row?.recorded_at).getTime() - new Date(row?.received_at).getTime())).toBeLessThan(60_000);
    expect(await correct()).toMatchObject({ outcome: 'NONE' });
    await hub.shift(101);
    const { p } = await head(hub);
    await hub.announce();
    expect(await brought(hub, p)).toContain(JSON.stringify({ company: 'fresh', type: 'grading.published' }));
  });
});
