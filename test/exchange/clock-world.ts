import { announceDays } from '../../src/exchange/index.js';
import { addDays } from '../../src/kernel/date.js';
import { NOBODY_LOOKS, ownMachine, shiftDatabase } from '../kit/clocks.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { type Answer, day, type OpenHub, openHub } from './open-hub.js';

/** Companies of the story: what each stands for. */
export const COMPANIES = {
  expiring: sampleUscc(1),
  restricted: sampleUscc(2),
  hazardous: sampleUscc(3),
  concluded: sampleUscc(4),
  unannounced: sampleUscc(5),
  late: sampleUscc(6),
  fresh: sampleUscc(7),
  ending: sampleUscc(8),
  ceasing: sampleUscc(9),
  ended: sampleUscc(10),
};
const NAMES = new Map(Object.entries(COMPANIES).map(([name, uscc]) => [uscc, name]));

const DAY_MS = 86_400_000;

/** A hub over a database whose clock a test sets, and what its agencies do there; days are counted from today, 0. */
export interface ClockHub extends OpenHub {
  /** Sets the database's clock to so many days from the true one. */
  shift(days: number): Promise<void>;
  /** What a process whose clock agrees with the database's says. */
  now(): Date;
  announce(): Promise<number>;
  /** The linkage reads everything that the log has. */
  decide(): Promise<void>;
  report(uscc: string, occurredOn: string, division?: string): Promise<string>;
  conclude(accident: string, publishedOn: string): Promise<void>;
  grade(uscc: string, documentNumber: string, publishedOn: string | null, more?: object): Promise<void>;
  rate(uscc: string, documentNumber: string, validUntil: string | null, level?: string): Promise<void>;
  check(uscc: string, asOf?: Date): Promise<string>;
}

export async function clockHub(): Promise<ClockHub> {
  const machine = ownMachine();
  machine.passed(0);
  const hub = await openHub(undefined, { ownClock: true });
  await hub.db.sql`update hub.head set recorded_at = '2020-01-01'`;
  await hub.agency('LAND', '620621');
  await hub.agency('BANKING', '620600');
  let days = 0;
  let number = 0;
  /** The machine's clock is this hub's, who else may have been asked since. */
  const now = () => {
    machine.passed(days * DAY_MS);
    return new Date(Date.now() + days * DAY_MS);
  };
  const safety = await hub.agency('SAFETY_REGULATOR');
  const own: Omit<ClockHub, keyof OpenHub> = {
    now,
    shift: async (by) => {
      await hub.db.sql.begin(async (sql) => {
        await sql.unsafe(NOBODY_LOOKS);
        await shiftDatabase(sql, by * DAY_MS);
        days = by;
        now();
      });
    },
    announce: () => {
      now();
      return announceDays(hub.db, hub.rooms.days);
    },
    decide: async () => {
      now();
      const failed: unknown[] = [];
      const report = {
        undecided: (_: string, why: string) => void failed.push(why),
        failed: (e: unknown) => void failed.push(e),
      };
      const worker = hub.rooms.linkage({ reader: hub.rooms.ownEvents, report, pollMs: 10 });
      worker.start();
      await until(async () => {
        const [row] = await hub.db
          .sql`select not exists (select from hub.event e, hub.linkage l where e.position > l.position
          and split_part(e.type, '.', 1) in ('accident', 'hazard', 'finding', 'grading')
          and e.type not in ('grading.recorded', 'grading.expired', 'grading.ceased', 'grading.reinstated', 'accident.published', 'accident.withdrawn')) done`;
        return row?.done;
      });
      await worker.stop();
      if (failed.length > 0) throw new Error(`the linkage: ${failed}`);
    },
    report: async (uscc, occurredOn, division = '620621') => {
      const input = {
        ...{ documentNumber: `SG-${++number}`, uscc, division, occurredAt: `${occurredOn}T08:00:00+08:00` },
        ...{ category: 'ROOF_FALL', deaths: 1, seriousInjuries: 0 },
      };
      const source = 'mutation ($input: AccidentInput!) { reportAccident(input: $input) { accident { id } } }';
      return (await hub.run(source, { input }, safety, now())).reportAccident.accident.id;
    },
    conclude: async (id, publishedOn) => {
      const source =
        'mutation ($id: ID!, $input: AccidentConclusionInput!) { concludeAccident(id: $id, input: $input) { position } }';
      await hub.run(
        source,
        { id, input: { concludedOn: day(-1), responsibility: 'MAIN', publishedOn } },
        safety,
        now(),
      );
    },
    grade: async (uscc, documentNumber, publishedOn, more = {}) => {
      const grading = {
        documentNumber,
        uscc,
        standard: 'GB/T 33000-2016',
        grade: 'GRADE_2',
        issuedOn: day(-30),
        publishedOn,
        ...more,
      };
      const receipt = await hub.submit('gradings', [grading], undefined, now());
      if (receipt.inserted + receipt.updated !== 1) throw new Error(JSON.stringify(receipt.results));
    },
    rate: async (uscc, documentNumber, validUntil, level = 'D') => {
      const rating = { documentNumber, uscc, level, ratedOn: day(-2), validUntil };
      const receipt = await hub.submit('ratings', [rating], undefined, now());
      if (receipt.inserted + receipt.updated !== 1) throw new Error(JSON.stringify(receipt.results));
    },
    check: async (u, asOf) => {
      const bank = await hub.agency('BANKING', '620600');
      const source = 'query ($u: USCC!, $asOf: DateTime) { creditCheck(uscc: $u, asOf: $asOf) { outcome } }';
      return (await hub.run(source, { u, asOf: asOf?.toISOString() ?? null }, bank, now())).creditCheck.outcome;
    },
  };
  return { ...hub, ...own };
}

