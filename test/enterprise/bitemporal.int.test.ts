import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const AS_OF = `query ($u: USCC!, $on: Date, $at: DateTime) {
  enterprise(uscc: $u, validOn: $on, knownAt: $at) { name validFrom provenance { recordedAt position } } }`;
const HISTORY = `query ($u: USCC!) { enterprise(uscc: $u) { name history { name validFrom provenance { recordedAt position } } } }`;

describe('an enterprise as it was, and as it was known', () => {
  let hub: OpenHub;
  const say = async (uscc: string, name: string, more: object = {}, receivedAt = new Date()) => {
    // Later than what was recorded before, to the millisecond.
    await sleep(3);
    const receipt = await hub.submit('enterprises', [{ uscc, name, ...more }], undefined, receivedAt);
    await sleep(3);
    return receipt.results[0]?.status;
  };
  const nameAt = async (u: string, on: string | null, at: string | null = null) =>
    (await hub.run(AS_OF, { u, on, at })).enterprise?.name ?? null;
  const history = async (
    u: string,
  ): Promise<{ name: string; validFrom: string; provenance: { recordedAt: string } }[]> =>
    (await hub.run(HISTORY, { u })).enterprise.history;
  const knownOf = async (u: string, name: string) =>
    (await history(u)).find((v) => v.name === name)?.provenance.recordedAt as string;
  const before = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();

  beforeAll(async () => {
    hub = await openHub();
  });

  it('answers by the day on which the facts held', async () => {
    const u = sampleUscc(1);
    await say(u, '甲', { registeredOn: '2015-01-10' });
    await say(u, '乙', { validFrom: '2018-06-01' });
    await say(u, '丙', { validFrom: '2020-02-29' });
    const cases: [string, string | null][] = [
      ['2015-01-09', null],
      ['2015-01-10', '甲'],
      ['2018-05-31', '甲'],
      ['2018-06-01', '乙'],
      ['2020-02-28', '乙'],
      ['2020-02-29', '丙'],
      [day(0), '丙'],
      [day(3650), '丙'],
    ];
    for (const [on, name] of cases) expect(await nameAt(u, on), on).toBe(name);
    expect((await history(u)).map((v) => v.name)).toEqual(['丙', '乙', '甲']);
  });

  it('sees a correction of the past at once, and not in what was known before it', async () => {
    const u = sampleUscc(2);
    await say(u, '甲', { registeredOn: '2015-01-01' });
    await say(u, '丙', { validFrom: '2020-01-01' });
    const known = await knownOf(u, '丙');
    await say(u, '乙', { validFrom: '2017-01-01' });
    const corrected = await knownOf(u, '乙');
    // The present is what it was; only the past is another.
    expect((await hub.run(HISTORY, { u })).enterprise.name).toBe('丙');
    expect(await nameAt(u, '2018-01-01')).toBe('乙');
    expect(await nameAt(u, '2016-12-31')).toBe('甲');
    expect(await nameAt(u, '2018-01-01', known)).toBe('甲');
    expect(await nameAt(u, '2018-01-01', before(corrected))).toBe('甲');
    expect(await nameAt(u, '2018-01-01', corrected)).toBe('乙');
    // A second correction of the same day replaces the first, and the first is still what was known then.
    await say(u, '乙改', { validFrom: '2017-01-01' });
    expect([await nameAt(u, '2018-01-01'), await nameAt(u, '2018-01-01', corrected)]).toEqual(['乙改', '乙']);
    expect((await history(u)).map((v) => v.name)).toEqual(['丙', '乙改', '乙', '甲']);
  });

  it('knows nothing before it was told, and the day of the question is the day then', async () => {
    const u = sampleUscc(3);
    await say(u, '甲', { registeredOn: '2015-01-01' });
    const told = await knownOf(u, '甲');
    expect(await nameAt(u, '2016-01-01', before(told))).toBeNull();
    expect(await nameAt(u, '2016-01-01', told)).toBe('甲');
    expect(await nameAt(u, null, before(told))).toBeNull();
    expect(await nameAt(u, null, told)).toBe('甲');
    expect(await nameAt(sampleUscc(99), '2016-01-01')).toBeNull();
  });

  it('takes a change without a day from the day of receipt in Shanghai', async () => {
    const u = sampleUscc(4);
    await say(u, '甲', { registeredOn: '2015-01-01' });
    await say(u, '乙', {}, new Date('2024-02-28T16:00:00Z'));
    expect((await history(u))[0]).toMatchObject({ name: '乙', validFrom: '2024-02-29' });
    expect([await nameAt(u, '2024-02-28'), await nameAt(u, '2024-02-29')]).toEqual(['甲', '乙']);
  });

  it('never lets facts begin after the day on which they came', async () => {
    const registered = sampleUscc(5);
    const outcome = async (more: object) =>
      (await hub.submit('enterprises', [{ uscc: registered, name: '甲', ...more }])).results.map((r) => [
        r.code,
        r.path,
      ]);
    expect(await outcome({ registeredOn: day(1) })).toEqual([['FUTURE', 'records.0.registeredOn']]);
    expect(await outcome({ registeredOn: '2015-01-10', validFrom: '2015-01-09' })).toEqual([
      ['ORDER', 'records.0.validFrom'],
    ]);
    expect(await outcome({ registeredOn: day(0) })).toEqual([[null, null]]);
    expect(await nameAt(registered, day(0))).toBe('甲');
    expect(await outcome({ validFrom: day(-1) })).toEqual([['ORDER', 'records.0.validFrom']]);
    // What was received earlier, but is recorded after a change that began later, does not go back behind it.
    const late = sampleUscc(6);
    await say(late, '甲', { registeredOn: '2015-01-01' });
    await say(late, '乙', { validFrom: '2024-03-02' }, new Date('2024-03-02T00:00:00+08:00'));
    await say(late, '丙', {}, new Date('2024-03-01T23:59:59+08:00'));
    expect((await hub.run(HISTORY, { u: late })).enterprise.name).toBe('丙');
    expect([await nameAt(late, '2024-03-01'), await nameAt(late, '2024-03-02')]).toEqual(['甲', '丙']);
  });

  it('corrects the past in one batch as in several: the last record of a day stands', async () => {
    const u = sampleUscc(7);
    await say(u, '甲', { registeredOn: '2015-01-01' });
    await say(u, '丙', { validFrom: '2020-01-01' });
    const { results } = await hub.submit('enterprises', [
      { uscc: u, name: '乙', validFrom: '2017-01-01' },
      { uscc: u, name: '乙', validFrom: '2017-01-01' },
      { uscc: u, name: '甲', validFrom: '2017-01-01', registeredOn: '2015-01-01' },
    ]);
    expect(results.map((r) => r.status)).toEqual(['UPDATED', 'UNCHANGED', 'UPDATED']);
    expect(await nameAt(u, '2018-01-01')).toBe('甲');
  });

  it('shows every version once, even while it is being superseded', async () => {
    const u = sampleUscc(8);
    await say(u, '第0号', { registeredOn: '2015-01-01' });
    let n = 0;
    let writing = true;
    const writer = (async () => {
      while (writing) await hub.submit('enterprises', [{ uscc: u, name: `第${++n}号`, validFrom: '2016-01-01' }]);
    })();
    for (let i = 0; i < 60 || n <= 10; i++) {
      const names = (await history(u)).map((v) => Number(v.name.replaceAll(/\D/g, '')));
      const expected = Array.from({ length: names.length }, (_, k) => names.length - 1 - k);
      if (names.join() !== expected.join()) {
        writing = false;
        await writer;
      }
      expect(names).toEqual(expected);
    }
    writing = false;
    await writer;
    expect(n).toBeGreaterThan(10);
  });
});
