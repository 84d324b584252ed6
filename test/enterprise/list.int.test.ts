import { beforeAll, describe, expect, it } from 'vitest';
import { day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const LIST = `query ($f: EnterpriseFilter, $first: Int! = 20, $after: Cursor) { enterprises(filter: $f, first: $first, after: $after) {
  nodes { uscc } edges { cursor node { uscc } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
interface Page {
  nodes: { uscc: string }[];
  edges: { cursor: string; node: { uscc: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

describe('the list of enterprises', () => {
  let hub: OpenHub;
  const page = async (variables: object): Promise<Page> => (await hub.run(LIST, { ...variables })).enterprises;
  const [mine, works, trader, shop, elsewhere, farm] = [
    ...[1, 2, 3, 4].map((n) => sampleUscc(n)),
    sampleUscc(5, '620102'),
    sampleUscc(6, '620602'),
  ] as [string, string, string, string, string, string];
  const NAMES: Record<string, string> = {
    [mine]: 'mine',
    [works]: 'works',
    [trader]: 'trader',
    [shop]: 'shop',
    [elsewhere]: 'elsewhere',
    [farm]: 'farm',
  };
  const found = async (f: object | null) => (await page({ f, first: 500 })).nodes.map((n) => NAMES[n.uscc]).sort();

  beforeAll(async () => {
    hub = await openHub();
    await hub.submit('enterprises', [
      { uscc: mine, name: '红沙岗煤业', industry: 'B0610' },
      { uscc: works, name: '绿洲建材厂', industry: '3021', division: '620621100' },
      { uscc: trader, name: '沙枣商贸', industry: 'F', status: 'SUSPENDED' },
      { uscc: shop, name: '苏武山小店' },
      { uscc: elsewhere, name: '兰州煤业', industry: '061', status: 'CANCELLED' },
      { uscc: farm, name: '凉州农场', industry: '01', status: '吊销' },
    ]);
    const grading = (documentNumber: string, uscc: string, grade: string, more: object = {}) => ({
      documentNumber,
      uscc,
      grade,
      standard: 'GB/T 33000-2016',
      issuedOn: day(-100),
      publishedOn: day(-90),
      ...more,
    });
    await hub.submit('gradings', [
      grading('1', mine, 'GRADE_3', { issuedOn: day(-200) }),
      grading('2', mine, 'GRADE_2'),
      grading('3', works, 'GRADE_1', { publishedOn: null }),
      grading('4', trader, 'GRADE_2', { revokedOn: day(-1), revocationReason: '事故' }),
      grading('5', shop, 'GRADE_2', { issuedOn: day(-400), validUntil: day(-1) }),
      grading('6', elsewhere, 'BELOW_STANDARD'),
      grading('7', farm, 'GRADE_3', { validUntil: day(0) }),
    ]);
    const restriction = (uscc: string, more: object = {}) => ({
      uscc,
      domain: 'LAND_USE_APPROVAL',
      decided_on: day(-4),
      effective_from: day(-3),
      effective_until: day(3),
      published_on: day(-2),
      lifted_on: null,
      cause: 'A-1',
      legal_basis: '安委〔2013〕8号',
      policy: 'test',
      ...more,
    });
    await hub.db.sql`insert into hub.restriction ${hub.db.sql([
      restriction(mine),
      restriction(works, { published_on: null }),
      restriction(trader, { lifted_on: day(-1) }),
      restriction(shop, { effective_until: day(-1) }),
      restriction(farm, { effective_from: day(0), effective_until: day(0) }),
    ])}`;
  });

  it.each([
    ['nothing', null, ['elsewhere', 'farm', 'mine', 'shop', 'trader', 'works']],
    ['an empty filter', {}, ['elsewhere', 'farm', 'mine', 'shop', 'trader', 'works']],
    ['a county', { division: '620621' }, ['mine', 'shop', 'trader', 'works']],
    ['a town', { division: '620621100' }, ['works']],
    ['a prefecture', { division: '620600' }, ['farm', 'mine', 'shop', 'trader', 'works']],
    ['a province in two digits', { division: '62' }, ['elsewhere', 'farm', 'mine', 'shop', 'trader', 'works']],
    ['the nation', { division: '100000' }, ['elsewhere', 'farm', 'mine', 'shop', 'trader', 'works']],
    ['another county', { division: '620622' }, []],
    ['a section', { industry: 'B' }, ['elsewhere', 'mine']],
    ['a section that is all that is known', { industry: 'F' }, ['trader']],
    ['a division', { industry: '06' }, ['elsewhere', 'mine']],
    ['a class', { industry: 'B0610' }, ['mine']],
    ['no such class', { industry: '0690' }, []],
    ['states', { status: ['SUSPENDED', 'REVOKED'] }, ['farm', 'trader']],
    ['no state', { status: [] }, []],
    ['the grade in force', { grade: ['GRADE_2'] }, ['mine']],
    ['not the grade before it', { grade: ['GRADE_3'] }, ['farm']],
    ['not one that is not public', { grade: ['GRADE_1'] }, []],
    ['below standard', { grade: ['BELOW_STANDARD', 'GRADE_2'] }, ['elsewhere', 'mine']],
    ['restricted', { restricted: true }, ['farm', 'mine']],
    ['not restricted', { restricted: false }, ['elsewhere', 'shop', 'trader', 'works']],
    ['a code', { uscc: mine }, ['mine']],
    ['codes', { usccs: [mine, farm, sampleUscc(99)] }, ['farm', 'mine']],
    ['no codes', { usccs: [] }, []],
    ['a code of codes', { uscc: mine, usccs: [mine, farm] }, ['mine']],
    ['a code that is not of the codes', { uscc: mine, usccs: [farm] }, []],
    ['a name', { name: '煤业' }, ['elsewhere', 'mine']],
    [
      'all at once',
      { name: '煤业', division: '620621', industry: 'B', status: ['ACTIVE'], grade: ['GRADE_2'], restricted: true },
      ['mine'],
    ],
    [
      'nulls',
      { name: null, division: null, status: null, grade: null, restricted: null, usccs: null },
      ['elsewhere', 'farm', 'mine', 'shop', 'trader', 'works'],
    ],
  ])('is filtered by %s', async (_, f, expected) => expect(await found(f)).toEqual(expected));

  it('takes up to 500 codes', async () => {
    const usccs = Array.from({ length: 501 }, (_, i) => sampleUscc(i + 1));
    expect(await hub.refusal(LIST, { f: { usccs } })).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      extensions: { max: 500 },
    });
    expect(await found({ usccs: usccs.slice(0, 500) })).toEqual(['mine', 'shop', 'trader', 'works']);
  });

  it('has pages of up to 500 rows, and says whether others follow', async () => {
    for (const first of [501, -1])
      expect(await hub.refusal(LIST, { first })).toMatchObject({
        code: 'LIMIT_EXCEEDED',
        extensions: { limit: 'first', max: 500 },
      });
    const { nodes, edges, pageInfo } = await page({ first: 4 });
    expect(nodes).toHaveLength(4);
    expect(edges.map((e) => e.node)).toEqual(nodes);
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges[3]?.cursor,
    });
    const rest = await page({ first: 4, after: pageInfo.endCursor });
    expect(rest.nodes).toHaveLength(2);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect((await page({ first: 4, after: rest.pageInfo.endCursor })).pageInfo).toMatchObject({
      hasNextPage: false,
      endCursor: null,
    });
    expect((await page({ first: 0 })).pageInfo).toMatchObject({ hasNextPage: true, endCursor: null });
  });

  it.each([
    ['forged', Buffer.from('["enterprises","x"]').toString('base64url')],
    ['of another list', Buffer.from('["gradings","2025-01-01","1"]').toString('base64url')],
    ['not one at all', 'abc'],
  ])('refuses a cursor that is %s', async (_, after) => {
    expect(await hub.refusal(LIST, { after })).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('is read whole and once while rows are inserted before and behind the cursor', async () => {
    const codes = Array.from({ length: 300 }, (_, i) => sampleUscc(2000 + i * 3, '622901')).sort();
    const insert = (usccs: string[]) =>
      hub.submit(
        'enterprises',
        usccs.map((uscc) => ({ uscc, name: '临夏企业' })),
      );
    await insert(codes);
    const f = { division: '622901' };
    const seen: string[] = [];
    const behind: string[] = [];
    const before: string[] = [];
    let extra = 0;
    for (let after: string | null = null; ; ) {
      const [{ nodes, pageInfo }] = (await Promise.all([
        page({ f, first: 17, after }),
        // At the same time, wherever it falls.
        insert([sampleUscc(2001 + 3 * (extra % 300), '622901')]),
      ])) as [Page, unknown];
      extra += 7;
      seen.push(...nodes.map((n) => n.uscc));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor as string;
      // And surely one on each side of the cursor, between this page and the next.
      const last = seen.at(-1) as string;
      const fresh = Array.from({ length: 300 }, (_, i) => sampleUscc(2002 + i * 3, '622901'));
      const [low] = fresh.filter((c) => c < last && !before.includes(c));
      const [high] = fresh
        .filter((c) => c > last && !behind.includes(c))
        .sort()
        .reverse();
      if (low) before.push(low);
      if (high) behind.push(high);
      await insert([low, high].filter((c) => c !== undefined));
    }
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(codes.filter((c) => !seen.includes(c))).toEqual([]);
    expect(behind.filter((c) => !seen.includes(c))).toEqual([]);
    expect(before.length).toBeGreaterThan(5);
  });
});
