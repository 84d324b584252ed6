import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import postgres from 'postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import { announceDays, undoImport } from '../../src/exchange/index.js';
import { importFile } from '../../src/intake/core.js';
import { addDays } from '../../src/kernel/date.js';
import { openRooms, type Rooms } from '../../src/server/index.js';
import { listener } from '../intake/kit.js';
import { type MovableDays, movableDays } from '../kit/days.js';
import { temporaryFolder } from '../kit/folder.js';
import { sampleUscc } from '../kit/sample.js';
import { type LinkageHub, linkageHub } from '../linkage/linkage-world.js';
import { FlagCopy } from './flag-copy.js';

// biome-ignore lint/suspicious/noExplicitAny: answers
type Any = any;

/** All days lie in the holiday table, whenever the test runs. */
const BEGIN = '2025-03-03';
const DAYS = 60;
/** The hub is off for more than a term: restrictions run out, and so does nearly everything else. */
const LONG_GAP = { at: 45, days: 367 };
const COMPANIES = Array.from({ length: 16 }, (_, n) => sampleUscc(n + 100));
const SENTINEL = sampleUscc(99);
const LEVELS = ['AAA', 'A', 'BBB', 'CCC', 'D'] as const;
const GRADES = ['GRADE_1', 'GRADE_3', 'BELOW_STANDARD'] as const;

const company = fc.nat(COMPANIES.length - 1);
const ahead = fc.integer({ min: -4, max: 9 });
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('register' as const), company, imported: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ does: fc.constant('rate' as const), company, imported: fc.boolean() },
      level: fc.constantFrom(...LEVELS),
      ratedBefore: fc.integer({ min: 0, max: 5 }),
      until: fc.option(ahead),
      /** Of the documents of a company: another one, or a correction. */
      document: fc.nat(2),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ does: fc.constant('grade' as const), company, imported: fc.boolean() },
      grade: fc.constantFrom(...GRADES),
      issuedBefore: fc.integer({ min: 5, max: 8 }),
      until: ahead,
      published: fc.option(fc.integer({ min: -3, max: 4 })),
      revoked: fc.option(fc.integer({ min: -3, max: 4 })),
      document: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('accident' as const), company }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('conclude' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('hazard' as const), company, until: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('takeBack' as const) }) },
);
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;
const oneDay = fc.record({
  gap: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 9 }) }),
  /** Minutes after midnight. */
  minute: fc.oneof(fc.nat(2), fc.nat(1_430)),
  changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  members: fc.option(
    fc.record({ add: fc.array(company, { maxLength: 2 }), remove: fc.array(company, { maxLength: 2 }) }),
    {
      freq: 3,
    },
  ),
  /** Not connected while the day passes. */
  away: fc.nat(3).map((n) => n === 0),
});

/**
 * A bank's copy of a portfolio through days of random changes. What it must have met is there by construction: the pairs of a day and
 * what is done on it (`MUST`); the others are random.
 */
