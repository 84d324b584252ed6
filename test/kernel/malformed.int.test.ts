import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { type OpenHub, openHub, type Refusal, SUBMIT, type Variables } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const BAD = '91620621PDY000010B';

describe('a malformed value', () => {
  let hub: OpenHub;
  let bank: Viewer;
  const uscc = sampleUscc(1);
  beforeAll(async () => {
    hub = await openHub();
    bank = await hub.agency('BANKING');
    await hub.submit('enterprises', [{ uscc, name: '民勤县红沙岗煤业有限责任公司', registeredOn: '2012-05-01' }]);
  });

  /** The refusal: as a repeated operation is compiled, it is asked for three times and must not change. */
  async function refusedAlways(source: string, variables: Variables = {}): Promise<Refusal> {
    const [first, ...later] = [
      await hub.refusal(source, variables, bank),
      await hub.refusal(source, variables, bank),
      await hub.refusal(source, variables, bank),
    ];
    for (const again of later) expect(again).toEqual(first);
    return first;
  }

  it.each([
    ['a literal', `{ enterprise(uscc: "${BAD}") { name } }`, {}],
    ['a variable', 'query ($u: USCC!) { enterprise(uscc: $u) { name } }', { u: BAD }],
    ['a default', `query ($u: USCC! = "${BAD}") { enterprise(uscc: $u) { name } }`, {}],
    ['a literal of another operation', `{ creditCheck(uscc: "${BAD}") { outcome } }`, {}],
  ])('is INVALID_USCC with the reason, every time: %s', async (_, source, variables) => {
    expect(await refusedAlways(source, variables)).toMatchObject({
      code: 'INVALID_USCC',
      message: expect.stringContaining(BAD),
      problems: [{ path: 'uscc', code: 'USCC_INNER_CHECK', message: expect.stringContaining('computed X') }],
    });
  });

  it.each([
    ['a list', 'query ($u: [USCC!]!) { creditChecks(usccs: $u) { outcome } }', { u: [uscc, BAD, uscc] }, 'usccs.1'],
    ['a list literal', `{ creditChecks(usccs: ["${uscc}", "${BAD}"]) { outcome } }`, {}, 'usccs.1'],
    [
      'a filter',
      'query ($f: EnterpriseFilter) { enterprises(filter: $f) { nodes { name } } }',
      { f: { uscc: BAD } },
      'filter.uscc',
    ],
    ['a filter’s list', `{ enterprises(filter: { usccs: ["${BAD}"] }) { nodes { name } } }`, {}, 'filter.usccs.0'],
  ])('says where it stands in %s', async (_, source, variables, path) => {
    expect(await refusedAlways(source, variables)).toMatchObject({ code: 'INVALID_USCC', problems: [{ path }] });
  });

  it.each([
    ['Date', `{ enterprise(uscc: "${uscc}", validOn: "2026-02-30") { name } }`, {}, 'validOn', 'DATE'],
    [
      'Date of a variable',
      `query ($d: Date) { enterprise(uscc: "${uscc}", validOn: $d) { name } }`,
      { d: 'soon' },
      'validOn',
      'DATE',
    ],
    [
      'DateTime',
      `{ enterprise(uscc: "${uscc}", knownAt: "2026-13-01T00:00:00Z") { name } }`,
      {},
      'knownAt',
      'DATE_TIME',
    ],
    [
      'a day for an instant',
      `{ enterprise(uscc: "${uscc}", knownAt: "2026-11-28") { name } }`,
      {},
      'knownAt',
      'DATE_TIME',
    ],
    [
      'a day for an instant, in a variable',
      `query ($at: DateTime) { enterprise(uscc: "${uscc}", knownAt: $at) { name } }`,
      { at: '2026-11-28Z' },
      'knownAt',
      'DATE_TIME',
    ],
    [
      'half of a character',
      'query ($n: String) { enterprises(filter: { name: $n }) { nodes { name } } }',
      { n: '煤\ud842业' },
      'filter.name',
      'SURROGATE',
    ],
    [
      'NUL',
      'query ($n: String) { enterprises(filter: { name: $n }) { nodes { name } } }',
      { n: '煤\u0000业' },
      'filter.name',
      'CONTROL_CHARACTER',
    ],
    [
      'half of a character in a list',
      'query ($t: [String!]) { events(types: $t) { nodes { id } } }',
      { t: ['accident.reported', '\udfb7'] },
      'types.1',
      'SURROGATE',
    ],
    [
      'DivisionCode',
      '{ enterprises(filter: { division: "62062" }) { nodes { name } } }',
      {},
      'filter.division',
      'DIVISION_CODE',
    ],
    [
      'IndustryCode',
      '{ enterprises(filter: { industry: "C06" }) { nodes { name } } }',
      {},
      'filter.industry',
      'INDUSTRY_CODE',
    ],
    ['Date of a nested field', `{ enterprise(uscc: "${uscc}") { grading(asOf: "1") { grade } } }`, {}, 'asOf', 'DATE'],
  ])('is BAD_USER_INPUT with its path: %s', async (_, source, variables, path, code) => {
    expect(await refusedAlways(source, variables)).toMatchObject({
      code: 'BAD_USER_INPUT',
      problems: [{ path, code }],
    });
  });

  it('is named with all the others, and long ones are cut short', async () => {
    const filter = { uscc: BAD, usccs: [uscc, 'x'.repeat(5000)], division: '1' };
    const source = 'query ($f: EnterpriseFilter) { enterprises(filter: $f) { nodes { name } } }';
    const { code, problems, message } = await refusedAlways(source, { f: filter });
    expect(code).toBe('BAD_USER_INPUT');
    expect(problems.map((p) => p.path).sort()).toEqual(['filter.division', 'filter.uscc', 'filter.usccs.1']);
    expect(message.length).toBeLessThan(1000);
  });

  it('of the wrong type is the caller’s to mend, as a literal and as a variable', async () => {
    const asVariable = 'query ($u: USCC!) { enterprise(uscc: $u) { name } }';
    for (const u of [42, true, null, {}, ['x']]) {
      expect(await refusedAlways(asVariable, { u }), JSON.stringify(u)).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
    await expect(hub.run('{ enterprise(uscc: 42) { name } }')).rejects.toThrow('in quotes');
  });

  it('that is half of a character is named, in one record of a batch, in a report, and in a key', async () => {
    const market = await hub.agency('MARKET_REGULATION');
    const safety = await hub.agency('SAFETY_REGULATOR');
    const r = [
      { uscc: sampleUscc(12), name: '好' },
      { uscc: sampleUscc(13), name: '民勤\ud842煤业' },
      { uscc: sampleUscc(14), name: '零\u0000业' },
    ];
    const { submitEnterprises } = await hub.run(SUBMIT.enterprises, { r }, market);
    expect(submitEnterprises.results).toMatchObject([
      { status: 'INSERTED' },
      { code: 'SURROGATE', path: 'records.1.name', message: expect.stringContaining('half of a character') },
      { code: 'CONTROL_CHARACTER', path: 'records.2.name' },
    ]);
    expect(await hub.refusal(SUBMIT.enterprises, { r, key: 'k\ud842' }, market)).toMatchObject({
      problems: [{ path: 'idempotencyKey', code: 'SURROGATE' }],
    });
    const report = 'mutation ($i: AccidentInput!) { reportAccident(input: $i) { accident { id } } }';
    const input = {
      documentNumber: 'A-1',
      uscc,
      division: '620621',
      occurredAt: '2026-11-27',
      category: 'ROOF_FALL',
      deaths: 0,
      seriousInjuries: 1,
      description: '顶板\udfb7冒落',
    };
    expect(await hub.refusal(report, { i: input }, safety)).toMatchObject({
      code: 'BAD_USER_INPUT',
      problems: [
        { path: 'input.occurredAt', code: 'DATE_TIME', message: expect.stringContaining('2026-11-27T00:00:00+08:00') },
        { path: 'input.description', code: 'SURROGATE' },
      ],
    });
  });

  it('of one record leaves the others of a batch, and is refused under its path', async () => {
    const market = await hub.agency('MARKET_REGULATION');
    const r = [
      { uscc: sampleUscc(2), name: '民勤县苏武山小店' },
      { uscc: BAD, name: '错码企业' },
      { uscc: sampleUscc(3), name: '日期有误', registeredOn: '2026-02-30' },
      { uscc: sampleUscc(4), name: '金额有误', registeredCapital: '1e6' },
    ];
    const source = SUBMIT.enterprises;
    for (const outcome of [
      { inserted: 1, unchanged: 0 },
      { inserted: 0, unchanged: 1 },
    ]) {
      const { submitEnterprises } = await hub.run(source, { r }, market);
      expect(submitEnterprises).toMatchObject({ ...outcome, updated: 0, rejected: 3 });
      expect(submitEnterprises.results.slice(1)).toMatchObject([
        { index: 1, status: 'REJECTED', code: 'USCC_INNER_CHECK', path: 'records.1.uscc' },
        { index: 2, status: 'REJECTED', code: 'DATE', path: 'records.2.registeredOn' },
        { index: 3, status: 'REJECTED', code: 'AMOUNT', path: 'records.3.registeredCapital' },
      ]);
    }
  });
});

describe('well-formed values', () => {
  let hub: OpenHub;
  const uscc = sampleUscc(1);
  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [{ uscc, name: '民勤县红沙岗煤业有限责任公司', registeredOn: '2012-05-01' }]);
  });

  it('work the same the first time and when the operation is compiled, as literals and as variables', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    const expected = { enterprise: { name: '民勤县红沙岗煤业有限责任公司', registeredOn: '2012-05-01' } };
    const fields = '{ name registeredOn }';
    const cases: [string, Variables][] = [
      [`{ enterprise(uscc: "${uscc}") ${fields} }`, {}],
      [`{ enterprise(uscc: " ${uscc.toLowerCase()} ") ${fields} }`, {}],
      [`{ enterprise(uscc: "${uscc}", knownAt: "${later}") ${fields} }`, {}],
      [`{ enterprise(uscc: "${uscc}", knownAt: "${later}", validOn: "2013-01-01") ${fields} }`, {}],
      [`query ($u: USCC!, $t: DateTime) { enterprise(uscc: $u, knownAt: $t) ${fields} }`, { u: uscc, t: later }],
      [`query ($u: USCC! = "${uscc}", $t: DateTime = "${later}") { enterprise(uscc: $u, knownAt: $t) ${fields} }`, {}],
    ];
    for (const [source, variables] of cases) {
      for (let i = 0; i < 3; i++) expect(await hub.run(source, variables), source).toEqual(expected);
    }
    // Before the hub knew anything.
    const early = `{ enterprise(uscc: "${uscc}", knownAt: "2001-01-01T00:00:00Z") ${fields} }`;
    for (let i = 0; i < 3; i++) expect(await hub.run(early)).toEqual({ enterprise: null });
  });
});
