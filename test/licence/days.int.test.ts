import { beforeAll, describe, expect, it } from 'vitest';
import { correctClock } from '../../src/exchange/index.js';
import { ledgerFault } from '../../src/exchange/ledger/ledger.store.js';
import { addDays } from '../../src/kernel/date.js';
import { FlagCopy } from '../credit/flag-copy.js';
import { type ClockHub, clockHub } from '../exchange/clock-world.js';
import { day } from '../exchange/open-hub.js';
import { type MovableDays, movableDays } from '../kit/days.js';
import { sampleUscc } from '../kit/sample.js';
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
  const at = (on: string) => new Date(Date.parse(`${on}T10:00:00+08:00`));

  beforeAll(async () => {
    hub = await linkageHub({}, async (db) => {
      days = await movableDays(db, at(BEGIN));
    });
    uscc = await hub.enterprise();
    const key = hub.key('BANKING');
    const create = 'mutation ($c: [String!]!) { createPortfolio(name: "copy", usccs: $c) { portfolio { id } } }';
    const { createPortfolio } = await hub.dataOf(create, { key, variables: { c: [uscc] } });
    copy = new FlagCopy(hub.url, key, createPortfolio.portfolio.id);
    await copy.connect();
  });

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
    await days.goTo(at(later(2)));
    await heard('licence.withheld', 1);
    expect(await stands()).toEqual(['WITHHELD', 'REFERENCE', 'LICENCE_WITHHELD']);
    // A version that changes nothing of it does not tell it again.
    await submit('L-1', { scope: '井工开采' });
    await heard('licence.changed', 1);
    await days.goTo(at(later(5)));
    await heard('licence.restored', 1);
    expect(await stands()).toEqual(['VALID', 'CLEAR']);
    await submit('L-1', { revokedOn: later(7), revocationReason: reason });
    await heard('licence.changed', 2);
    expect(await stands()).toEqual(['VALID', 'CLEAR']);
    await days.goTo(at(later(7)));
    await heard('licence.revoked', 1);
    expect(await stands()).toEqual(['REVOKED', 'REFERENCE', 'LICENCE_REVOKED']);
    await submit('L-1', { revokedOn: null, withheldOn: later(8), withholdingReason: reason, withheldUntil: null });
    await heard('licence.restored', 2);
    await days.goTo(at(later(10)));
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

describe('days of licences that a clock has told too early', () => {
  let hub: ClockHub;
  const usccs = [1, 2, 3, 4].map((n) => sampleUscc(n + 40));
  beforeAll(async () => {
    hub = await clockHub();
    await hub.submit(
      'enterprises',
      usccs.map((uscc, n) => ({ uscc, name: `民勤${n}矿` })),
    );
  });
  const told = async () =>
    (await hub.db.sql`select type, data from hub.event where type like 'licence.%' order by position`).map((e) => {
      const { documentNumber, withdraws } = JSON.parse(e.data);
      return [documentNumber, e.type.slice(8), ...(withdraws ? [withdraws.length] : [])];
    });

  it('are taken back, and told again when they come', async () => {
    const endings = [
      { validUntil: day(20) },
      { withheldOn: day(20), withholdingReason: reason },
      { withheldOn: day(-5), withholdingReason: reason, withheldUntil: day(20) },
      { revokedOn: day(20), revocationReason: reason },
    ];
    const records = endings.map((said, n) => ({
      ...{
        uscc: usccs[n],
        documentNumber: `L-${n}`,
        certificateNumber: `（甘）MK安许证字〔2025〕${n}`,
        issuedOn: day(-30),
      },
      ...said,
    }));
    await hub.submit('licences', records);
    await hub.shift(40);
    await hub.announce();
    const early = await told();
    expect(early.slice(4).sort()).toEqual([
      ...[
        ['L-0', 'expired'],
        ['L-1', 'withheld'],
        ['L-2', 'restored'],
        ['L-3', 'revoked'],
      ],
    ]);
    await hub.shift(0);
    await correctClock(hub.db, { why: '时钟快了', works: hub.rooms.clockWorks });
    expect((await told()).slice(8).sort()).toEqual(
      records.map(({ documentNumber }) => [documentNumber, 'reinstated', 1]),
    );
    await hub.shift(21);
    await hub.announce();
    expect((await told()).slice(12).sort()).toEqual(early.slice(4).sort());
    expect(await ledgerFault(hub.db.sql, hub.rooms.ledgers.licences, 0, 1e9)).toBeNull();
  });
});
