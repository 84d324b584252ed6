import { beforeAll, describe, expect, it } from 'vitest';
import { announceDays } from '../../src/exchange/index.js';
import { addDays } from '../../src/kernel/date.js';
import { openRooms, type Rooms } from '../../src/server/index.js';
import { FlagCopy } from '../credit/flag-copy.js';
import { type MovableDays, movableDays } from '../kit/days.js';
import { until } from '../kit/until.js';
import { type LinkageHub, linkageHub } from '../linkage/linkage-world.js';

const BEGIN = '2025-03-03';
const later = (days: number) => addDays(BEGIN, days);
const reason = '内部原文';

describe('days of licences, as a bank hears of them', () => {
  let days: MovableDays;
  let hub: LinkageHub;
  let copy: FlagCopy;
  let uscc: string;
  let rooms: Rooms;
  const at = (on: string) => new Date(Date.parse(`${on}T10:00:00+08:00`));

  beforeAll(async () => {
    hub = await linkageHub({}, async (db) => {
      days = await movableDays(db, at(BEGIN));
    });
    rooms = await openRooms(hub.db);
    uscc = await hub.enterprise();
    const key = hub.key('BANKING');
    const create = 'mutation ($c: [String!]!) { createPortfolio(name: "copy", usccs: $c) { portfolio { id } } }';
    const { createPortfolio } = await hub.dataOf(create, { key, variables: { c: [uscc] } });
    copy = new FlagCopy(hub.url, key, createPortfolio.portfolio.id);
    await copy.connect();
  });

  const goTo = async (on: string) => {
    await days.goTo(at(on));
    await announceDays(hub.db, rooms.days);
  };
  const submit = async (documentNumber: string, said: object) => {
    const record = {
      documentNumber,
      uscc,
      certificateNumber: '（甘）MK安许证字〔2025〕1',
      issuedOn: later(-9),
      ...said,
    };
    const query =
      'mutation ($r: [SafetyLicenceInput!]!) { submitLicences(records: $r) { rejected results { message } } }';
    const { submitLicences } = await hub.dataOf(query, { key: hub.key('regulator'), variables: { r: [record] } });
    expect(submitLicences, JSON.stringify(submitLicences.results)).toMatchObject({ rejected: 0 });
  };
  const stands = async () => {
    const asked = `{ licences(filter: { uscc: "${uscc}" }, first: 1) { nodes { status } } creditCheck(uscc: "${uscc}") { outcome reasons } }`;
    const { licences, creditCheck } = await hub.dataOf(asked, { key: hub.key('BANKING') });
    return [licences.nodes[0].status, creditCheck.outcome, ...creditCheck.reasons];
  };
  /** Waits until the copy has heard of an event so often, and equals the hub's. */
  const heard = async (event: string, times: number) => {
    await copy.hears(event, times);
    await until(async () => copy.digest() === (await copy.digestOfTheHub()).digest);
    expect(copy.lines()).toEqual(await copy.linesOfTheHub());
  };

  it('change where it stands, the check and the flag with the day, and are told once', async () => {
    await submit('L-1', {
      withheldOn: later(2),
      withholdingReason: reason,
      withheldUntil: later(4),
      validUntil: later(9),
    });
    await heard('licence.issued', 1);
    expect(await stands()).toEqual(['VALID', 'CLEAR']);
    await goTo(later(2));
    await heard('licence.withheld', 1);
    expect(await stands()).toEqual(['WITHHELD', 'REFERENCE', 'LICENCE_WITHHELD']);
    // A version that changes nothing of it does not tell it again.
    await submit('L-1', { scope: '井工开采' });
    await heard('licence.changed', 1);
    await goTo(later(5));
    await heard('licence.restored', 1);
    expect(await stands()).toEqual(['VALID', 'CLEAR']);
    await submit('L-1', { revokedOn: later(7), revocationReason: reason });
    await heard('licence.changed', 2);
    expect(await stands()).toEqual(['VALID', 'CLEAR']);
    await goTo(later(7));
    await heard('licence.revoked', 1);
    expect(await stands()).toEqual(['REVOKED', 'REFERENCE', 'LICENCE_REVOKED']);
    await submit('L-1', { revokedOn: null, withheldOn: later(8), withholdingReason: reason, withheldUntil: null });
    await heard('licence.restored', 2);
    await goTo(later(10));
    // Both days are told, the later one where it stands now.
    await heard('licence.withheld', 2);
    await heard('licence.expired', 1);
    expect(await stands()).toEqual(['EXPIRED', 'CLEAR']);
    const told = await hub.db.sql`select type from hub.event where type like 'licence.%' order by position`;
    expect(told.map(({ type }) => type.slice(8))).toEqual([
      ...['issued', 'withheld', 'changed', 'restored', 'changed', 'revoked', 'restored', 'withheld', 'expired'],
    ]);
  });
});
