import { beforeAll, describe, expect, it } from 'vitest';
import { day, type OpenHub, openHub, SUBMIT } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

describe('a submission under an idempotency key', () => {
  let hub: OpenHub;
  type Agency = Awaited<ReturnType<OpenHub['agency']>>;
  let market: Agency;
  const submit = async (r: object[], key: string | null, viewer: Agency = market) =>
    (await hub.run(SUBMIT.enterprises, { r, key }, viewer)).submitEnterprises;
  const submissions = async (key: string) =>
    (await hub.db.sql`select count(*)::int n from hub.submission where idempotency_key = ${key}`)[0]?.n;

  beforeAll(async () => {
    hub = await openHub();
    market = await hub.agency('MARKET_REGULATION');
  });

  it('answers a repeat with the first receipt, rejections included, whatever happened since', async () => {
    const r = [
      { uscc: sampleUscc(1), name: '一' },
      { uscc: '1', name: '二' },
    ];
    const first = await submit(r, 'k-1');
    expect(first).toMatchObject({ inserted: 1, rejected: 1 });
    await submit([{ uscc: sampleUscc(1), name: '改名' }], null);
    // The operation is compiled from its second run on, and a client may order an object's fields anew.
    const turned = r.map(({ uscc, name }) => ({ name, uscc }));
    for (const repeat of [r, turned, r]) expect(await submit(repeat, 'k-1')).toEqual(first);
    expect(await submissions('k-1')).toBe(1);
    const { enterprise } = await hub.run(`{ enterprise(uscc: "${sampleUscc(1)}") { name history { name } } }`);
    expect(enterprise).toEqual({ name: '改名', history: [{ name: '改名' }, { name: '一' }] });
  });

  it('is refused with another body, and nothing of it is written', async () => {
    await submit([{ uscc: sampleUscc(2), name: '一' }], 'k-2');
    for (const name of ['二', '一 ']) {
      const other = { r: [{ uscc: sampleUscc(2), name }], key: 'k-2' };
      expect(await hub.refusal(SUBMIT.enterprises, other, market)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    }
    const fewer = { r: [], key: 'k-2' };
    expect(await hub.refusal(SUBMIT.enterprises, fewer, market)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await hub.run(`{ enterprise(uscc: "${sampleUscc(2)}") { name } }`)).toEqual({ enterprise: { name: '一' } });
  });

  it('is refused for another operation, though it says the same', async () => {
    const safety = await hub.agency('SAFETY_REGULATOR');
    const input = {
      documentNumber: 'H-1',
      uscc: sampleUscc(1),
      level: 'MAJOR',
      description: '积水',
      foundOn: day(-9),
      deadline: day(30),
    };
    const report = 'mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }';
    const { id } = (await hub.run(report, { input }, safety)).reportHazard;
    const step = (name: string) => `mutation ($id: ID!) { ${name}(id: $id, idempotencyKey: "k-3") { status } }`;
    await hub.run(step('notifyHazard'), { id }, safety);
    expect(await hub.refusal(step('listHazard'), { id }, safety)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect((await hub.run(step('notifyHazard'), { id }, safety)).notifyHazard).toEqual({ status: 'NOTIFIED' });
  });

  it('is each agency’s own', async () => {
    const other = await hub.agency('MARKET_REGULATION', '620621');
    expect(await submit([{ uscc: sampleUscc(4), name: '一' }], 'k-4')).toMatchObject({ inserted: 1 });
    expect(await submit([{ uscc: sampleUscc(5), name: '二' }], 'k-4', other)).toMatchObject({ inserted: 1 });
  });

  it('takes effect once when it arrives many times at once', async () => {
    const r = Array.from({ length: 50 }, (_, i) => ({ uscc: sampleUscc(100 + i), name: `企业${i}` }));
    const receipts = await Promise.all(Array.from({ length: 8 }, () => submit(r, 'k-5')));
    expect(new Set(receipts.map((receipt) => receipt.id)).size).toBe(1);
    for (const receipt of receipts) expect(receipt).toEqual(receipts[0]);
    expect(receipts[0]).toMatchObject({ inserted: 50, unchanged: 0 });
    expect(await submissions('k-5')).toBe(1);
  });

  it('lets one of two different bodies win when they arrive at once', async () => {
    const attempts = ['甲', '乙', '丙', '丁'].map((name) => submit([{ uscc: sampleUscc(6), name }], 'k-6'));
    const settled = await Promise.allSettled(attempts);
    const refused = settled.flatMap((s) => (s.status === 'rejected' ? [s.reason.extensions.code] : []));
    expect(refused).toEqual(Array(3).fill('IDEMPOTENCY_MISMATCH'));
  });

  it('can be tried again after a failure that kept nothing', async () => {
    const r = Array.from({ length: 1001 }, (_, i) => ({ uscc: sampleUscc(2000 + i), name: '多' }));
    expect(await hub.refusal(SUBMIT.enterprises, { r, key: 'k-7' }, market)).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(await submit(r.slice(0, 1), 'k-7')).toMatchObject({ inserted: 1 });
  });

  it.each([
    ['empty', ''],
    ['blank', '  '],
    ['longer than 255 characters', 'k'.repeat(256)],
    ['far too long', 'k'.repeat(100_000)],
    ['with a control character', 'k\u0000'],
    ['with half a character', 'k\ud800'],
  ])('that can be no key is refused as the caller’s to mend: %s', async (_, key) => {
    const r = [{ uscc: sampleUscc(8), name: '一' }];
    for (let i = 0; i < 2; i++) {
      expect(await hub.refusal(SUBMIT.enterprises, { r, key }, market)).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path: 'idempotencyKey' }],
      });
    }
  });
});
