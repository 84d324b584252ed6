import { beforeAll, describe, expect, it } from 'vitest';
import { codesOf } from '../kit/ask.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';

const RECEIPT = 'portfolio { id name size } dryRun added removed unchanged invalidCount invalid { index text code }';
const CREATE = `mutation ($name: String!, $usccs: [String!]!) { createPortfolio(name: $name, usccs: $usccs) { ${RECEIPT} } }`;
const REPLACE = `mutation ($id: ID!, $usccs: [String!]!, $dry: Boolean!, $empty: Boolean! = false) { replacePortfolio(id: $id, usccs: $usccs, dryRun: $dry, allowEmpty: $empty) { ${RECEIPT} } }`;
const CHANGE = `mutation ($id: ID!, $add: [String!]! = [], $remove: [String!]! = []) { changePortfolio(id: $id, add: $add, remove: $remove) { ${RECEIPT} } }`;
const REMOVE = `mutation ($id: ID!) { removePortfolio(id: $id) { ${RECEIPT} } }`;
const FLAGS = `query ($id: ID!, $first: Int!, $after: Cursor) { portfolio(id: $id) { size flags(first: $first, after: $after, purpose: "review") {
  nodes { uscc outcome rating { level } receipt } edges { cursor } pageInfo { hasNextPage endCursor } } } }`;

// biome-ignore lint/suspicious/noExplicitAny: answers
type Any = any;

