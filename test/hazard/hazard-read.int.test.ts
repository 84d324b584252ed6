import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { writeBatch } from '../../src/exchange/index.js';
import { addDays } from '../../src/kernel/date.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { sampleUscc } from '../kit/sample.js';
import { type Answer, type HazardWorld, hazardWorld, stepMutation } from './kit.js';
import { noon } from './sample.js';

const minqin = sampleUscc(1);
const gulang = sampleUscc(2, '620622');
const LIST =
  'query ($f: HazardFilter, $n: Int, $after: Cursor) { hazards(filter: $f, first: $n, after: $after) { nodes { id documentNumber foundOn } pageInfo { hasNextPage endCursor } } }';

describe('reading hazards', () => {
  let hub: HazardWorld;
  let nation: Viewer & { agencyId: string };
  const ids = new Map<string, string>();

  /** Imports reports as a file would. */
  const load = async (records: object[]) => {
    const { read, register } = hub.importer;
    const checked = records.map((r) => checkRecord(() => read({ ...r })));
    const receipt = await writeBatch(hub.db, register, checked, {
      provider: nation,
      receivedAt: new Date(),
      body: null,
      keepResults: false,
    });
    return receipt;
  };
  const numbers = async (filter: object | null, viewer?: Viewer, at?: Date) => {
    const { hazards } = await hub.run(LIST, { f: filter, n: 100 }, viewer, at);
    for (const h of hazards.nodes) ids.set(h.documentNumber, h.id);
    return hazards.nodes.map((h: { documentNumber: string }) => h.documentNumber);
  };
  const step = (number: string, name: string, input: object = {}) =>
    hub.run(stepMutation(name), { id: ids.get(number), input }, nation);

  beforeAll(async () => {
    hub = await hazardWorld();
    nation = await hub.agency('SAFETY_REGULATOR');
    await hub.register([minqin, gulang, ...Array.from({ length: 120 }, (_, i) => sampleUscc(100 + i))]);
    const receipt = await load([
      {
        documentNumber: 'A',
        uscc: minqin,
        level: '重大',
        description: '通风系统不完善',
        foundOn: '2025-03-01',
        deadline: '2025-04-30',
        funds: '50000',
      },
      {
        documentNumber: 'B',
        uscc: minqin,
        level: '一般隐患',
        description: '护栏缺失',
        foundOn: '2025-03-02',
        deadline: '2025-03-05',
      },
      {
        documentNumber: 'C',
        uscc: gulang,
        level: '重大隐患',
        description: '储罐腐蚀',
        foundOn: '2025-03-03',
        deadline: '2025-04-01',
      },
      { documentNumber: 'D', uscc: minqin, level: '一般', description: '消防通道堵塞', foundOn: '2025-03-03' },
      { documentNumber: 'E', uscc: minqin, level: '较大', description: '不在表里', foundOn: '2025-03-03' },
    ]);
    expect(receipt).toMatchObject({ inserted: 4, rejected: 1 });
    await numbers(null, nation);
    await step('A', 'notifyHazard', { at: noon('2025-03-02').toISOString(), note: '内部' });
    await step('A', 'listHazard', { at: noon('2025-03-10').toISOString(), note: '挂牌内部意见' });
    await step('C', 'notifyHazard', { at: noon('2025-03-04').toISOString() });
    await step('B', 'notifyHazard', { at: noon('2025-03-02').toISOString() });
  });

  it('an import repeated changes nothing, also after the hazards have moved on', async () => {
    const again = [
      {
        documentNumber: 'A',
        uscc: minqin,
        level: '重大',
        description: '通风系统不完善',
        foundOn: '2025-03-01',
        deadline: '2025-04-30',
        funds: '50000',
      },
      { documentNumber: 'D', uscc: minqin, level: '一般', description: '消防通道堵塞', foundOn: '2025-03-03' },
    ];
    expect(await load(again)).toMatchObject({ unchanged: 2, inserted: 0, updated: 0, rejected: 0 });
    expect(await load([{ ...again[0], funds: '60000' }])).toMatchObject({ rejected: 1 });
  });

  it('shows to each what its scope allows', async () => {
    const county = await hub.agency('SAFETY_REGULATOR', '620621');
    expect(await numbers(null)).toEqual(['A']);
    expect(await numbers(null, undefined, noon('2025-03-09'))).toEqual([]);
    expect(await numbers(null, undefined, noon('2025-03-10'))).toEqual(['A']);
    expect(await numbers(null, county)).toEqual(['D', 'B', 'A']);
    expect(await numbers(null, await hub.agency('COUNTY_GOVERNMENT', '620622'))).toEqual(['C']);
    expect(await numbers(null, await hub.agency('COUNTY_GOVERNMENT'))).toEqual(['D', 'C', 'B', 'A']);
    expect(await numbers(null, await hub.agency('PARTNER', '620622'))).toEqual(['D', 'C', 'B', 'A']);
    expect(await numbers(null, await hub.agency('OPERATOR'))).toEqual(['D', 'C', 'B', 'A']);
    for (const kind of ['BANKING', 'SECURITIES', 'INSURANCE', 'GUARANTEE'] as const) {
      const bank = await hub.agency(kind);
      expect((await hub.refused(LIST, {}, bank)).code).toBe('FORBIDDEN');
      expect((await hub.refused('query ($id: ID!) { hazard(id: $id) { id } }', { id: ids.get('A') }, bank)).code).toBe(
        'FORBIDDEN',
      );
    }
    const one = (number: string, viewer?: Viewer) =>
      hub.run('query ($id: ID!) { hazard(id: $id) { documentNumber } }', { id: ids.get(number) }, viewer);
    expect(await one('C', county)).toEqual({ hazard: null });
    expect(await one('B')).toEqual({ hazard: null });
    expect(await one('A')).toEqual({ hazard: { documentNumber: 'A' } });
    expect(await hub.run('{ hazard(id: "nonsense") { id } }')).toEqual({ hazard: null });
  });

  it('publishes the listing, and refuses the file on it', async () => {
    const { hazards } = await hub.run(
      `{ hazards { nodes { level description foundOn deadline listedOn status stateSince unrectified division { code }
        fiveImplementations { funds complete } history { from to } } } }`,
    );
    expect(hazards.nodes).toEqual([
      {
        ...{
          level: 'MAJOR',
          // The internal text stays inside, and no public one was given.
          description: null,
          foundOn: '2025-03-01',
          deadline: '2025-04-30',
          listedOn: '2025-03-10',
          status: 'LISTED',
        },
        ...{ stateSince: noon('2025-03-10').toISOString(), unrectified: true, division: { code: '620621' } },
        fiveImplementations: { funds: '50000.00', complete: false },
        history: [{ from: 'NOTIFIED', to: 'LISTED' }],
      },
    ]);
    expect((await hub.refused('{ hazards { nodes { history { note } } } }')).code).toBe('UNAUTHENTICATED');
    expect((await hub.refused('{ hazards { nodes { versions { status } } } }')).code).toBe('UNAUTHENTICATED');
  });

  it('filters', async () => {
    const on = noon('2025-04-15');
    const filtered = (filter: object) => numbers(filter, nation, on);
    expect(await filtered({ uscc: gulang })).toEqual(['C']);
    expect(await filtered({ division: '620621' })).toEqual(['D', 'B', 'A']);
    expect(await filtered({ division: '6206' })).toEqual(['D', 'C', 'B', 'A']);
    expect(await filtered({ level: 'MAJOR' })).toEqual(['C', 'A']);
    expect(await filtered({ status: ['NOTIFIED', 'FOUND'] })).toEqual(['D', 'C', 'B']);
    expect(await filtered({ status: [] })).toEqual([]);
    // Nobody marked them; the deadline has passed all the same.
    expect(await filtered({ overdue: true })).toEqual(['C', 'B']);
    expect(await filtered({ overdue: false })).toEqual(['D', 'A']);
    expect(await filtered({ listed: true })).toEqual(['A']);
    expect(await filtered({ listed: false })).toEqual(['D', 'C', 'B']);
    expect(await filtered({ foundFrom: '2025-03-02', foundUntil: '2025-03-02' })).toEqual(['B']);
    expect(await filtered({ level: 'MAJOR', division: '620622', overdue: true })).toEqual(['C']);
    expect((await hub.refused(LIST, { f: null, n: 501 }, nation)).code).toBe('LIMIT_EXCEEDED');
    expect((await hub.refused(LIST, { f: null, after: 'bm9uc2Vuc2U' }, nation)).code).toBe('CURSOR_INVALID');
  });

  it('pages in a total order while rows come in', async () => {
    const uscc = sampleUscc(100);
    const record = (n: number, foundOn: string) => ({
      documentNumber: `P-${n}`,
      uscc,
      level: 'GENERAL',
      description: '测试',
      foundOn,
    });
    const days = Array.from({ length: 23 }, (_, n) => addDays('2025-01-10', n >> 2));
    await load(days.map((day, n) => record(n, day)));
    const before = new Set(await numbers({ uscc }, nation));
    const seen: string[] = [];
    let after: string | null = null;
    let more = true;
    for (let page = 0; more; page++) {
      const { hazards }: Answer = await hub.run(LIST, { f: { uscc }, n: 5, after }, nation);
      seen.push(...hazards.nodes.map((h: { documentNumber: string }) => h.documentNumber));
      ({ hasNextPage: more, endCursor: after } = hazards.pageInfo);
      // Of the newest day, of a day that the reader is in the middle of, and of the oldest.
      await load([
        record(100 + page, '2025-02-01'),
        record(200 + page, days[12] as string),
        record(300 + page, '2025-01-01'),
      ]);
      expect(page).toBeLessThan(20);
    }
    const old = seen.filter((n) => before.has(n));
    expect(old).toEqual([...before]);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('reads the hazards of 100 enterprises in as many statements as of one', async () => {
    const usccs = Array.from({ length: 100 }, (_, i) => sampleUscc(101 + i));
    const records = usccs.flatMap((uscc, n) =>
      Array.from({ length: n % 4 }, (_, k) => ({
        documentNumber: `S-${n}-${k}`,
        uscc,
        level: 'GENERAL',
        description: '测试',
        foundOn: `2025-05-0${k + 1}`,
      })),
    );
    await load(records);
    const query = `query ($f: EnterpriseFilter) { enterprises(filter: $f, first: 500) { nodes { uscc name
      hazards(first: 2) { nodes { documentNumber status enterprise { name } history { to provenance { provider } } versions { status } }
        pageInfo { hasNextPage } } } } }`;
    let data: Answer;
    const ask = (codes: string[]) =>
      hub.statements(async () => {
        data = await hub.run(query, { f: { usccs: codes } }, nation);
      });
    // The names of agencies are looked up once in the life of a process.
    await ask(usccs.slice(3, 4));
    const one = await ask(usccs.slice(3, 4));
    const hundred = await ask(usccs);
    expect(hundred.length).toBe(one.length);
    expect(hundred.length).toBeLessThanOrEqual(5);
    const nodes = data.enterprises.nodes as { uscc: string; hazards: Answer }[];
    expect(nodes).toHaveLength(100);
    for (const { uscc, hazards } of nodes) {
      const n = usccs.indexOf(uscc);
      const expected = Array.from({ length: n % 4 }, (_, k) => `S-${n}-${k}`).reverse();
      expect(hazards.nodes.map((h: { documentNumber: string }) => h.documentNumber)).toEqual(expected.slice(0, 2));
      expect(hazards.pageInfo.hasNextPage).toBe(expected.length > 2);
    }
  });

  it('pages the hazards of an enterprise, in its viewer’s scope', async () => {
    const query =
      'query ($u: USCC!, $after: Cursor) { enterprise(uscc: $u) { hazards(first: 2, after: $after) { nodes { documentNumber } pageInfo { hasNextPage endCursor } } } }';
    const page = async (after: string | null, viewer?: Viewer) =>
      (await hub.run(query, { u: minqin, after }, viewer)).enterprise.hazards;
    const first = await page(null, nation);
    expect(first.nodes.map((h: { documentNumber: string }) => h.documentNumber)).toEqual(['D', 'B']);
    expect(await page(first.pageInfo.endCursor, nation)).toMatchObject({
      nodes: [{ documentNumber: 'A' }],
      pageInfo: { hasNextPage: false },
    });
    expect((await page(null)).nodes).toEqual([{ documentNumber: 'A' }]);
    expect((await page(null, await hub.agency('COUNTY_GOVERNMENT', '620622'))).nodes).toEqual([]);
    expect((await hub.refused(query, { u: minqin }, await hub.agency('BANKING'))).code).toBe('FORBIDDEN');
  });
});
