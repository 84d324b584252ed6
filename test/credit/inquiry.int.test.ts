import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { codesOf } from '../kit/ask.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';

const CHECK = `query ($u: USCC!, $p: String, $asOf: DateTime) { creditCheck(uscc: $u, purpose: $p, asOf: $asOf) { outcome position } }`;
const CHECKS = `query ($u: [USCC!]!, $p: String) { creditChecks(usccs: $u, purpose: $p) { outcome position } }`;
const INQUIRIES = `query ($f: InquiryFilter, $first: Int = 20, $after: Cursor) { inquiries(filter: $f, first: $first, after: $after) {
  nodes { id agency agencyId at kind purpose asOf position portfolioId count digest clear reference restricted unknown requestId
    codes some: codes(first: 2, skip: 1) } pageInfo { hasNextPage endCursor } } }`;

// biome-ignore lint/suspicious/noExplicitAny: answers
type Any = any;

describe('what agencies asked', () => {
  let hub: TestHub;
  const inquiries = async (key: string, variables: object = {}): Promise<Any> =>
    (await hub.dataOf(INQUIRIES, { key, variables: { ...variables } })).inquiries;
  beforeAll(async () => {
    hub = await startTestHub();
  });

  it('is recorded before the answer leaves: who, about whom, for what, when, and what came of it', async () => {
    const { mine, trader, shop, unknown } = hub.county;
    const { BANKING: key } = hub.keys;
    const before = Date.now();
    const headers = { 'x-request-id': 'loan-2026-118' };
    const { creditChecks } = await hub.dataOf(CHECKS, {
      key,
      headers,
      variables: { u: [shop, mine, trader, unknown, shop], p: '贷款 2026-118' },
    });
    const { nodes } = await inquiries(key);
    expect(nodes[0]).toMatchObject({
      agency: 'BANKING of the test',
      kind: 'CHECKS',
      purpose: '贷款 2026-118',
      asOf: null,
      position: creditChecks[0].position,
      portfolioId: null,
      count: 5,
      clear: 2,
      reference: 1,
      restricted: 1,
      unknown: 1,
      requestId: 'loan-2026-118',
      codes: [shop, mine, trader, unknown, shop],
      some: [mine, trader],
      digest: createHash('sha256')
        .update([shop, mine, trader, unknown, shop].map((c) => `${c}\n`).join(''))
        .digest('hex'),
    });
    expect(Date.parse(nodes[0].at)).toBeGreaterThanOrEqual(before);
    const asOf = new Date().toISOString();
    await hub.dataOf(CHECK, { key, variables: { u: mine, asOf } });
    const [last] = (await inquiries(key)).nodes;
    expect(last).toMatchObject({ kind: 'CHECK', purpose: null, asOf, codes: [mine], restricted: 1 });
  });

  it('is recorded for each of many requests at once, by few statements', async () => {
    const { BANKING: key } = hub.keys;
    const codes = Array.from({ length: 80 }, (_, i) => sampleUscc(i + 200));
    const one = (u: string) => hub.dataOf(CHECK, { key, variables: { u, p: `batch ${u}` } });
    await one(codes[0] as string);
    await Promise.all(codes.map(one));
    const rows = await hub.db
      .sql`select codes[1] code, purpose, xmin::text batch from hub.inquiry where purpose like 'batch %'`;
    expect(rows).toHaveLength(81);
    for (const { code, purpose } of rows) expect(purpose).toBe(`batch ${code}`);
    expect(new Set(rows.map((r) => r.code))).toEqual(new Set(codes));
    // Each statement is a transaction of its own.
    expect(new Set(rows.map((r) => r.batch)).size).toBeLessThan(60);
  });

  it('is not answered where it cannot be recorded', async () => {
    const { sql } = hub.db;
    await sql`alter table hub.inquiry add constraint broken check (purpose <> 'not to be recorded')`;
    const asked = await hub.ask(CHECK, {
      key: hub.keys.BANKING,
      variables: { u: hub.county.mine, p: 'not to be recorded' },
    });
    expect(codesOf(asked)).toEqual(['UNAVAILABLE']);
    expect(asked.data).toBeNull();
    await sql`alter table hub.inquiry drop constraint broken`;
  });

  it('has a purpose of at most 200 characters, without control characters', async () => {
    const ask = (p: string) => hub.ask(CHECK, { key: hub.keys.BANKING, variables: { u: hub.county.mine, p } });
    expect(codesOf(await ask('贷'.repeat(200)))).toEqual([]);
    expect(codesOf(await ask('𠀀'.repeat(200)))).toEqual([]);
    for (const [p, code] of [
      ['贷'.repeat(201), 'TOO_LONG'],
      ['a\nb', 'CONTROL_CHARACTER'],
      ['a\ud800b', 'SURROGATE'],
    ] as const) {
      const { errors } = await ask(p);
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'purpose', code }] });
    }
  });

  it('is an agency’s own to read, page by page, and an operator’s whole', async () => {
    const { BANKING, PARTNER, OPERATOR, COUNTY_GOVERNMENT } = hub.keys;
    await hub.dataOf(CHECK, { key: PARTNER, variables: { u: hub.county.works } });
    const mine = (await inquiries(PARTNER)).nodes;
    expect(mine.map((n: Any) => [n.agency, n.codes])).toEqual([['PARTNER of the test', [hub.county.works]]]);
    const all: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Any = await inquiries(OPERATOR, { first: 30, after });
      all.push(...page.nodes.map((n: Any) => n.id));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    const ids = (await hub.db.sql`select id::text id from hub.inquiry q order by q.id desc`).map((r) => r.id);
    expect(all).toEqual(ids);
    const [{ agencyId }] = mine;
    expect((await inquiries(OPERATOR, { f: { agency: agencyId } })).nodes).toEqual(mine);
    expect((await inquiries(BANKING, { f: { agency: agencyId } })).nodes).toEqual([]);
    expect((await inquiries(OPERATOR, { f: { from: new Date().toISOString() } })).nodes).toEqual([]);
    expect((await inquiries(OPERATOR, { f: { agency: agencyId, until: new Date().toISOString() } })).nodes).toEqual(
      mine,
    );
    expect(codesOf(await hub.ask(INQUIRIES, { key: COUNTY_GOVERNMENT }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await hub.ask(INQUIRIES))).toEqual(['UNAUTHENTICATED']);
  });

  it('is written once', async () => {
    await expect(hub.db.sql`update hub.inquiry set purpose = 'another'`).rejects.toThrow();
    await expect(hub.db.sql`delete from hub.inquiry`).rejects.toThrow();
  });
});
