import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { type Answer, day, type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

const LIST = `query ($f: RestrictionFilter, $first: Int = 500, $after: Cursor) { restrictions(filter: $f, first: $first, after: $after) {
  nodes { id cause status domain enterprise { uscc name } } pageInfo { hasNextPage endCursor } } }`;

describe('reading restrictions', () => {
  let hub: OpenHub;
  let land: Viewer;
  let operator: Viewer;
  const minqin = sampleUscc(1);
  const liangzhou = sampleUscc(2, '620602');
  const list = async (f: object | null, viewer = land): Promise<string[]> =>
    (await hub.run(LIST, { f }, viewer)).restrictions.nodes.map((n: { cause: string }) => n.cause);
  const insert = (cause: string, uscc: string, more: object = {}) =>
    hub.db.sql`insert into hub.restriction ${hub.db.sql({
      uscc,
      domain: 'LAND_USE_APPROVAL',
      decided_on: day(-10),
      effective_from: day(-9),
      effective_until: day(9),
      published_on: day(-5),
      cause,
      legal_basis: '安委〔2013〕8号',
      policy: 'test',
      ...more,
    })}`;

  beforeAll(async () => {
    hub = await openHub();
    land = await hub.agency('LAND');
    operator = await hub.agency('OPERATOR', null);
    await hub.submit('enterprises', [
      { uscc: minqin, name: '红沙岗煤业' },
      { uscc: liangzhou, name: '凉州农场' },
    ]);
    await insert('1 in force', minqin);
    await insert('2 not announced', minqin, { published_on: null, domain: 'BANK_LOAN_REFERENCE' });
    await insert('3 announced tomorrow', minqin, { published_on: day(1) });
    await insert('4 lifted', minqin, { lifted_on: day(-1) });
    await insert('5 expired', liangzhou, { effective_until: day(-1) });
    await insert('6 last day', liangzhou, { effective_until: day(0), domain: 'PROJECT_APPROVAL' });
    await insert('7 proposed', liangzhou, { decided_on: null });
  });

  const all = [
    '7 proposed',
    '6 last day',
    '5 expired',
    '4 lifted',
    '3 announced tomorrow',
    '2 not announced',
    '1 in force',
  ];
  const announced = ['6 last day', '1 in force'];

  it('are an agency’s to read while they are in force, and the announced ones the public’s, wherever they are asked for', async () => {
    expect(await list(null, operator)).toEqual(all);
    const inForce = all.filter((c) => !/proposed|expired|lifted/.test(c));
    expect(await list(null)).toEqual(inForce);
    const nobody = (await hub.run(LIST, {})).restrictions.nodes.map((n: { cause: string }) => n.cause);
    expect(nobody).toEqual(announced);
    const own = `{ enterprise(uscc: "${minqin}") { restrictions { cause } } }`;
    const causes = async (viewer?: Viewer) =>
      (await hub.run(own, {}, viewer)).enterprise.restrictions.map((r: { cause: string }) => r.cause);
    expect(await causes(land)).toEqual(['1 in force', '2 not announced', '3 announced tomorrow']);
    expect(await causes()).toEqual(['1 in force']);
  });

  it('are those in force of an enterprise on the day asked for, with their status then', async () => {
    const source =
      'query ($u: USCC!, $on: Date) { enterprise(uscc: $u) { restrictions(inForceOn: $on) { cause status } } }';
    const on = async (offset: number, u = minqin) =>
      (await hub.run(source, { u, on: day(offset) }, land)).enterprise.restrictions.map(
        (r: { cause: string; status: string }) => {
          expect(r.status).toBe('IN_FORCE');
          return r.cause.slice(0, 1);
        },
      );
    expect(await on(-10)).toEqual([]);
    // What was lifted since, and what expired, is shown no more: not even as of a day on which it was in force.
    expect(await on(-9)).toEqual(['1', '2', '3']);
    expect(await on(-1)).toEqual(['1', '2', '3']);
    expect(await on(9)).toEqual(['1', '2', '3']);
    expect(await on(10)).toEqual([]);
    expect(await on(-1, liangzhou)).toEqual(['6']);
    expect(await on(0, liangzhou)).toEqual(['6']);
  });

  it.each([
    ['a company', { uscc: liangzhou }, ['7', '6', '5']],
    ['a county', { division: '620621' }, ['4', '3', '2', '1']],
    ['a prefecture', { division: '6206' }, ['7', '6', '5', '4', '3', '2', '1']],
    ['another', { division: '620700' }, []],
    ['domains', { domain: ['PROJECT_APPROVAL', 'BANK_LOAN_REFERENCE'] }, ['6', '2']],
    ['a day', { inForceOn: day(0) }, ['6', '3', '2', '1']],
    ['all of it', { inForceOn: day(0), division: '620602', domain: ['PROJECT_APPROVAL'], uscc: liangzhou }, ['6']],
  ])('are filtered by %s', async (_, f, expected) => {
    expect((await list(f, operator)).map((c) => c.slice(0, 1))).toEqual(expected);
  });

  it('are listed with their status of today, in pages', async () => {
    const { nodes } = (await hub.run(LIST, { f: {} }, operator)).restrictions;
    expect(nodes.map((n: { status: string }) => n.status)).toEqual([
      'PROPOSED',
      'IN_FORCE',
      'EXPIRED',
      'LIFTED',
      'IN_FORCE',
      'IN_FORCE',
      'IN_FORCE',
    ]);
    expect(nodes[0].enterprise).toEqual({ uscc: liangzhou, name: '凉州农场' });
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: Answer = (await hub.run(LIST, { first: 3, after }, operator)).restrictions;
      seen.push(...page.nodes.map((n: { cause: string }) => n.cause));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
      await insert(`new ${seen.length}`, minqin);
    }
    expect(seen).toEqual(all);
    expect(await hub.refusal(LIST, { after: 'x' }, land)).toMatchObject({ code: 'CURSOR_INVALID' });
  });
});