/** Ratings and gradings that days will end: by their validity, public and not, and by a revocation. */
export async function endingRecords({ rate, grade }: ClockHub): Promise<void> {
  const { ending, ceasing } = COMPANIES;
  await rate(ending, 'R-1', day(7));
  await grade(ending, 'G-6', day(-5), { validUntil: day(10), grade: 'BELOW_STANDARD' });
  await grade(ending, 'G-7', null, { validUntil: day(5) });
  await grade(ceasing, 'G-8', day(-5), { revokedOn: day(4), revocationReason: '复评不达标', grade: 'BELOW_STANDARD' });
}

/** Those that are submitted while the clock is wrong, by which they have ended as they are recorded. */
export async function endedAsRecorded({ rate, grade }: ClockHub): Promise<void> {
  await rate(COMPANIES.ended, 'R-2', day(10));
  await grade(COMPANIES.ended, 'G-9', day(-1), { validUntil: day(5), grade: 'BELOW_STANDARD' });
}

/** What happened before the clock went wrong. */
export async function before(hub: ClockHub): Promise<void> {
  await hub.shift(-355);
  const records = Object.entries(COMPANIES).map(([name, uscc]) => ({ uscc, name: `民勤${name}厂` }));
  await hub.submit('enterprises', records, undefined, hub.now());
  // Announced five days after its decision, in a county of its own.
  const { document } = (await hub.db.sql`select document from hub.policy where code = 'minqin-2015'`)[0] as Answer;
  const publication = { after: { count: 5, unit: 'CALENDAR' } };
  await hub.rooms.policies.add({ ...document, code: 'liangzhou-test', jurisdiction: '620602', publication }, false);
  await hub.report(COMPANIES.expiring, day(-356));
  await hub.decide();
  await hub.shift(0);
  const safety = await hub.agency('SAFETY_REGULATOR');
  await hub.report(COMPANIES.restricted, day(-1));
  await hub.report(COMPANIES.unannounced, day(-1), '620602');
  await hub.conclude(await hub.report(COMPANIES.concluded, day(-2)), day(4));
  const hazard = {
    documentNumber: 'H-1',
    uscc: COMPANIES.hazardous,
    level: 'MAJOR',
    description: '瓦斯超限',
    foundOn: day(-3),
    deadline: day(5),
  };
  const { results } = await hub.submit('hazards', [{ ...hazard, division: '620621' }], undefined, hub.now());
  if (results.some((r) => r.status !== 'INSERTED')) throw new Error(JSON.stringify(results));
  const [{ id } = { id: '' }] = await hub.db.sql<{ id: string }[]>`select id::text id from hub.hazard`;
  const order = 'mutation ($id: ID!, $input: HazardOrderInput!) { notifyHazard(id: $id, input: $input) { id } }';
  await hub.run(order, { id, input: { deadline: day(5) } }, safety, hub.now());
  await hub.grade(COMPANIES.restricted, 'G-1', day(3));
  await hub.grade(COMPANIES.concluded, 'G-2', day(60));
  await endingRecords(hub);
  await hub.decide();
  await hub.announce();
}

