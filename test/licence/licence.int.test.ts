import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { identityCheck } from '../../src/kernel/identity-number.js';
import { AGENCY_KINDS } from '../../src/kernel/vocabulary.js';
import { licenceStatus } from '../../src/licence/licence.decide.js';
import { type Answer, day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const SUBMIT = `mutation ($r: [SafetyLicenceInput!]!) { submitLicences(records: $r) {
  inserted updated unchanged rejected results { status problems { code path } } } }`;
const TEXTS = 'withholdingReason publicWithholdingReason revocationReason publicRevocationReason';
const MINE = '（甘）FM安许证字〔2025〕001';
/** What the provider's side alone reads, and what everybody does. */
const [INSIDE, OPEN] = ['内部原文', '公开表述'];

/** Invented: no province has a district 99. */
const NUMBER = `62069919800101123${identityCheck('62069919800101123')}`;

describe('safety production licences', () => {
  let hub: OpenHub;
  let regulator: Viewer & { agencyId: string };
  const usccs = Array.from({ length: 6 }, (_, i) => sampleUscc(i + 1));
  const [mine, works, shop] = usccs as [string, string, string];
  const licence = (documentNumber: string, more: object = {}) => ({
    ...{ documentNumber, uscc: mine, certificateNumber: MINE, issuedOn: day(-100), ...more },
  });
  const submit = async (records: object[], viewer = regulator) =>
    (await hub.run(SUBMIT, { r: records }, viewer)).submitLicences as Answer;
  const idOf = async (record: object, viewer = regulator): Promise<string> => {
    const { results } = await submit([record], viewer);
    expect(results[0]).toMatchObject({ problems: [] });
    return numbered((record as { documentNumber: string }).documentNumber);
  };
  const numbered = async (number: string): Promise<string> =>
    (await hub.db.sql`select id::text from hub.licence where document_number = ${number}`)[0]?.id;
  const check = async (uscc: string, viewer?: Viewer) => {
    const query = '($u: USCC!) { creditCheck(uscc: $u, purpose: "贷前") { outcome reasons } }';
    const bank = viewer ?? (await hub.agency('BANKING'));
    return (await hub.run(`query ${query}`, { u: uscc }, bank)).creditCheck;
  };
  beforeAll(async () => {
    hub = await openHub();
    regulator = await hub.agency('SAFETY_REGULATOR', '620621');
    const enterprise = { division: '620621', registeredOn: '2012-05-01' };
    const records = usccs.map((uscc, i) => ({ ...enterprise, uscc, documentNumber: `E-${i}`, name: `民勤第${i}矿` }));
    await hub.submit('enterprises', records);
  });

  it('are submitted, corrected, and refused one by one', async () => {
    const unknown = licence('L-0', { uscc: sampleUscc(90) });
    const first = await submit([
      licence('L-1', { scope: '地下开采' }),
      unknown,
      licence('L-2', { validUntil: day(2_000) }),
    ]);
    expect(first).toMatchObject({ inserted: 1, rejected: 2 });
    expect(first.results.map((r: Answer) => r.problems.map((p: Answer) => p.code))).toEqual([
      [],
      ['UNKNOWN_ENTERPRISE'],
      ['VALIDITY'],
    ]);
    expect(await submit([licence('L-1')])).toMatchObject({ unchanged: 1 });
    expect(await submit([licence('L-1', { scope: null })])).toMatchObject({ updated: 1 });
    const other = await submit([licence('L-1', { uscc: works })]);
    expect(other.results[0].problems).toEqual([{ code: 'DOCUMENT_TAKEN', path: 'records.0.documentNumber' }]);
    const query = `query ($id: ID!) { licence(id: $id) { documentNumber certificateNumber kind scope issuedOn validFrom validUntil status
      enterprise { uscc name } division { code } provenance { provider } history { scope provenance { position } } } }`;
    const { licence: found } = await hub.run(query, { id: await numbered('L-1') });
    expect(found).toMatchObject({
      ...{ documentNumber: 'L-1', certificateNumber: '(甘)FM安许证字〔2025〕001', kind: 'MINING', scope: null },
      ...{ validFrom: null, status: 'VALID', enterprise: { uscc: mine, name: '民勤第0矿' } },
      ...{ division: { code: '620621' }, provenance: { provider: regulator.name } },
    });
    expect(found.history.map((v: Answer) => v.scope)).toEqual([null, '地下开采']);
  });

  it('are listed by kind, standing and days, in pages, as the rule in the code has it', async () => {
    const days = [
      { issuedOn: day(-90) },
      { issuedOn: day(-80), validFrom: day(1) },
      { issuedOn: day(-70), validUntil: day(-1) },
      { issuedOn: day(-60), withheldOn: day(0), withholdingReason: INSIDE },
      { issuedOn: day(-50), withheldOn: day(-9), withholdingReason: INSIDE, withheldUntil: day(-1) },
      { issuedOn: day(-40), withheldOn: day(1), withholdingReason: INSIDE },
      { issuedOn: day(-30), revokedOn: day(0), revocationReason: INSIDE },
      { issuedOn: day(-20), revokedOn: day(1), revocationReason: INSIDE, kind: 'FIREWORKS' },
    ];
    await submit(days.map((one, i) => licence(`S-${i}`, { uscc: shop, ...one })));
    const list = async (filter: object, more: object = {}) => {
      const query = `query ($filter: SafetyLicenceFilter, $first: Int, $after: Cursor) { licences(filter: $filter, first: $first, after: $after) {
        nodes { documentNumber status validFrom issuedOn validUntil withheldOn withheldUntil revokedOn } pageInfo { endCursor hasNextPage } } }`;
      return (await hub.run(query, { filter: { uscc: shop, ...filter }, first: 100, ...more })).licences;
    };
    const numbers = async (filter: object) =>
      (await list(filter)).nodes.map((n: Answer) => n.documentNumber.slice(2)).join('');
    const all = (await list({})).nodes;
    expect(all.map((n: Answer) => n.status)).toEqual([
      ...['VALID', 'REVOKED', 'VALID', 'VALID', 'WITHHELD', 'EXPIRED', 'NOT_YET_VALID', 'VALID'],
    ]);
    for (const node of all) expect(node.status).toBe(licenceStatus(node, day(0)));
    for (const status of ['VALID', 'REVOKED', 'WITHHELD', 'EXPIRED', 'NOT_YET_VALID']) {
      const { nodes } = await list({ status });
      expect(nodes).toEqual(all.filter((n: Answer) => n.status === status));
    }
    expect(await numbers({ kind: ['FIREWORKS', 'CONSTRUCTION'] })).toBe('7');
    expect(await numbers({ issuedFrom: day(-60), issuedUntil: day(-40) })).toBe('543');
    expect(await numbers({ expiringUntil: day(90) })).toBe('2');
    expect(await numbers({ division: '620602' })).toBe('');
    const pages: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { nodes, pageInfo }: Answer = await list({ division: '6206' }, { first: 3, after });
      pages.push(nodes.map((n: Answer) => n.documentNumber).join());
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(pages).toEqual(['S-7,S-6,S-5', 'S-4,S-3,S-2', 'S-1,S-0']);
    const { enterprise } = await hub.run(`{ enterprise(uscc: "${shop}") { licences { documentNumber } } }`);
    expect(enterprise.licences.map((l: Answer) => l.documentNumber)).toEqual(all.map((n: Answer) => n.documentNumber));
  });

  it('are read by everybody, and their internal reasons by the authorities of their division alone', async () => {
    const decisions = {
      ...{ withheldOn: day(-9), withholdingReason: INSIDE, publicWithholdingReason: OPEN },
      ...{ revokedOn: day(-2), revocationReason: INSIDE, publicRevocationReason: OPEN },
    };
    const id = await idOf(licence('T-1', { uscc: works, ...decisions, publicRevocationReason: '旧表述' }));
    await idOf(licence('T-1', { uscc: works, ...decisions }));
    const query = `query ($id: ID!, $u: USCC!) { licence(id: $id) { ${TEXTS} history { ${TEXTS} } }
      licences(filter: { uscc: $u }) { nodes { ${TEXTS} } } enterprise(uscc: $u) { licences { ${TEXTS} } } }`;
    const viewers = [...(await Promise.all(AGENCY_KINDS.map((kind) => hub.agency(kind, '620621')))), undefined];
    const elsewhere = await hub.agency('SAFETY_REGULATOR', '620602');
    for (const viewer of [...viewers, elsewhere]) {
      const answer = await hub.run(query, { id, u: works }, viewer);
      const inside =
        viewer !== elsewhere && ['SAFETY_REGULATOR', 'COUNTY_GOVERNMENT', 'OPERATOR'].includes(viewer?.kind ?? '');
      const reason = inside ? INSIDE : OPEN;
      const own = { withholdingReason: reason, revocationReason: reason };
      const found = { ...own, publicWithholdingReason: OPEN, publicRevocationReason: OPEN };
      expect({ kind: viewer?.name, ...answer.licence }).toMatchObject({ kind: viewer?.name, ...found });
      expect(answer.licences.nodes).toEqual([found]);
      expect(answer.enterprise.licences).toEqual([found]);
      // A public text that was replaced may have named somebody.
      const shown = JSON.stringify(answer.licence.history);
      expect([viewer?.name, shown.includes('旧表述'), shown.includes(INSIDE)]).toEqual([viewer?.name, inside, inside]);
    }
  });

  it('are submitted by who issues them, each its own kind, in its own division', async () => {
    const building = { uscc: usccs[3], kind: 'CONSTRUCTION' };
    for (const kind of AGENCY_KINDS) {
      const viewer = await hub.agency(kind, '620621');
      if (kind === 'SAFETY_REGULATOR' || kind === 'HOUSING') {
        await idOf(licence(`B-${kind}`, building), viewer);
      } else if (kind === 'INDUSTRY_IT') {
        const { results } = await submit([licence('B-1', building)], viewer);
        expect(results[0].problems).toEqual([{ code: 'VALUE', path: 'records.0.kind' }]);
        await idOf(licence('B-2', { ...building, kind: 'CIVIL_EXPLOSIVES' }), viewer);
      } else {
        expect(await hub.refusal(SUBMIT, { r: [licence('B-1', building)] }, viewer)).toMatchObject({
          code: 'FORBIDDEN',
        });
      }
    }
    expect(await hub.refusal(SUBMIT, { r: [licence('B-1', building)] })).toMatchObject({ code: 'UNAUTHENTICATED' });
    const elsewhere = await hub.agency('HOUSING', '620602');
    const { results } = await submit([licence('B-3', building)], elsewhere);
    expect(results[0].problems).toEqual([{ code: 'OUTSIDE_DIVISION', path: 'records.0.uscc' }]);
  });

  it('tell everybody where they stand, once, and no text', async () => {
    const uscc = usccs[4] as string;
    const record = licence('V-1', { uscc });
    const withheld = { withheldOn: day(-1), withholdingReason: INSIDE, publicWithholdingReason: OPEN };
    const ahead = { withheldOn: day(5), withholdingReason: INSIDE };
    const steps: [string, object][] = [
      ['licence.issued', {}],
      ['licence.changed', { scope: '露天开采' }],
      ['licence.withheld', withheld],
      ['licence.changed', { withheldUntil: day(30) }],
      ['licence.restored', { withheldOn: null }],
      ['licence.changed', ahead],
      ['licence.changed', { withheldOn: null }],
      ['licence.revoked', { revokedOn: day(0), revocationReason: INSIDE }],
      ['licence.restored', { revokedOn: null }],
      ['licence.changed', { issuedOn: day(-1_000), validUntil: day(-1) }],
    ];
    for (const [, said] of steps) await idOf({ ...record, ...said });
    await idOf(licence('V-2', { uscc, ...withheld }));
    const expected = [...steps.map(([type]) => type), 'licence.withheld'];
    for (const viewer of [undefined, await hub.agency('PARTNER'), regulator]) {
      const { events } = await hub.run('{ events(first: 500) { nodes { type subject public data } } }', {}, viewer);
      const told = events.nodes.filter((e: Answer) => e.subject === uscc && e.type.startsWith('licence.'));
      expect(told.map((e: Answer) => e.type)).toEqual(expected);
      expect(told.every((e: Answer) => e.public)).toBe(true);
      const said = JSON.stringify(told);
      for (const text of [INSIDE, OPEN, '露天开采']) expect(said).not.toContain(text);
      expect(Object.keys(told[2].data)).toEqual([
        ...['id', 'documentNumber', 'providerId', 'certificateNumber', 'kind', 'issuedOn', 'validFrom', 'validUntil'],
        ...['withheldOn', 'withholdingDocument', 'withheldUntil', 'revokedOn', 'revocationDocument'],
      ]);
    }
  });

  it('keep no person’s number in the codes of a licence, which everybody reads', async () => {
    const faulty = { certificateNumber: '王强13812345678', withheldOn: day(-1), withholdingReason: INSIDE };
    const { results } = await hub.submit(
      'licences',
      [licence(`王 ${NUMBER}`, { ...faulty, withholdingDocument: `王强${NUMBER}` })],
      regulator as never,
    );
    const paths = results[0]?.problems.map((p) => `${p.path} ${p.code}`).sort();
    expect(paths).toEqual(
      ['certificateNumber', 'documentNumber', 'withholdingDocument'].map((name) => `records.0.${name} PERSONAL_DATA`),
    );
  });

  it('are weighed by a check where one is withheld, or was revoked and not replaced', async () => {
    const uscc = usccs[5] as string;
    const kinds = (kind: string, more: object) => ({ uscc, kind, certificateNumber: `证-${kind}`, ...more });
    const withheld = { withheldOn: day(-2), withholdingReason: INSIDE };
    const revoked = { revokedOn: day(-2), revocationReason: INSIDE };
    expect(await check(uscc)).toEqual({ outcome: 'CLEAR', reasons: [] });
    await idOf(licence('C-1', kinds('MINING', withheld)));
    expect(await check(uscc)).toEqual({ outcome: 'REFERENCE', reasons: ['LICENCE_WITHHELD'] });
    await idOf(licence('C-2', kinds('FIREWORKS', revoked)));
    expect(await check(uscc)).toEqual({ outcome: 'REFERENCE', reasons: ['LICENCE_REVOKED', 'LICENCE_WITHHELD'] });
    // One of the kind that was there before, or on the day, is another mine's; one issued since replaces it.
    await idOf(licence('C-4', kinds('FIREWORKS', { issuedOn: day(-2), certificateNumber: '又一证' })));
    await idOf(licence('C-5', kinds('MINING', { issuedOn: day(-1), certificateNumber: '另一矿' })));
    expect(await check(uscc)).toEqual({ outcome: 'REFERENCE', reasons: ['LICENCE_REVOKED', 'LICENCE_WITHHELD'] });
    await idOf(licence('C-3', kinds('FIREWORKS', { issuedOn: day(-1), certificateNumber: '新证' })));
    expect(await check(uscc)).toEqual({ outcome: 'REFERENCE', reasons: ['LICENCE_WITHHELD'] });
    const { position } = await hub.submit(
      'licences',
      [licence('C-1', { uscc, kind: 'MINING', withheldOn: null })],
      regulator as never,
    );
    expect(await check(uscc)).toEqual({ outcome: 'CLEAR', reasons: [] });
    // What was known then is weighed as of then.
    const [{ before } = {}] = await hub.db
      .sql`select recorded_at - interval '1 ms' before from hub.event where position = ${position}`;
    const asOf = `query ($u: USCC!, $at: DateTime) { creditChecks(usccs: [$u], asOf: $at, purpose: "贷前") { reasons } }`;
    const { creditChecks } = await hub.run(
      asOf,
      { u: uscc, at: new Date(String(before)).toISOString() },
      await hub.agency('BANKING'),
    );
    expect(creditChecks).toEqual([{ reasons: ['LICENCE_WITHHELD'] }]);
    // One that ran out is no reason, and nothing is restricted.
    await idOf(licence('C-1', kinds('MINING', { issuedOn: day(-1_000), validUntil: day(-1) })));
    expect(await check(uscc)).toEqual({ outcome: 'CLEAR', reasons: [] });
    expect(await hub.db.sql`select from hub.restriction where uscc = ${uscc}`).toHaveLength(0);
  });
});
