import { beforeAll, describe, expect, it } from 'vitest';
import { day, type OpenHub, openHub, SUBMIT } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const READ = `query ($u: USCC!) { enterprise(uscc: $u) { uscc name status entityType registeredOn registeredCapital currency
  address businessScope validFrom division { code } industry { code } provenance { provider documentNumber recordedAt position }
  history { name validFrom provenance { position } } } }`;

describe('submitting enterprises', () => {
  let hub: OpenHub;
  type Agency = Awaited<ReturnType<OpenHub['agency']>>;
  let market: Agency;
  const submit = async (r: object[], viewer: Agency = market, key: string | null = null) =>
    (await hub.run(SUBMIT.enterprises, { r, key }, viewer)).submitEnterprises;
  const read = async (u: string) => (await hub.run(READ, { u })).enterprise;
  const outcomes = (receipt: { results: { status: string; code: string | null }[] }) =>
    receipt.results.map((r) => r.code ?? r.status);

  beforeAll(async () => {
    hub = await openHub();
    market = await hub.agency('MARKET_REGULATION');
  });

  it('keeps every fact, normalised, with who said so', async () => {
    const uscc = sampleUscc(1);
    const receipt = await submit([
      {
        uscc: ` ${uscc.toLowerCase().slice(0, 8)}-${uscc.slice(8)}`,
        name: ' 民勤县红沙岗煤业有限责任公司 ',
        entityType: '有限责任公司',
        registeredOn: '2012-05-01',
        registeredCapital: '5,000,000',
        address: '红沙岗镇',
        businessScope: '煤炭开采',
        industry: 'B0610',
        documentNumber: 'M-1',
      },
    ]);
    expect(receipt).toMatchObject({ inserted: 1, updated: 0, unchanged: 0, rejected: 0 });
    expect(await read(uscc)).toEqual({
      uscc,
      name: '民勤县红沙岗煤业有限责任公司',
      status: 'ACTIVE',
      entityType: '有限责任公司',
      registeredOn: '2012-05-01',
      registeredCapital: '5000000.00',
      currency: 'CNY',
      address: '红沙岗镇',
      businessScope: '煤炭开采',
      validFrom: '2012-05-01',
      division: { code: '620621' },
      industry: { code: '0610' },
      provenance: {
        provider: market.name,
        documentNumber: 'M-1',
        recordedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        position: receipt.position,
      },
      history: [
        { name: '民勤县红沙岗煤业有限责任公司', validFrom: '2012-05-01', provenance: { position: receipt.position } },
      ],
    });
  });

  it('keeps the good records of a batch and says of each bad one where and why', async () => {
    const good = sampleUscc(2);
    const receipt = await submit([
      { uscc: good, name: '好企业' },
      { uscc: '91350100M0001TGQXM', name: '试点码' },
      { uscc: sampleUscc(3), name: '  ' },
      { uscc: sampleUscc(4), name: '煤'.repeat(301) },
      { uscc: sampleUscc(5), name: '区划不存在', division: '990000' },
      { uscc: sampleUscc(6), name: '未来', validFrom: day(1) },
      { uscc: sampleUscc(7), name: '负资本', registeredCapital: '-1' },
      { uscc: sampleUscc(8), name: '货币', registeredCapital: '1', currency: 'R1B' },
      { uscc: sampleUscc(9), name: '控制\u0007符' },
    ]);
    expect(receipt).toMatchObject({ inserted: 1, updated: 0, unchanged: 0, rejected: 8 });
    expect(receipt.results.map((r: Record<string, unknown>) => [r.index, r.code ?? r.status, r.path])).toEqual([
      [0, 'INSERTED', null],
      [1, 'USCC_ISSUED_NON_CONFORMING', 'records.1.uscc'],
      [2, 'REQUIRED', 'records.2.name'],
      [3, 'TOO_LONG', 'records.3.name'],
      [4, 'UNKNOWN_DIVISION', 'records.4.division'],
      [5, 'FUTURE', 'records.5.validFrom'],
      [6, 'NEGATIVE', 'records.6.registeredCapital'],
      [7, 'CURRENCY', 'records.7.currency'],
      [8, 'CONTROL_CHARACTER', 'records.8.name'],
    ]);
    expect(receipt.results.slice(1).every((r: { message: string }) => r.message.length > 10)).toBe(true);
    expect((await read(good)).name).toBe('好企业');
    expect(await read(sampleUscc(4))).toBeNull();
  });

  it('takes 1,000 records and refuses 1,001, naming the limit', async () => {
    const records = Array.from({ length: 1001 }, (_, i) => ({ uscc: sampleUscc(10_000 + i), name: `企业${i}` }));
    const { code, extensions } = await hub.refusal(SUBMIT.enterprises, { r: records }, market);
    expect({ code, ...extensions }).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'records', max: 1000 });
    expect(await submit(records.slice(1))).toMatchObject({ inserted: 1000, rejected: 0 });
    expect(await read(sampleUscc(10_000))).toBeNull();
  });

  it('changes nothing when a record is repeated', async () => {
    const record = {
      uscc: sampleUscc(20),
      name: '民勤县绿洲建材厂',
      registeredOn: '2015-01-01',
      registeredCapital: '1',
    };
    const first = await submit([record]);
    const before = await read(record.uscc);
    const again = await submit([record, { ...record, registeredCapital: '1.00', currency: 'cny' }]);
    expect(outcomes(again)).toEqual(['UNCHANGED', 'UNCHANGED']);
    expect(again.position).toBe(first.position);
    expect(await read(record.uscc)).toEqual(before);
  });

  it('keeps what a change supersedes, and both versions of one record in one batch', async () => {
    const uscc = sampleUscc(21);
    await submit([{ uscc, name: '旧名', registeredOn: '2015-01-01' }]);
    const receipt = await submit([
      { uscc, name: '新名', registeredOn: '2015-01-01', validFrom: '2020-06-01' },
      { uscc, name: '新名', registeredOn: '2015-01-01', status: 'SUSPENDED' },
    ]);
    expect(outcomes(receipt)).toEqual(['UPDATED', 'UPDATED']);
    const { name, status, validFrom, history } = await read(uscc);
    expect({ name, status, validFrom }).toEqual({ name: '新名', status: 'SUSPENDED', validFrom: day(0) });
    expect(history.map((h: { name: string; validFrom: string }) => [h.name, h.validFrom])).toEqual([
      ['新名', day(0)],
      ['新名', '2020-06-01'],
      ['旧名', '2015-01-01'],
    ]);
  });

  it('is for the provider’s own division: of the record, and of the code where the record names none', async () => {
    const minqin = await hub.agency('MARKET_REGULATION', '620621');
    const receipt = await submit(
      [
        { uscc: sampleUscc(30), name: '本县' },
        { uscc: sampleUscc(31), name: '本县镇', division: '620621100' },
        { uscc: sampleUscc(32), name: '邻县', division: '620622' },
        { uscc: sampleUscc(33, '620102'), name: '兰州' },
        { uscc: sampleUscc(34, '620102'), name: '兰州发码，本县登记', division: '620621' },
        { uscc: sampleUscc(35), name: '全市', division: '620600' },
      ],
      minqin,
    );
    const outside = 'OUTSIDE_DIVISION';
    expect(outcomes(receipt)).toEqual(['INSERTED', 'INSERTED', outside, outside, 'INSERTED', outside]);
  });

  it('files a code that no table lists under the nearest division, twelve digits and retired ones included, but no town of Gansu that they lack', async () => {
    const cases: [string, string][] = [
      ['620621000000', '620621'],
      ['620621100000', '620621100'],
      ['62', '620000'],
      ['6206', '620600'],
      ['620824', '620824'],
      ['620621100999', '620621100'],
      ['620699', '620600'],
      ['110101999', '110101'],
    ];
    for (const [i, [division, expected]] of cases.entries()) {
      await submit([{ uscc: sampleUscc(40 + i), name: '区划', division }]);
      expect((await read(sampleUscc(40 + i))).division, division).toEqual({ code: expected });
    }
    for (const division of ['620621999', '620621999000', '620621999999']) {
      const { results } = await submit([{ uscc: sampleUscc(60), name: '区划', division }]);
      expect(results[0]).toMatchObject({ status: 'REJECTED', code: 'UNKNOWN_DIVISION', path: 'records.0.division' });
    }
  });
});