describe('a portfolio', () => {
  let hub: TestHub;
  let key: string;
  const codes = Array.from({ length: 30 }, (_, i) => sampleUscc(i + 1)).sort();
  const run = async (query: string, variables: object, as = key): Promise<Any> =>
    Object.values(await hub.dataOf(query, { key: as, variables: { ...variables } }))[0];
  const members = async (id: string) =>
    (await hub.db.sql`select uscc from hub.portfolio_member where portfolio_id = ${id} order by uscc`).map(
      (r) => r.uscc,
    );
  let serial = 0;
  const made = async (usccs: string[] = []): Promise<Any> => run(CREATE, { name: `list ${++serial}`, usccs });
  beforeAll(async () => {
    hub = await startTestHub();
    key = hub.keys.BANKING;
  });

  it('is made of codes, the good ones kept and the bad ones named', async () => {
    const usccs = [codes[0] as string, 'nonsense', `${codes[1]}`.toLowerCase(), codes[0] as string, ''];
    const receipt = await run(CREATE, { name: '重点客户', usccs });
    expect(receipt).toMatchObject({
      portfolio: { name: '重点客户', size: 2 },
      added: 2,
      removed: 0,
      unchanged: 0,
      invalidCount: 2,
      invalid: [
        { index: 1, text: 'nonsense', code: 'USCC_LENGTH' },
        { index: 4, text: '', code: 'USCC_LENGTH' },
      ],
    });
    expect(await members(receipt.portfolio.id)).toEqual(codes.slice(0, 2));
    const again = await hub.ask(CREATE, { key, variables: { name: '重点客户', usccs: [] } });
    expect(codesOf(again)).toEqual(['CONFLICT']);
    for (const name of ['', ' ', 'x'.repeat(101), 'a\nb'])
      expect((await hub.ask(CREATE, { key, variables: { name, usccs: [] } })).errors[0]?.extensions).toMatchObject({
        problems: [{ path: 'name', code: 'NAME' }],
      });
  });

  it('is changed, replaced and compared, with a receipt of what came, went and stayed', async () => {
    const { portfolio } = await made(codes.slice(0, 10));
    const { id } = portfolio;
    expect(await run(CHANGE, { id, add: codes.slice(8, 12), remove: [...codes.slice(0, 3), codes[29]] })).toMatchObject(
      {
        portfolio: { size: 9 },
        added: 2,
        removed: 3,
        unchanged: 3,
      },
    );
    expect(await members(id)).toEqual(codes.slice(3, 12));
    // In both lists: it stays, or comes.
    expect(await run(CHANGE, { id, add: [codes[3], codes[20]], remove: [codes[3], codes[20]] })).toMatchObject({
      added: 1,
      removed: 0,
    });
    const target = [...codes.slice(6, 15), codes[6] as string];
    const compared = await run(REPLACE, { id, usccs: target, dry: true });
    expect(compared).toMatchObject({ dryRun: true, portfolio: { size: 10 }, added: 3, removed: 4, unchanged: 6 });
    expect(await members(id)).toEqual([...codes.slice(3, 12), codes[20]]);
    const replaced = await run(REPLACE, { id, usccs: target, dry: false });
    expect(replaced).toEqual({ ...compared, dryRun: false, portfolio: { ...compared.portfolio, size: 9 } });
    expect(await members(id)).toEqual(codes.slice(6, 15));
    expect(await run(REPLACE, { id, usccs: target, dry: false })).toMatchObject({ added: 0, removed: 0, unchanged: 9 });
    const emptied = await run(REPLACE, { id, usccs: [], dry: false, empty: true });
    expect(emptied).toMatchObject({ removed: 9, portfolio: { size: 0 } });
    expect(await members(id)).toEqual([]);
  });

  it('is not emptied by a list that has no code at all, nor by an empty one unless that is said', async () => {
    const { portfolio } = await made(codes.slice(0, 3));
    const { id } = portfolio;
    for (const [usccs, empty] of [
      [['a', 'b'], false],
      [['a', 'b'], true],
      [[], false],
    ] as const) {
      const { errors } = await hub.ask(REPLACE, { key, variables: { id, usccs, dry: false, empty } });
      expect(errors[0]?.extensions).toMatchObject({
        problems: [{ path: 'usccs', code: 'NO_CODE', message: expect.stringContaining('allowEmpty: true') }],
      });
    }
    expect(await members(id)).toHaveLength(3);
  });

  it('takes 10,000 codes in a call, several calls to 200,000, and not one more', async () => {
    const { portfolio } = await made();
    const { id } = portfolio;
    const many = Array.from({ length: 10_001 }, (_, i) => sampleUscc(i + 1));
    const over = await hub.ask(CHANGE, { key, variables: { id, add: many } });
    expect(over.errors[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', max: 10_000 });
    expect(await run(CHANGE, { id, add: many.slice(0, 10_000) })).toMatchObject({ added: 10_000 });
    await hub.db.sql`update hub.portfolio set size = 199999 where id = ${id}`;
    const [one, two] = [sampleUscc(20_001), sampleUscc(20_002)];
    const full = await hub.ask(CHANGE, { key, variables: { id, add: [one, two] } });
    expect(full.errors[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', max: 200_000 });
    expect(await members(id)).toHaveLength(10_000);
    expect(await run(CHANGE, { id, add: [one] })).toMatchObject({ added: 1, portfolio: { size: 200_000 } });
  });

  it('keeps its size right while many change it at once', async () => {
    const { portfolio } = await made();
    const { id } = portfolio;
    await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        run(CHANGE, { id, add: codes.slice(i % 12, (i % 12) + 10), remove: codes.slice(i % 7, (i % 7) + 4) }),
      ),
    );
    const list = (await hub.dataOf('{ portfolios { id size } }', { key })).portfolios as { id: string; size: number }[];
    expect(list.find((p) => p.id === id)?.size).toBe((await members(id)).length);
  });

  it('shows the check of each company, page by page, with a receipt, and records what was asked', async () => {
    const { mine, works, trader, unknown } = hub.county;
    const { portfolio } = await made([mine, works, trader, unknown]);
    const { id } = portfolio;
    const found: Any[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { flags, size } = await run(FLAGS, { id, first: 3, after });
      expect(size).toBe(4);
      expect(flags.edges).toHaveLength(flags.nodes.length);
      found.push(...flags.nodes);
      after = flags.pageInfo.endCursor;
      more = flags.pageInfo.hasNextPage;
    }
    expect(found.map((f) => f.uscc)).toEqual([mine, works, trader, unknown].sort());
    const outcome = Object.fromEntries(found.map((f) => [f.uscc, f.outcome]));
    expect(outcome).toEqual({
      [mine]: 'RESTRICTED',
      [works]: 'CLEAR',
      [trader]: 'REFERENCE',
      [unknown]: 'UNKNOWN_ENTERPRISE',
    });
    for (const { receipt } of found) expect(receipt).toMatch(/^ey.*~ey.*~\d/);
    const rows = await hub.db.sql`select count, purpose from hub.inquiry q order by q.id desc limit 2`;
    expect([...rows]).toEqual([
      { count: 1, purpose: 'review' },
      { count: 3, purpose: 'review' },
    ]);
  });

  it('is its agency’s alone: no other sees, changes or removes it, the operator neither', async () => {
    const { portfolio } = await made(codes.slice(0, 2));
    const { id } = portfolio;
    for (const other of [hub.keys.PARTNER, hub.keys.OPERATOR]) {
      expect(
        await hub.dataOf('query ($id: ID!) { portfolio(id: $id) { id } portfolios { id } }', {
          key: other,
          variables: { id },
        }),
      ).toEqual({
        portfolio: null,
        portfolios: [],
      });
      for (const query of [CHANGE, REMOVE])
        expect(codesOf(await hub.ask(query, { key: other, variables: { id, add: [] } }))).toEqual(['NOT_FOUND']);
    }
    for (const id of ['x', '00000000-0000-4000-8000-000000000000'])
      expect(codesOf(await hub.ask(REMOVE, { key, variables: { id } }))).toEqual(['NOT_FOUND']);
    expect(codesOf(await hub.ask('{ portfolios { id } }', { key: hub.keys.COUNTY_GOVERNMENT }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await hub.ask('{ portfolios { id } }'))).toEqual(['UNAUTHENTICATED']);
    expect(await run(REMOVE, { id })).toMatchObject({ removed: 2, portfolio: { id, size: 2 } });
    expect(await members(id)).toEqual([]);
    expect(codesOf(await hub.ask(REMOVE, { key, variables: { id } }))).toEqual(['NOT_FOUND']);
  });

  it('is one of a hundred of an agency', async () => {
    const { PARTNER } = hub.keys;
    for (let i = 0; i < 100; i++) await run(CREATE, { name: `p ${i}`, usccs: [] }, PARTNER);
    const { errors } = await hub.ask(CREATE, { key: PARTNER, variables: { name: 'one more', usccs: [] } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', max: 100 });
  });
});
