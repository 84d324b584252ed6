import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import type { AgencyKind } from '../../src/kernel/vocabulary.js';
import { contextOf } from '../kit/world.js';
import { type AccidentWorld, accidentWorld, CONCLUDE } from './accident-world.js';

const LIST = `query ($filter: AccidentFilter, $first: Int, $after: Cursor) {
  accidents(filter: $filter, first: $first, after: $after) { nodes { id documentNumber occurredAt } pageInfo { hasNextPage endCursor } }
}`;
interface Listed {
  nodes: { id: string; documentNumber: string; occurredAt: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

describe('reading accidents', () => {
  let w: AccidentWorld;
  const list = async (variables: Record<string, unknown>, viewer?: Viewer): Promise<Listed> =>
    (await w.run(LIST, variables, viewer)).accidents as Listed;
  const numbers = async (filter: object, viewer?: Viewer) =>
    (await list({ filter, first: 500 }, viewer)).nodes.map((n) => n.documentNumber);
  const idOf = async (number: string): Promise<string> => {
    const [row] = await w.db.sql`select id::text from hub.accident where document_number = ${number}`;
    return row?.id;
  };
  let nationwide: Viewer & { agencyId: string };
  let operator: Viewer;

  beforeAll(async () => {
    w = await accidentWorld(2);
    nationwide = await w.agency('SAFETY_REGULATOR');
    operator = await w.agency('OPERATOR');
    await w.importReports(
      [
        w.report({ documentNumber: 'V-1' }),
        w.report({ documentNumber: 'V-2', division: '620602', deaths: 4 }),
        w.report({ documentNumber: 'V-3', deaths: 30, category: 'FIRE' }),
        w.report({ documentNumber: 'V-4', division: '620621100', occurredAt: '2026-03-02T00:00:00+08:00' }),
      ] as Record<string, unknown>[],
      nationwide as typeof w.regulator,
    );
    const conclusion = { concludedOn: '2026-05-01', responsibility: 'MAIN' };
    await w.run(CONCLUDE, { id: await idOf('V-1'), input: { ...conclusion, publishedOn: '2026-05-02' } }, nationwide);
    await w.run(CONCLUDE, { id: await idOf('V-2'), input: { ...conclusion, publishedOn: '2999-01-01' } }, nationwide);
    await w.run(CONCLUDE, { id: await idOf('V-3'), input: conclusion }, nationwide);
  });

  it('shows each viewer what the permission page says, in lists, by id, by enterprise and in statistics', async () => {
    const all = ['V-4', 'V-3', 'V-2', 'V-1'];
    const minqin = ['V-4', 'V-3', 'V-1'];
    const views: [AgencyKind | 'PUBLIC', string | null, string[]][] = [
      ['PUBLIC', null, ['V-1']],
      ['PARTNER', null, all],
      ['LAND', '620621', all],
      ['OPERATOR', null, all],
      ['COUNTY_GOVERNMENT', '620621', minqin],
      ['COUNTY_GOVERNMENT', '620600', all],
      ['COUNTY_GOVERNMENT', '620602', ['V-2']],
      ['SAFETY_REGULATOR', '620621', minqin],
      ['SAFETY_REGULATOR', null, all],
      // As the public reads them.
      ['BANKING', null, ['V-1']],
      ['INSURANCE', null, ['V-1']],
      ['CREDIT_OFFICE', null, ['V-1']],
    ];
    const entity = w.room.subgraph.entities.Accident;
    const own = `query ($u: USCC!) { enterprise(uscc: $u) { name accidents { nodes { documentNumber } } } }`;
    const u = { u: w.usccs[0] };
    for (const [kind, division, expected] of views) {
      const viewer = kind === 'PUBLIC' ? undefined : await w.agency(kind, division);
      const count = '{ accidentStatistics(by: []) { accidents } }';
      expect(await numbers({}, viewer), `${kind} ${division}`).toEqual(expected);
      expect((await w.run(count, {}, viewer)).accidentStatistics).toEqual([{ accidents: expected.length }]);
      for (const number of all) {
        const id = await idOf(number);
        const { accident } = await w.run('query ($id: ID!) { accident(id: $id) { documentNumber } }', { id }, viewer);
        expect(accident).toEqual(expected.includes(number) ? { documentNumber: number } : null);
        const loaded = (await entity.load({ id }, contextOf(viewer))) as { documentNumber: string } | null;
        expect(loaded?.documentNumber).toBe(expected.includes(number) ? number : undefined);
      }
      const nodes = expected.map((documentNumber) => ({ documentNumber }));
      expect((await w.run(own, u, viewer)).enterprise).toMatchObject({ accidents: { nodes } });
    }
  });

  it('filters by every condition', async () => {
    const cases: [object, string[]][] = [
      [{ uscc: w.usccs[0] }, ['V-4', 'V-3', 'V-2', 'V-1']],
      [{ uscc: w.usccs[1] }, []],
      [{ division: '620602' }, ['V-2']],
      [{ division: '620621100' }, ['V-4']],
      [{ division: '62' }, ['V-4', 'V-3', 'V-2', 'V-1']],
      [{ level: ['ORDINARY', 'PARTICULARLY_MAJOR'] }, ['V-4', 'V-3', 'V-1']],
      [{ minLevel: 'RELATIVELY_LARGE' }, ['V-3', 'V-2']],
      [{ minLevel: 'MAJOR', level: ['RELATIVELY_LARGE', 'PARTICULARLY_MAJOR'] }, ['V-3']],
      [{ category: ['FIRE'] }, ['V-3']],
      [{ status: ['REPORTED'] }, ['V-4']],
      [{ responsibility: ['MAIN', 'FULL'] }, ['V-3', 'V-2', 'V-1']],
      [{ occurredFrom: '2026-03-02' }, ['V-4']],
      [{ occurredUntil: '2026-03-01', division: '620621' }, ['V-3', 'V-1']],
      [{ occurredFrom: '2026-03-01', occurredUntil: '2026-03-02', status: ['CONCLUDED'], minLevel: 'MAJOR' }, ['V-3']],
    ];
    for (const [filter, expected] of cases)
      expect(await numbers(filter, operator), JSON.stringify(filter)).toEqual(expected);
  });

  it('pages through accidents of one instant and of neighbouring milliseconds while others arrive', async () => {
    const at = (ms: number) => new Date(Date.parse('2025-06-01T00:00:00.000Z') + ms).toISOString();
    const report = (n: number, ms: number) =>
      w.report({ documentNumber: `P-${n}`, uscc: w.usccs[1], occurredAt: at(ms) });
    // Seven each of three milliseconds.
    await w.importReports(Array.from({ length: 21 }, (_, i) => report(i, i % 3)));
    const filter = { uscc: w.usccs[1] };
    const expected = await numbers(filter, operator);
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; ; page++) {
      const { nodes, pageInfo } = await list({ filter, first: 4, after }, operator);
      seen.push(...nodes.map((n) => n.documentNumber));
      // Before, among and after what has been seen: none of them may repeat or displace a row.
      await w.importReports([report(100 + page, 2), report(200 + page, 5)]);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen.filter((n) => Number(n.slice(2)) < 100)).toEqual(expected);
    expect(new Set(seen).size).toBe(seen.length);
    expect(expected).toHaveLength(21);
    for (const cursor of [
      'x',
      Buffer.from('["accidents","9e9","1"]').toString('base64url'),
      Buffer.from('["gradings","2025-01-01","1"]').toString('base64url'),
    ]) {
      expect(await w.refusal(LIST, { after: cursor }, operator)).toMatchObject({ code: 'CURSOR_INVALID' });
    }
    expect(await w.refusal(LIST, { first: 501 }, operator)).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});
