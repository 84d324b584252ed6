import { beforeAll, describe, expect, it } from 'vitest';
import { announceDays } from '../../src/exchange/index.js';
import { ledgerFault } from '../../src/exchange/ledger/ledger.store.js';
import { addDays } from '../../src/kernel/date.js';
import { openRooms, type Rooms } from '../../src/server/index.js';
import type { Answer } from '../exchange/open-hub.js';
import { type MovableDays, movableDays } from '../kit/days.js';
import { type LinkageHub, linkageHub } from '../linkage/linkage-world.js';
import { type Listening, listen } from '../push/listen.js';

const BEGIN = '2025-03-03';
const FLAGS = `subscription ($u: [USCC!]) { creditFlagChanged(usccs: $u) { uscc event creditCheck { outcome reasons } } }`;

describe('the publicity of a penalty', () => {
  let days: MovableDays;
  let hub: LinkageHub;
  let rooms: Rooms;
  let flags: Listening;
  let [shown, minor, quashed, repaired] = ['', '', '', ''];
  const at = (day: number) => new Date(`${addDays(BEGIN, day)}T10:00:00+08:00`);
  const goTo = async (day: number) => {
    await days.goTo(at(day));
    await announceDays(hub.db, rooms.days);
  };
  const record = (uscc: string, more: object = {}) => ({
    ...{ documentNumber: `P-${uscc}`, uscc, violation: '超能力生产', kinds: ['FINE'], fine: '5.00', decidedOn: BEGIN },
    ...more,
  });
  const submit = async (...r: object[]) => {
    const query =
      'mutation ($r: [AdministrativePenaltyInput!]!) { submitPenalties(records: $r) { rejected results { message } } }';
    const { submitPenalties } = await hub.dataOf(query, { key: hub.key('regulator'), variables: { r } });
    expect(submitPenalties.rejected, JSON.stringify(submitPenalties.results)).toBe(0);
  };
  const check = async (uscc: string, asOf: Date | null = null) => {
    const query = 'query ($u: USCC!, $a: DateTime) { creditCheck(uscc: $u, asOf: $a) { outcome reasons } }';
    const variables = { u: uscc, a: asOf?.toISOString() ?? null };
    return (await hub.dataOf(query, { key: hub.key('BANKING'), variables })).creditCheck;
  };
  const open = async (uscc: string) =>
    (await hub.dataOf(`{ enterprise(uscc: "${uscc}") { penalties { documentNumber } } }`)).enterprise.penalties.length;
  const told = async (name?: string): Promise<Answer[]> => {
    const query = '{ events(first: 500) { nodes { type subject public data } } }';
    const { events } = await hub.dataOf(query, name ? { key: hub.key(name) } : {});
    return events.nodes.filter((e: Answer) => e.type.startsWith('penalty.'));
  };
  const types = async (uscc: string) =>
    (await told('regulator')).filter((e) => e.subject === uscc).map((e) => e.type.replace('penalty.', ''));
  const FLAGGED = { outcome: 'REFERENCE', reasons: ['PENALTY_IN_FORCE'] };
  const CLEAR = { outcome: 'CLEAR', reasons: [] };
  /** What the bank has heard of a company. */
  const heard = (uscc: string) =>
    flags.heard
      .map(({ data }) => data.creditFlagChanged)
      .filter((f: Answer) => f.uscc === uscc && f.event.startsWith('penalty.'))
      .map((f: Answer) => [f.event.replace('penalty.', ''), f.creditCheck.outcome]);

  beforeAll(async () => {
    hub = await linkageHub({}, async (db) => {
      days = await movableDays(db, at(0));
    });
    rooms = await openRooms(hub.db);
    [shown, minor, quashed, repaired] = [
      await hub.enterprise(),
      await hub.enterprise(),
      await hub.enterprise(),
      await hub.enterprise(),
    ];
    const variables = { u: [shown, minor, quashed, repaired] };
    flags = await listen({ url: hub.url, query: FLAGS, variables, key: hub.key('BANKING') });
    await submit(
      record(shown, { publishedUntil: addDays(BEGIN, 2) }),
      record(minor),
      record(quashed, { publishedUntil: addDays(BEGIN, 9) }),
      record(repaired, { publishedUntil: addDays(BEGIN, 365) }),
    );
  });

  it('weighs in a check, and is told to whoever checks; one that is not public is its authorities’ own', async () => {
    await flags.until(3);
    for (const uscc of [shown, quashed, repaired]) {
      expect(await check(uscc)).toEqual(FLAGGED);
      expect(await open(uscc)).toBe(1);
      expect(heard(uscc)).toEqual([['published', 'REFERENCE']]);
    }
    expect(await check(minor)).toEqual(CLEAR);
    expect(await open(minor)).toBe(0);
    expect(await types(minor)).toEqual(['recorded']);
    // A restriction follows from none of it.
    await hub.settled();
    expect(await hub.db.sql`select from hub.linkage_case`).toHaveLength(0);
  });

  it('ends with a revocation, and with a repair that brings its last day forward', async () => {
    await submit(record(quashed, { withdrawnOn: BEGIN, withdrawalReason: '行政复议撤销' }));
    await goTo(1);
    await submit(record(repaired, { publishedUntil: BEGIN }));
    await flags.until(5);
    for (const uscc of [quashed, repaired]) {
      expect(await check(uscc)).toEqual(CLEAR);
      expect(await open(uscc)).toBe(0);
      expect(heard(uscc)).toEqual([
        ['published', 'REFERENCE'],
        ['withdrawn', 'CLEAR'],
      ]);
    }
  });

  it('ends behind its last day by itself', async () => {
    await goTo(2);
    expect([await check(shown), await open(shown)]).toEqual([FLAGGED, 1]);
    await goTo(3);
    await flags.until(6);
    expect([await check(shown), await open(shown)]).toEqual([CLEAR, 0]);
    expect(heard(shown)).toEqual([
      ['published', 'REFERENCE'],
      ['unpublished', 'CLEAR'],
    ]);
    // What was answered then is answered of then.
    expect(await check(shown, at(2))).toEqual(FLAGGED);
    expect(await check(quashed, new Date(at(0).getTime() + 60_000))).toEqual(CLEAR);
    // It has ended: another version is no withdrawal. It may be published anew.
    await submit(record(shown, { fine: '6.00' }));
    await submit(record(shown, { publishedUntil: addDays(BEGIN, 30) }));
    expect(await types(shown)).toEqual(['published', 'unpublished', 'recorded', 'published']);
    await flags.until(7);
    expect(heard(minor)).toEqual([]);
  });

  it('is told in the log to the authorities of its division alone: nobody is left with what is public no longer', async () => {
    const all = await told('regulator');
    expect(all.length).toBeGreaterThan(8);
    expect(all.every((e) => e.public === false)).toBe(true);
    for (const name of [undefined, 'BANKING', 'LAND', 'regulator of Liangzhou', 'credit office'])
      expect(await told(name), name).toEqual([]);
    expect(await told('operator')).toEqual(all);
    expect(all[0]?.data).toEqual({
      ...{
        id: '1',
        documentNumber: `P-${shown}`,
        providerId: hub.ids.regulator,
        kinds: ['FINE'],
        fine: '5.00',
        confiscated: null,
      },
      ...{ decidedOn: BEGIN, validUntil: null, publishedUntil: addDays(BEGIN, 2), withdrawnOn: null },
    });
    // Its last day comes also for one that was revoked, and the register agrees with the log.
    await goTo(12);
    expect(await types(quashed)).toEqual(['published', 'withdrawn', 'unpublished']);
    expect(await ledgerFault(hub.db.sql, rooms.ledgers.penalties, 0, 1e9)).toBeNull();
  });
});