/** What was submitted while it was wrong; in a hub whose clock was right, on the true day. */
export async function meanwhile(hub: ClockHub): Promise<void> {
  await hub.announce();
  await hub.decide();
  await hub.report(COMPANIES.late, day(-1));
  await hub.grade(COMPANIES.late, 'G-3', day(20));
  await endedAsRecorded(hub);
  await hub.decide();
}

const sorted = (rows: readonly object[]): string[] => rows.map((r) => JSON.stringify(r)).sort();
const named = (rows: readonly Answer[]) => rows.map(({ uscc, ...rest }) => ({ company: NAMES.get(uscc), ...rest }));

/** What a hub says of everything that days bring, without ids and instants. */
export async function standing(hub: ClockHub, days: number) {
  const { sql } = hub.db;
  const today = addDays(day(0), days);
  const restrictions =
    await sql`select uscc, domain, proposed_on, decided_on, effective_from, effective_until, published_on, lifted_on,
    policy, cause from hub.restriction where withdrawn_on is null`;
  const notices = await sql`select c.uscc, n.kind, a.name, n.due_on, n.acknowledged_at is null waiting from hub.notice n
    join hub.agency a on a.id = n.recipient_id join hub.linkage_case c on c.id = n.case_id where c.state <> 'WITHDRAWN'`;
  const feed = (await hub.rooms.disclosures(today, 100, null)).disclosures;
  const shown = feed
    .filter((d) => d.status !== 'WITHDRAWN')
    .map(({ uscc, domain, effectiveFrom, effectiveUntil, publishedOn, status }) => ({
      ...{ uscc, domain, effectiveFrom, effectiveUntil, publishedOn, status },
    }));
  const overdue =
    await sql`select h.uscc, o.deadline from hub.hazard_overdue o join hub.hazard h on h.id = o.hazard_id`;
  const checks = await Promise.all(Object.values(COMPANIES).map(async (uscc) => ({ uscc, is: await hub.check(uscc) })));
  const each = {
    restrictions,
    notices,
    feed: shown,
    overdue,
    checks,
    agencies: await copyOf(hub, false),
    open: await copyOf(hub, true),
  };
  return Object.fromEntries(Object.entries(each).map(([name, rows]) => [name, sorted(named(rows as Answer[]))]));
}

/** What a consumer of the log holds that does as EVENTS.md says: restrictions that stand, gradings and accidents that are public, what has ended. */
async function copyOf({ db }: ClockHub, open: boolean): Promise<object[]> {
  const events =
    await db.sql`select type, subject uscc, data from hub.event where (public or not ${open}) and recipient_id is null order by position`;
  const held = new Map<string, object>();
  for (const { type, uscc, data } of events) {
    const { id, effectiveFrom, effectiveUntil, publishedOn } = JSON.parse(data);
    const [family, what] = type.split('.');
    const key = `${family} ${id}`;
    if (['imposed', 'published', 'concluded'].includes(what) || (what === 'changed' && family !== 'hazard'))
      held.set(key, { uscc, family, effectiveFrom, effectiveUntil, publishedOn });
    if (['expired', 'ceased'].includes(what) && family !== 'restriction')
      held.set(`${key} ended`, { uscc, family, ended: true });
    if (what === 'reinstated') held.delete(`${key} ended`);
    if (['removed', 'withdrawn', 'retracted'].includes(what)) held.delete(key);
  }
  // Of accidents and gradings others are told as they are recorded; what is public is the matter here.
  return [...held.values()].filter((h) => open || (h as Answer).family === 'restriction' || 'ended' in h);
}

/**
 * What days brought behind a position: type and company. Notices that the wrong clock alone led to, and those of gradings that were
 * published and withdrawn, are more than a right one would have issued: they were sent, and are left out here.
 */
export async function brought({ db }: ClockHub, after: number): Promise<string[]> {
  const events = await db.sql`select e.type, e.subject uscc from hub.event e
    left join hub.notice n on e.type = 'notice.overdue' and n.id::text = e.data::json->>'id'
    left join hub.linkage_case c on c.id = n.case_id
    where e.position > ${after} and (n.id is null or c.state <> 'WITHDRAWN')
    and e.type ~ '^(grading|accident|restriction)\\.published$|\\.overdue$|\\.expired$|\\.ceased$|^restriction\\.imposed$'`;
  return sorted(named(events as Answer[]));
}
