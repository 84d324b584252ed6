import { beforeAll, describe, expect, it } from 'vitest';
import { correctClock } from '../../src/exchange/index.js';
import { ledgerFault } from '../../src/exchange/ledger/ledger.store.js';
import { type ClockHub, clockHub } from '../exchange/clock-world.js';
import { day } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const reason = '内部原文';

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