describe('a copy of a portfolio’s flags', () => {
  let days: MovableDays;
  let hub: LinkageHub;
  let rooms: Rooms;
  let copy: FlagCopy;
  let today = BEGIN;
  let serial = 0;
  const file = temporaryFolder();
  const imports: string[] = [];
  const accidents: string[] = [];
  const registered = new Set<string>();

  const at = (day: string, minute: number) => new Date(Date.parse(`${day}T00:00:00+08:00`) + minute * 60_000 + 1);
  beforeAll(async () => {
    hub = await linkageHub({}, async (db) => {
      days = await movableDays(db, at(BEGIN, 600));
    });
    rooms = await openRooms(hub.db);
    const key = hub.key('BANKING');
    const { createPortfolio } = await hub.dataOf(
      'mutation ($c: [String!]!) { createPortfolio(name: "copy", usccs: $c) { portfolio { id } } }',
      { key, variables: { c: [SENTINEL, ...COMPANIES.slice(0, 10)] } },
    );
    copy = new FlagCopy(hub.url, key, createPortfolio.portfolio.id);
    await copy.connect();
  });

  const FIELDS = {
    enterprises: ['submitEnterprises', 'EnterpriseInput', 'registry'],
    ratings: ['submitRatings', 'CreditRatingInput', 'credit office'],
    gradings: ['submitGradings', 'GradingInput', 'regulator'],
  } as const;
  /** Writes a record, by the API or by an import that may be taken back; answers whether it was taken. */
  const write = async (register: keyof typeof FIELDS, record: object, imported: boolean): Promise<void> => {
    const [field, input, agency] = FIELDS[register];
    if (!imported) {
      const query = `mutation ($r: [${input}!]!) { ${field}(records: $r) { rejected results { code message } } }`;
      const { [field]: done } = await hub.dataOf(query, { key: hub.key(agency), variables: { r: [record] } });
      expect(done.rejected, JSON.stringify([record, done.results])).toBe(0);
      return;
    }
    const receipt = randomUUID();
    const path = file(`${receipt}.ndjson`);
    writeFileSync(path, `${JSON.stringify(record)}\n`);
    const provider = await rooms.agencies.viewerNamed(agency);
    const importer = rooms.importers[register];
    const done = await importFile({ file: path, importer, db: hub.db, provider, receipt, report: listener() });
    expect(done.rejected).toBe(0);
    imports.push(receipt);
  };
  const register = async (uscc: string, imported = false) => {
    await write('enterprises', { uscc, name: `民勤${uscc.slice(8, 17)}厂` }, imported);
    registered.add(uscc);
  };
  const known = async (uscc: string) => {
    if (!registered.has(uscc)) await register(uscc);
  };
  const takeBack = async (receipt: string | undefined) => {
    if (!receipt) return;
    const registers = Object.values(rooms.importers).map((i) => i.register);
    await undoImport(hub.db, {
      ...{ receipt, registers },
      on: ({ outcome, documentNumber, uscc }) => {
        if (outcome === 'ended' && documentNumber === null) registered.delete(uscc);
      },
    });
  };
  const regulator = (query: string, variables: object) =>
    hub.dataOf(query, { key: hub.key('regulator'), variables: variables as Any });

  const DO: { [K in Change['does']]: (change: Extract<Change, { does: K }>) => Promise<unknown> } = {
    register: async ({ company: n, imported }) => {
      const uscc = COMPANIES[n] as string;
      if (!registered.has(uscc)) await register(uscc, imported);
    },
    rate: async ({ company: n, imported, level, ratedBefore, until, document }) => {
      const uscc = COMPANIES[n] as string;
      await known(uscc);
      const ratedOn = addDays(today, -ratedBefore);
      const validUntil = until === null ? null : addDays(today, Math.max(until, -ratedBefore));
      await write('ratings', { documentNumber: `R-${n}-${document}`, uscc, level, ratedOn, validUntil }, imported);
    },
    grade: async ({ company: n, imported, grade, issuedBefore, until, published, revoked, document }) => {
      const uscc = COMPANIES[n] as string;
      await known(uscc);
      const of = (offset: number | null) => (offset === null ? null : addDays(today, offset));
      const record = {
        ...{ documentNumber: `G-${n}-${document}`, uscc, grade, standard: 'GB/T 33000-2016' },
        ...{ issuedOn: of(-issuedBefore), validUntil: of(until), publishedOn: of(published) },
        ...{ revokedOn: of(revoked), revocationReason: revoked === null ? null : '复评不达标' },
      };
      await write('gradings', record, imported);
    },
    accident: async ({ company: n }) => {
      const uscc = COMPANIES[n] as string;
      await known(uscc);
      accidents.push(await hub.report(uscc, { documentNumber: `A-${++serial}` }));
    },
    conclude: async () => {
      const id = accidents.shift();
      const input = { concludedOn: today, responsibility: 'NOT_LIABLE', publishedOn: null };
      const query =
        'mutation ($id: ID!, $i: AccidentConclusionInput!) { concludeAccident(id: $id, input: $i) { position } }';
      if (id) await regulator(query, { id, i: input });
    },
    hazard: async ({ company: n, until }) => {
      const uscc = COMPANIES[n] as string;
      await known(uscc);
      const input = {
        ...{ documentNumber: `H-${++serial}`, uscc, level: 'MAJOR', description: '采空区积水未探明' },
        ...{ foundOn: today, deadline: addDays(today, until) },
      };
      await regulator('mutation ($i: HazardInput!) { reportHazard(input: $i) { id } }', { i: input });
    },
    takeBack: () => takeBack(imports.pop()),
  };

  /** Whatever the seed: what each kind of flag's change needs, on companies that nothing else is done to. */
  const OWN = Array.from({ length: 6 }, (_, n) => sampleUscc(n + 200)) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const [rated, graded, revokedOne, ceasing, unknown, restricted] = OWN;
  const grading = (uscc: string, more: object) => ({
    ...{
      documentNumber: `G-${uscc}`,
      uscc,
      grade: 'BELOW_STANDARD',
      standard: 'GB/T 33000-2016',
      issuedOn: '2025-02-01',
    },
    ...more,
  });
  const MUST: Record<number, () => Promise<unknown>> = {
    1: async () => {
      await copy.change(OWN, []);
      for (const uscc of OWN) if (uscc !== unknown) await register(uscc);
      const rating = { uscc: rated, documentNumber: 'OWN', level: 'D', ratedOn: today, validUntil: addDays(today, 3) };
      await write('ratings', rating, false);
      const published = { publishedOn: today, validUntil: addDays(today, 4) };
      await write('gradings', grading(graded, published), false);
      const reason = { revocationReason: '复评不达标' };
      await write('gradings', grading(revokedOne, { ...published, revokedOn: today, ...reason }), false);
      const later = { publishedOn: today, validUntil: addDays(today, 9), revokedOn: addDays(today, 2), ...reason };
      await write('gradings', grading(ceasing, later), false);
      await hub.report(restricted);
    },
    2: () => register(unknown, true),
    4: () => takeBack(imports.pop()),
  };

  it(`equals the hub’s digest on each of ${DAYS} days`, async () => {
    const script = fc.sample(oneDay, DAYS);
    for (const [n, { gap, minute, changes, members, away }] of script.entries()) {
      if (away) await copy.disconnect();
      const passed = n === LONG_GAP.at ? LONG_GAP.days : n < 12 ? 1 : gap;
      today = addDays(today, passed);
      await days.goTo(at(today, n < 3 ? 600 : minute));
      await announceDays(hub.db, rooms.days);
      for (const one of changes) await DO[one.does](one as never);
      if (away) await copy.connect();
      const codes = (list: number[]) => [...new Set(list)].map((i) => COMPANIES[i] as string);
      const added = codes(members?.add ?? []).filter((uscc) => !copy.has(uscc));
      const removed = codes(members?.remove ?? []).filter((uscc) => copy.has(uscc));
      if (members) await copy.change(added, removed);
      await MUST[n]?.();
      // A day ends when the linkage has decided, and the last that is told is the sentinel's.
      await hub.settled();
      await known(SENTINEL);
      const level = LEVELS[n % 2] as string;
      await write('ratings', { uscc: SENTINEL, documentNumber: 'S', level, ratedOn: today, validUntil: null }, false);
      await copy.until(SENTINEL, level);
      const digest = await copy.digestOfTheHub();
      expect(digest, `day ${n}`).toMatchObject({ day: today, announced: true });
      if (digest.digest !== copy.digest())
        expect(copy.lines(), `day ${n}, ${today}`).toEqual(await copy.linesOfTheHub());
      expect(digest.digest, `day ${n}`).toBe(copy.digest());
    }
    expect([...copy.heard.keys()].sort()).toEqual(
      expect.arrayContaining([
        ...['credit.expired', 'credit.rated', 'credit.retracted', 'enterprise.registered', 'enterprise.retracted'],
        ...['grading.ceased', 'grading.changed', 'grading.expired', 'grading.published', 'grading.revoked'],
        ...['restriction.expired', 'restriction.imposed'],
      ]),
    );
  });

  it('is answered for the day that the log tells of, also by a process whose clock has not reached it', async () => {
    const uscc = COMPANIES[0] as string;
    await known(uscc);
    await copy.change(
      [uscc].filter((u) => !copy.has(u)),
      [],
    );
    await write('ratings', { documentNumber: 'M', uscc, level: 'B', ratedOn: today, validUntil: today }, false);
    const before = await copy.digestOfTheHub();
    expect(before).toMatchObject({ day: today, announced: true });
    const expired = copy.heard.get('credit.expired');
    const next = addDays(today, 1);
    await days.goTo(at(next, 0), 4_000);
    await announceDays(hub.db, rooms.days);
    await copy.hears('credit.expired', (expired ?? 0) + 1);
    expect(copy.lines().find((line) => line.startsWith(uscc))).not.toContain('|B|');
    today = next;
    await days.goTo(at(today, 1));
  });

  it('is compared on a day that is announced: the digest says whether it is', async () => {
    const next = addDays(today, 1);
    // While the head is held, nobody announces.
    const holder = postgres(hub.db.url, { max: 1, onnotice() {} });
    await holder.begin(async (tx) => {
      await tx`select from hub.head for update`;
      await days.goTo(at(next, 1));
      expect(await copy.digestOfTheHub()).toMatchObject({ day: next, announced: false });
    });
    await holder.end();
    await announceDays(hub.db, rooms.days);
    expect(await copy.digestOfTheHub()).toMatchObject({ day: next, announced: true });
  });
});
