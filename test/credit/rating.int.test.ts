import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { day, type OpenHub, openHub, SUBMIT } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

describe('credit ratings', () => {
  let hub: OpenHub;
  type Agency = Awaited<ReturnType<OpenHub['agency']>>;
  let office: Agency;
  let bank: Viewer;
  const uscc = sampleUscc(1);
  const other = sampleUscc(2);
  const rating = (documentNumber: string, more: object = {}) => ({
    documentNumber,
    uscc,
    level: 'AA',
    ratedOn: day(-30),
    ...more,
  });
  const submit = async (r: object[], viewer: Agency = office) =>
    (await hub.run(SUBMIT.ratings, { r }, viewer)).submitRatings;

  beforeAll(async () => {
    hub = await openHub();
    office = await hub.agency('CREDIT_OFFICE');
    bank = await hub.agency('BANKING');
    await hub.submit('enterprises', [
      { uscc, name: '红沙岗煤业' },
      { uscc: other, name: '绿洲建材厂', division: '620622' },
    ]);
  });

  it.each([
    ['rated today', { ratedOn: day(0) }, 'INSERTED'],
    ['rated tomorrow', { ratedOn: day(1) }, 'FUTURE ratedOn'],
    ['valid for its own day alone', { validUntil: day(-30) }, 'INSERTED'],
    ['valid until before it was rated', { validUntil: day(-31) }, 'VALIDITY validUntil'],
    ['of an unknown enterprise', { uscc: sampleUscc(99) }, 'UNKNOWN_ENTERPRISE uscc'],
    ['in no division', { division: '990000' }, 'UNKNOWN_DIVISION division'],
    ['with a basis of 2,001 characters', { basis: '据'.repeat(2001) }, 'TOO_LONG basis'],
  ])('are taken or refused one by one: %s', async (what, more, expected) => {
    const { results } = await submit([rating(`E-${what}`, more), rating('E-good')]);
    const { status, code, path } = results[0];
    expect(code ? `${code} ${path.replace('records.0.', '')}` : status).toBe(expected);
    expect(results[1].status).toMatch(/INSERTED|UNCHANGED/);
  });

  it('belong to the office’s own division, and a number to one enterprise', async () => {
    const minqin = await hub.agency('CREDIT_OFFICE', '620621');
    const { results } = await submit(
      [rating('D-1'), rating('D-2', { uscc: other }), rating('D-1', { uscc: other, division: '620621' })],
      minqin,
    );
    expect(results.map((r: { code: string | null }) => r.code)).toEqual([null, 'OUTSIDE_DIVISION', 'DOCUMENT_TAKEN']);
  });

  it('are corrected by their number, keeping what they said before, and unchanged by a repeat', async () => {
    const first = rating('C-1', { ratedBy: '甘肃征信', basis: '年度评价' });
    const receipt = await submit([first, first, { ...first, level: 'BBB' }]);
    expect(receipt).toMatchObject({ inserted: 1, unchanged: 1, updated: 1 });
    const rows = await hub.db.sql`
      select level, superseded_position::int until from hub.rating_history where document_number = 'C-1'`;
    expect([...rows]).toEqual([{ level: 'AA', until: receipt.position }]);
    const source = `query ($u: USCC!) { enterprise(uscc: $u) { ratings { documentNumber level provenance { position provider } } } }`;
    const { ratings } = (await hub.run(source, { u: uscc }, bank)).enterprise;
    expect(ratings.filter((r: { documentNumber: string }) => r.documentNumber === 'C-1')).toEqual([
      { documentNumber: 'C-1', level: 'BBB', provenance: { position: receipt.position, provider: office.name } },
    ]);
  });

  it('of one day count by the one entered last, by every way of asking', async () => {
    const u = sampleUscc(3);
    await hub.submit('enterprises', [{ uscc: u, name: '沙枣商贸' }]);
    const levels = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D', 'AAA', 'BB'];
    await submit(levels.map((level, i) => rating(`S-${i}`, { uscc: u, level })));
    await sleep(5);
    const now = new Date().toISOString();
    const source = `query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, asOf: $at) { rating { documentNumber } }
      enterprise(uscc: $u) { rating(knownAt: $at) { documentNumber } } }`;
    for (const at of [null, now]) {
      const answer = await hub.run(source, { u, at }, bank);
      const documents = [answer.creditCheck.rating.documentNumber, answer.enterprise.rating.documentNumber];
      expect(documents, String(at)).toEqual(['S-11', 'S-11']);
    }
    const list = '{ enterprise(uscc: "%") { ratings { documentNumber } } }'.replace('%', u);
    const { ratings } = (await hub.run(list, {}, bank)).enterprise;
    expect(ratings.map((r: { documentNumber: string }) => r.documentNumber)).toEqual(
      levels.map((_, i) => `S-${11 - i}`),
    );
  });

  it('are shown as they were known', async () => {
    const u = sampleUscc(4);
    await hub.submit('enterprises', [{ uscc: u, name: '苏武山小店' }]);
    const instant = async () => {
      await sleep(5);
      const at = new Date().toISOString();
      await sleep(5);
      return at;
    };
    const nothing = await instant();
    await submit([rating('K-1', { uscc: u, level: 'C' })]);
    const rated = await instant();
    // Another level, and an earlier day: what it supersedes would come first if it still counted.
    await submit([rating('K-1', { uscc: u, level: 'A', ratedOn: day(-40) })]);
    const corrected = await instant();
    const source =
      'query ($u: USCC!, $at: DateTime, $on: Date) { enterprise(uscc: $u) { rating(knownAt: $at, asOf: $on) { level } } }';
    const cases: [string | null, string | null, string | null][] = [
      [nothing, null, null],
      [rated, null, 'C'],
      [rated, day(-31), null],
      [corrected, null, 'A'],
      [corrected, day(-31), 'A'],
      [null, null, 'A'],
      [null, day(-30), 'A'],
    ];
    for (const [at, on, level] of cases)
      expect((await hub.run(source, { u, at, on }, bank)).enterprise.rating?.level ?? null, `${at} ${on}`).toBe(level);
  });
});
