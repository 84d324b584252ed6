import { beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../db/client.js';
import { Announcer, announceDays } from '../../src/exchange/index.js';
import { ledgerFault } from '../../src/exchange/ledger/ledger.store.js';
import { addDays } from '../../src/kernel/date.js';
import { ownMachine, shiftDatabase } from '../kit/clocks.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { logOf } from './log.js';
import { type Answer, day, type OpenHub, openHub } from './open-hub.js';

/** A test has days pass, by all clocks. They are counted from today, 0. */
const machine = ownMachine();

describe('what days bring by themselves', () => {
  let hub: OpenHub;
  const uscc = sampleUscc(1);
  beforeEach(async () => {
    machine.passed(0);
    hub = await openHub(undefined, { ownClock: true });
    await hub.submit('enterprises', [{ uscc, name: '红沙岗煤业' }]);
  });

  const at = (days: number) => new Date(`${addDays(day(0), days)}T10:00:00+08:00`);
  /** Lets time pass until the morning of a day, and answers the time of receipt. */
  const goTo = async (days: number): Promise<Date> => {
    const ms = days === 0 ? 0 : at(days).getTime() - Date.now();
    machine.passed(ms);
    await shiftDatabase(hub.db.sql, ms);
    return new Date(Date.now() + ms);
  };
  const announce = () => announceDays(hub.db, hub.rooms.days);
  const grading = (documentNumber: string, publishedOn: string | null, more: object = {}) => ({
    documentNumber,
    uscc,
    standard: 'GB/T 33000-2016',
    grade: 'GRADE_2',
    issuedOn: day(-30),
    publishedOn,
    ...more,
  });
  const submit = async (record: object, days = 0) => {
    const receipt = await hub.submit('gradings', [record as never], undefined, await goTo(days));
    expect(receipt.rejected, JSON.stringify(receipt.results)).toBe(0);
  };
  const story = async (family: string) =>
    (await logOf(hub.db))
      .filter((e) => e.type.startsWith(`${family}.`))
      .map((e): Answer => ({ ...JSON.parse(e.data), type: e.type, public: e.public }));
  const types = async (family: string) =>
    (await story(family)).map((e) => `${e.type} ${e.public ? 'public' : 'closed'}`);

  it('tells of a publication on its day, once', async () => {
    await submit(grading('G-1', day(3)));
    await submit(grading('G-2', day(9)));
    await submit(grading('G-3', null));
    await goTo(2);
    expect(await announce()).toBe(0);
    await goTo(3);
    expect(await announce()).toBe(1);
    expect(await announce()).toBe(0);
    expect((await story('grading')).at(-1)).toMatchObject({
      type: 'grading.published',
      public: true,
      documentNumber: 'G-1',
      publishedOn: day(3),
      grade: 'GRADE_2',
    });
    // The day that was missed is made up for.
    await goTo(12);
    expect(await announce()).toBe(1);
    expect((await story('grading')).map((e) => [e.type, e.documentNumber])).toEqual([
      ['grading.recorded', 'G-1'],
      ['grading.recorded', 'G-2'],
      ['grading.recorded', 'G-3'],
      ['grading.published', 'G-1'],
      ['grading.published', 'G-2'],
    ]);
  });

  it('tells it with a version that comes after the day and before the announcement, and then not again', async () => {
    await submit(grading('G-1', day(3)));
    await submit(grading('G-1', day(3), { score: 80 }), 4);
    await goTo(5);
    expect(await announce()).toBe(0);
    expect(await types('grading')).toEqual(['grading.recorded closed', 'grading.published public']);
    await submit(grading('G-1', day(3), { score: 81 }), 5);
    expect((await types('grading')).at(-1)).toBe('grading.changed public');
  });

  it('does not tell of one that was put off or taken back before its day', async () => {
    await submit(grading('G-1', day(3)));
    await submit(grading('G-2', day(3)));
    await submit(grading('G-1', day(8)), 1);
    await submit(grading('G-2', null), 1);
    await goTo(4);
    expect(await announce()).toBe(0);
    await goTo(8);
    expect(await announce()).toBe(1);
    expect((await story('grading')).at(-1)).toMatchObject({ type: 'grading.published', documentNumber: 'G-1' });
  });

  it('knows the announcement when a later version corrects what was announced', async () => {
    await submit(grading('G-1', day(3)));
    await goTo(3);
    await announce();
    await submit(grading('G-1', day(3), { grade: 'GRADE_3' }), 6);
    expect((await story('grading')).at(-1)).toMatchObject({ type: 'grading.changed', previousGrade: 'GRADE_2' });
  });

  it('tells of the publication of a concluded accident on its day, and of one that is public at once with its conclusion', async () => {
    const safety = await hub.agency('SAFETY_REGULATOR');
    const accident = (documentNumber: string) => ({
      documentNumber,
      uscc,
      division: '620621',
      occurredAt: `${day(-9)}T08:00:00+08:00`,
      category: 'FIRE',
      deaths: 3,
      seriousInjuries: 0,
    });
    await hub.submit('accidents', [accident('A-1'), accident('A-2'), accident('A-3')]);
    const conclude = (id: string, publishedOn: string | null) =>
      hub.run(
        'mutation ($id: ID!, $input: AccidentConclusionInput!) { concludeAccident(id: $id, input: $input) { position } }',
        { id, input: { concludedOn: day(-1), responsibility: 'MAIN', publishedOn } },
        safety,
      );
    const [one, two, three] = await story('accident');
    await conclude(one.id, day(0));
    await conclude(two.id, day(5));
    await conclude(three.id, null);
    await goTo(6);
    expect(await announce()).toBe(1);
    expect((await types('accident')).slice(3)).toEqual([
      'accident.concluded public',
      'accident.concluded closed',
      'accident.concluded closed',
      'accident.published public',
    ]);
    const events = (await story('accident')).slice(3);
    expect(events[3]).toMatchObject({ documentNumber: 'A-2', responsibility: 'MAIN', level: 'RELATIVELY_LARGE' });
    // The public hears of the result, not of what was reported on the way to it.
    expect(events.map((e) => e.previousResponsibility)).toEqual([undefined, 'UNDETERMINED', 'UNDETERMINED', undefined]);
  });

  it('tells of a deadline that passed with the hazard open: of each hazard, each deadline once', async () => {
    const safety = await hub.agency('SAFETY_REGULATOR');
    const hazard = (documentNumber: string, deadline: string | null) => ({
      documentNumber,
      uscc,
      level: 'GENERAL',
      description: '通道堵塞',
      foundOn: day(-20),
      deadline,
    });
    await hub.submit('hazards', [
      hazard('H-1', day(2)),
      hazard('H-2', day(9)),
      hazard('H-3', null),
      hazard('H-4', day(-3)),
    ]);
    const ids = new Map((await story('hazard')).map((e) => [e.documentNumber as string, e.id as string]));
    const step = (name: string, document: string, type: string, input: object) =>
      hub.run(
        `mutation ($id: ID!, $input: ${type}) { ${name}(id: $id, input: $input) { id } }`,
        { id: ids.get(document), input },
        safety,
      );
    const told = async () =>
      (await story('hazard')).filter((e) => e.type === 'hazard.overdue').map((e) => [e.documentNumber, e.deadline]);
    // One that was overdue when it was reported is told of the next time.
    await goTo(2);
    expect(await announce()).toBe(1);
    await goTo(3);
    expect(await announce()).toBe(1);
    await step('notifyHazard', 'H-1', 'HazardOrderInput', { deadline: day(5) });
    await goTo(5);
    expect(await announce()).toBe(0);
    await goTo(6);
    expect(await announce()).toBe(1);
    // Steps of a hazard that is overdue are no second missed deadline.
    await step('notifyHazard', 'H-4', 'HazardOrderInput', {});
    await step('markHazardOverdue', 'H-4', 'HazardStepInput', {});
    await goTo(7);
    expect(await announce()).toBe(0);
    expect(await told()).toEqual([
      ['H-4', day(-3)],
      ['H-1', day(2)],
      ['H-1', day(5)],
    ]);
  });

  it('tells of a validity that ran out on the day after its last, and of a revocation on its day, to whom the record is open', async () => {
    await submit(grading('G-1', day(-1), { validUntil: day(3) }));
    await submit(grading('G-2', null, { validUntil: day(3) }));
    await submit(grading('G-3', day(-1), { validUntil: day(5), revokedOn: day(4), revocationReason: '复评不达标' }));
    // What was over as it was recorded told so itself.
    await submit(grading('G-4', day(-1), { validUntil: day(-2) }));
    await submit(grading('G-5', day(-1), { validUntil: day(3), revokedOn: day(-1), revocationReason: '复评不达标' }));
    const rating = (documentNumber: string, validUntil: string | null) => ({
      ...{ documentNumber, uscc, level: 'A', ratedOn: day(-9), validUntil },
    });
    await hub.submit('ratings', [rating('R-1', day(3)), rating('R-2', null), rating('R-3', day(-3))]);
    await goTo(3);
    expect(await announce()).toBe(0);
    await goTo(4);
    expect(await announce()).toBe(5);
    expect(await announce()).toBe(0);
    const told = async (family: string) =>
      (await story(family))
        .filter((e) => /expired|ceased/.test(e.type))
        .map((e) => [e.type, e.documentNumber, e.public, e.validUntil ?? e.revokedOn]);
    expect(await told('grading')).toEqual([
      ['grading.expired', 'G-1', true, day(3)],
      ['grading.expired', 'G-2', false, day(3)],
      ['grading.expired', 'G-5', true, day(3)],
      ['grading.ceased', 'G-3', true, day(4)],
    ]);
    expect(await told('credit')).toEqual([['credit.expired', 'R-1', false, day(3)]]);
    // Corrected to a later last day, it runs out again; days that are announced late are told one after the other.
    await hub.submit('ratings', [rating('R-1', day(7))], undefined, at(4));
    await goTo(9);
    expect(await announce()).toBe(2);
    expect((await told('grading')).at(-1)).toEqual(['grading.expired', 'G-3', true, day(5)]);
    expect((await told('credit')).at(-1)).toEqual(['credit.expired', 'R-1', false, day(7)]);
    const faults = Object.values(hub.rooms.ledgers).map((ledger) => ledgerFault(hub.db.sql, ledger, 0, 1e9));
    expect(new Set(await Promise.all(faults))).toEqual(new Set([null]));
  });

  it('is told in slices where it is much: others write between them, and after a crash it goes on where it was', async () => {
    const all = Array.from({ length: 2_300 }, (_, n) => grading(`G-${n}`, day(-1), { validUntil: day(1) }));
    await hub.submit('gradings', all as never);
    await goTo(2);
    let looks = 0;
    // As far as a process comes that is stopped behind its first slice.
    expect(await announceDays(hub.db, hub.rooms.days, () => looks++ > 0)).toBe(1_000);
    const through = async () => (await hub.db.sql`select announced_through through from hub.head`)[0]?.through;
    expect(await through()).toBe(day(1));
    expect(await hub.db.sql`select work, day from hub.day_place`).toEqual([{ work: 'grading.expired', day: day(2) }]);
    // One that is told already, and one that is not: each tells its own version, and is told of no second time.
    await submit({ ...all[0], score: 70 }, 2);
    await submit({ ...all[2_299], score: 70 }, 2);
    const others = Array.from({ length: 3 }, () => connect({ url: hub.db.url }));
    const counts = await Promise.all([hub.db, ...others].map((db) => announceDays(db, hub.rooms.days)));
    await Promise.all(others.map((db) => db.close()));
    expect(counts.reduce((sum, n) => sum + n)).toBe(1_299);
    expect(await through()).toBe(day(2));
    expect(await hub.db.sql`select from hub.day_place`).toHaveLength(0);
    const told = (await story('grading')).filter((e) => e.type === 'grading.expired').map((e) => e.documentNumber);
    expect(told).toEqual(all.slice(0, 2_299).map((g) => g.documentNumber));
  });

  it('is done once by however many processes try, and again after one that failed half-way', async () => {
    for (let n = 0; n < 20; n++) await submit(grading(`G-${n}`, day(1)));
    await goTo(1);
    const fails = [...hub.rooms.days, () => Promise.reject(new Error('cut off'))];
    await expect(announceDays(hub.db, fails)).rejects.toThrow('cut off');
    expect((await types('grading')).filter((t) => t.startsWith('grading.published'))).toEqual([]);
    const others = Array.from({ length: 3 }, () => connect({ url: hub.db.url }));
    const counts = await Promise.all(
      [hub.db, ...others].flatMap((db) => [1, 2].map(() => announceDays(db, hub.rooms.days))),
    );
    await Promise.all(others.map((db) => db.close()));
    expect(counts.sort((a, b) => b - a)).toEqual([20, 0, 0, 0, 0, 0, 0, 0]);
    expect((await types('grading')).filter((t) => t.startsWith('grading.published'))).toHaveLength(20);
  });

  it('is looked for by a running hub, which goes on after a failure', async () => {
    await submit(grading('G-1', day(1)));
    await goTo(1);
    const reports: unknown[] = [];
    const announcer = new Announcer(hub.db, hub.rooms.days, {
      announced: (events) => reports.push(events),
      failed: (error) => reports.push(error),
    });
    announcer.start();
    await until(() => reports.length > 0);
    await announcer.stop();
    expect(reports).toEqual([1]);
  });
});
