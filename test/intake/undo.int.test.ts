import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { worksFor } from '../../src/access/index.js';
import {
  exportRecords,
  recentImports,
  type UndoneRecord,
  type UndoOptions,
  undoImport,
} from '../../src/exchange/index.js';
import { ledgerFault } from '../../src/exchange/ledger/ledger.store.js';
import { importFile } from '../../src/intake/core.js';
import { openRooms, type Rooms } from '../../src/server/index.js';
import { REGISTER_NAMES, type RegisterName } from '../../src/server/registers.js';
import { day } from '../kit/county.js';
import { sampleUscc } from '../kit/sample.js';
import { providerOf, sampleOf } from '../kit/samples.js';
import { type LinkageHub, linkageHub } from '../linkage/linkage-world.js';
import { listener, temporary } from './kit.js';

/** `hub import undo`, without the command: what it leaves in the registers, the log, and what follows from both. */
describe('a wrong import that is taken back', { timeout: 120_000 }, () => {
  let hub: LinkageHub;
  let rooms: Rooms;
  const file = temporary();
  beforeAll(async () => {
    hub = await linkageHub();
    rooms = await openRooms(hub.db);
  });
  const head = async () => (await hub.db.sql`select position::int p from hub.head`)[0]?.p as number;
  const bring = async (register: RegisterName, agency: string, records: object[]) => {
    const receipt = randomUUID();
    const path = file(`${receipt}.ndjson`, records.map((r) => `${JSON.stringify(r)}\n`).join(''));
    const importer = rooms.importers[register];
    const provider = await rooms.agencies.viewerNamed(agency);
    const summary = await importFile({ file: path, importer, db: hub.db, provider, receipt, report: listener() });
    expect(summary).toMatchObject({ receipt, rejected: 0 });
    return summary;
  };
  const undo = async (receipt: string, more: Partial<UndoOptions> = {}) => {
    const records: UndoneRecord[] = [];
    const registers = Object.values(rooms.importers).map((i) => i.register);
    const summary = await undoImport(hub.db, { receipt, registers, on: (r) => records.push(r), ...more });
    return { ...summary, records };
  };
  const known = async (register: RegisterName, at = 1e9) => {
    const all = [];
    for await (const some of exportRecords(hub.db.sql, rooms.ledgers[register], { at })) all.push(...some);
    return all;
  };
  const numbers = async (register: RegisterName, at?: number) =>
    (await known(register, at)).map((r) => r.documentNumber);
  const faults = async () => {
    const until = await head();
    return Promise.all(Object.values(rooms.ledgers).map((ledger) => ledgerFault(hub.db.sql, ledger, 0, until)));
  };
  const events = (receipt: string) =>
    hub.db
      .sql`select type, public, subject, position::int p from hub.event where data::json->>'takesBack' = ${receipt} order by position`;

  /** A record of the register, and the name of an agency that may bring it. */
  const sample = async (register: RegisterName, n: number): Promise<[agency: string, record: object]> => {
    const uscc = register === 'enterprises' ? sampleUscc(2_000 + n) : await hub.enterprise();
    const kind = providerOf(register);
    const agency = (await rooms.agencies.list()).find((a) => a.kind === kind && worksFor(a, '620621'));
    // What is published is told to the public too.
    const published = register === 'gradings' ? { publishedOn: day(-8) } : {};
    return [agency?.name as string, { ...sampleOf(register, `WRONG-${n}`, uscc), ...published }];
  };

  it.each(REGISTER_NAMES)(
    'of %s that were new ends them, by a version and an event each, and keeps what was known before',
    async (register) => {
      const [agency, record] = await sample(register, 1);
      const [, other] = await sample(register, 2);
      const { receipt, inserted } = await bring(register, agency, [record, { ...other, documentNumber: 'WRONG-2' }]);
      expect(inserted).toBe(2);
      await hub.settled();
      const then = await head();
      const before = await known(register, then);

      const dry = await undo(receipt, { dryRun: true });
      expect(dry).toMatchObject({ dryRun: true, ended: 2, restored: 0, left: 0 });
      expect(await head()).toBe(then);

      expect(await undo(receipt)).toMatchObject({ ended: 2, restored: 0, left: 0, records: dry.records });
      expect(await numbers(register)).not.toContain('WRONG-1');
      expect(await known(register, then)).toEqual(before);
      expect(await numbers(register, then)).toEqual(expect.arrayContaining(['WRONG-1', 'WRONG-2']));
      const told = await events(receipt);
      expect(told.map((e) => e.type.split('.')[1])).toEqual(['retracted', 'retracted']);
      // Who was told of it is told that it was wrong: the public of what it could see.
      const [first] = await hub.db.sql`select public from hub.event where data::json->>'documentNumber' = 'WRONG-1'
        and split_part(type, '.', 1) = ${told[0]?.type.split('.')[0]} order by position`;
      expect(told[0]?.public).toBe(first?.public);
      if (register === 'enterprises' || register === 'gradings') expect(first?.public).toBe(true);
      expect((await faults()).filter(Boolean)).toEqual([]);

      await hub.settled();
      const now = await head();
      expect(await undo(receipt)).toMatchObject({ ended: 0, restored: 0, left: 0 });
      expect(await head()).toBe(now);
      // The corrected file comes in as if nothing had been; its receipt is one of its own.
      const again = await bring(register, agency, [record]);
      expect(again).toMatchObject({ inserted: 1, unchanged: 0 });
      expect(await undo(receipt)).toMatchObject({ ended: 0, restored: 0, left: 0 });
      expect(await numbers(register)).toContain('WRONG-1');
      expect(await undo(again.receipt)).toMatchObject({ ended: 1 });
      expect((await faults()).filter(Boolean)).toEqual([]);
      const run = (await recentImports(hub.db.sql, 50)).find((r) => r.receipt === receipt);
      expect(run).toMatchObject({ inserted: 2, takenBack: 2, providers: [agency], files: [`${receipt}.ndjson`] });
    },
  );

  it('of gradings that were changed restores their former facts, and leaves what was changed since', async () => {
    const [agency, one] = await sample('gradings', 10);
    const [, two] = await sample('gradings', 11);
    const [, three] = await sample('gradings', 12);
    await bring('gradings', agency, [one, two]);
    const wrong = { grade: 'GRADE_3', score: 61 };
    const { receipt } = await bring('gradings', agency, [
      { ...one, ...wrong },
      { ...two, ...wrong },
      { ...three, ...wrong },
      // A row twice in one file: both versions are the import's.
      { ...one, ...wrong, score: 62 },
    ]);
    const later = await bring('gradings', agency, [{ ...two, ...wrong, score: 75 }]);
    const done = await undo(receipt);
    expect(done).toMatchObject({ ended: 1, restored: 1, left: 1 });
    expect(done.records.find((r) => r.outcome === 'left')).toMatchObject({
      documentNumber: 'WRONG-11',
      reason: expect.stringMatching(/^changed since, at position \d+ \(/),
    });
    const found = Object.fromEntries((await known('gradings')).map((r) => [r.documentNumber, [r.grade, r.score]]));
    expect(found).toMatchObject({ 'WRONG-10': ['GRADE_1', null], 'WRONG-11': ['GRADE_3', 75] });
    expect(found).not.toHaveProperty('WRONG-12');
    expect((await events(receipt)).map((e) => e.type).sort()).toEqual(['grading.changed', 'grading.retracted']);
    expect((await faults()).filter(Boolean)).toEqual([]);
    // The left one stays reported; once what changed it is taken back, it can be too.
    expect(await undo(receipt)).toMatchObject({ ended: 0, restored: 0, left: 1 });
    expect(await undo(later.receipt)).toMatchObject({ restored: 1, left: 0 });
    expect(await undo(receipt)).toMatchObject({ restored: 1, left: 0 });
    expect((await known('gradings')).find((r) => r.documentNumber === 'WRONG-11')).toMatchObject({ grade: 'GRADE_1' });
    expect((await faults()).filter(Boolean)).toEqual([]);
  });

  it('of accidents withdraws the restrictions that followed, and the check is clear again', async () => {
    const [agency, record] = await sample('accidents', 20);
    const { uscc } = record as { uscc: string };
    const { receipt } = await bring('accidents', agency, [record]);
    await hub.settled();
    const check = async () => {
      const query = 'query ($u: USCC!) { creditCheck(uscc: $u, purpose: "loan") { outcome restrictions { domain } } }';
      return (await hub.dataOf(query, { key: hub.key('BANKING'), variables: { u: uscc } })).creditCheck;
    };
    expect(await check()).toMatchObject({ outcome: 'RESTRICTED' });
    const at = new Date((await hub.db.sql`select recorded_at from hub.head`)[0]?.recorded_at).toISOString();
    expect(await undo(receipt)).toMatchObject({ ended: 1 });
    await hub.settled();
    expect(await check()).toMatchObject({ restrictions: [] });
    const [row] = await hub.db.sql`select state, reason from hub.linkage_case where uscc = ${uscc}`;
    expect(row).toMatchObject({ state: 'WITHDRAWN', reason: expect.stringContaining('no longer on the enterprise') });
    expect(await hub.db.sql`select 1 from hub.linkage_fact where uscc = ${uscc}`).toEqual([]);
    // Its authorities go on reading why it was opened, and why it ended.
    const why = `query ($u: USCC!) { linkageCases(filter: { uscc: $u }) { nodes { causes { documentNumber } history { step reason causes { documentNumber } } } } }`;
    const { nodes } = (await hub.dataOf(why, { key: hub.key('regulator'), variables: { u: uscc } })).linkageCases;
    const causes = [{ documentNumber: 'WRONG-20' }];
    expect(nodes).toMatchObject([
      {
        causes,
        history: [
          { step: 'withdrawCase', reason: expect.stringContaining('no longer'), causes },
          { step: 'openCase', reason: expect.any(String), causes },
        ],
      },
    ]);
    // What was known on the day of the loan stays known.
    const asOf = 'query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, purpose: "loan", asOf: $at) { outcome } }';
    const { creditCheck } = await hub.dataOf(asOf, { key: hub.key('BANKING'), variables: { u: uscc, at } });
    expect(creditCheck.outcome).toBe('RESTRICTED');
  });

  it('leaves an accident that was supplemented and a hazard that moved on', async () => {
    const [agency, accident] = await sample('accidents', 30);
    const [, hazard] = await sample('hazards', 31);
    const one = await bring('accidents', agency, [accident]);
    const two = await bring('hazards', agency, [{ ...hazard, deadline: day(30) }]);
    const key = hub.key('regulator');
    const [a] = await hub.db.sql`select id::text from hub.accident where document_number = 'WRONG-30'`;
    const [h] = await hub.db.sql`select id::text from hub.hazard where document_number = 'WRONG-31'`;
    const supplement =
      'mutation ($id: ID!, $i: AccidentSupplementInput!) { supplementAccident(id: $id, input: $i) { position } }';
    const i = { documentNumber: 'S-30', changedOn: day(-1), deaths: 2 };
    await hub.dataOf(supplement, { key, variables: { id: a?.id, i } });
    await hub.dataOf('mutation ($id: ID!) { notifyHazard(id: $id) { id } }', { key, variables: { id: h?.id } });
    expect(await undo(one.receipt)).toMatchObject({ ended: 0, left: 1 });
    expect(await undo(two.receipt)).toMatchObject({ ended: 0, left: 1 });
    expect(await numbers('accidents')).toContain('WRONG-30');
  });

  it('of enterprises leaves one that other records are about, and says which', async () => {
    const uscc = sampleUscc(2_100);
    const { receipt } = await bring('enterprises', 'registry', [{ uscc, name: '有定级的厂' }]);
    const [agency, grading] = await sample('gradings', 40);
    const about = await bring('gradings', agency, [{ ...grading, uscc }]);
    const left = await undo(receipt);
    expect(left).toMatchObject({ ended: 0, left: 1 });
    expect(left.records[0]?.reason).toBe('other records are about it (grading); take those back first');
    await undo(about.receipt);
    expect(await undo(receipt)).toMatchObject({ ended: 1, left: 0 });
  });

  it('of enterprises says on every day and of every instant what was said before, corrections of the past too', async () => {
    const uscc = sampleUscc(2_200);
    const query = `query ($u: USCC!, $on: Date, $at: DateTime) { enterprise(uscc: $u, validOn: $on, knownAt: $at) { name } }`;
    const now = async () => {
      // Milliseconds apart from what was recorded before and from what comes after: instants are rounded to them.
      const apart = () => new Promise((go) => setTimeout(go, 5));
      await apart();
      const [row] = await hub.db.sql`select greatest(clock_timestamp(), recorded_at)::timestamptz(3) at from hub.head`;
      await apart();
      return new Date(row?.at).toISOString();
    };
    const name = async (on: string, at: string | null = null) =>
      (await hub.dataOf(query, { variables: { u: uscc, on, at } })).enterprise?.name ?? null;
    await bring('enterprises', 'registry', [{ uscc, name: '老厂', validFrom: '2015-01-01' }]);
    const first = await now();
    const { receipt } = await bring('enterprises', 'registry', [
      { uscc, name: '错名', validFrom: '2020-01-01' },
      { uscc, name: '错的旧名', validFrom: '2016-01-01' },
      { uscc, name: '错的更旧名', validFrom: '2012-01-01' },
    ]);
    const wrong = await now();
    expect([await name('2026-01-01'), await name('2016-06-01'), await name('2012-06-01')]).toEqual([
      '错名',
      '错的旧名',
      '错的更旧名',
    ]);
    const done = await undo(receipt);
    // Of the time before 2015 nothing else was known: that one cannot be unsaid by saying something.
    expect(done).toMatchObject({ ended: 0, restored: 2, left: 1 });
    expect([await name('2026-01-01'), await name('2016-06-01'), await name('2015-06-01')]).toEqual([
      '老厂',
      '老厂',
      '老厂',
    ]);
    expect(await name('2026-01-01', first)).toBe('老厂');
    expect(await name('2026-01-01', wrong)).toBe('错名');
    expect((await faults()).filter(Boolean)).toEqual([]);

    const gone = sampleUscc(2_201);
    const added = await bring('enterprises', 'registry', [{ uscc: gone, name: '误录厂', validFrom: '2015-01-01' }]);
    const there = await now();
    await undo(added.receipt);
    const after = await now();
    const check = 'query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, purpose: "loan", asOf: $at) { outcome } }';
    const outcome = async (at: string | null) =>
      (await hub.dataOf(check, { key: hub.key('BANKING'), variables: { u: gone, at } })).creditCheck.outcome;
    expect([await outcome(there), await outcome(after), await outcome(null)]).toEqual([
      'CLEAR',
      'UNKNOWN_ENTERPRISE',
      'UNKNOWN_ENTERPRISE',
    ]);
    const found = async (at: string) =>
      (await hub.dataOf(query, { variables: { u: gone, at } })).enterprise?.name ?? null;
    expect([await found(there), await found(after)]).toEqual(['误录厂', null]);
  });

  it('that is broken off half-way goes on with the next run, to the same end', async () => {
    const records = Array.from({ length: 2_500 }, (_, n) => ({ uscc: sampleUscc(10_000 + n), name: `误录${n}厂` }));
    const { receipt } = await bring('enterprises', 'registry', records);
    const stop = new AbortController();
    const stopped = undo(receipt, { signal: stop.signal, progress: () => stop.abort() });
    await expect(stopped).rejects.toThrow('stopped; take it back again to go on');
    const left = async () =>
      (await hub.db.sql`select count(*)::int n from hub.enterprise where name like '误录%厂'`)[0]?.n;
    const half = await left();
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(2_500);
    expect(await undo(receipt)).toMatchObject({ ended: half, left: 0 });
    expect(await left()).toBe(0);
    expect((await faults()).filter(Boolean)).toEqual([]);
  });

  it('has to be one that there was, and nothing but it ends a record', async () => {
    await expect(undo(randomUUID())).rejects.toThrow(/no import has the receipt .*; see: npx hub import list/);
    const [agency, record] = await sample('gradings', 50);
    await bring('gradings', agency, [record]);
    const erase = hub.db.sql`delete from hub.grading where document_number = 'WRONG-50'`;
    await expect(erase).rejects.toThrow('never deleted');
    await expect(hub.db.sql`delete from hub.takeback`).rejects.toThrow('written once');
  });
});
