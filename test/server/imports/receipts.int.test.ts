import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../../src/access/index.js';
import { ImportRunStore, undoImport } from '../../../src/exchange/index.js';
import { importFile } from '../../../src/intake/core.js';
import { openRooms, type Rooms } from '../../../src/server/index.js';
import { listener, temporary } from '../../intake/kit.js';
import { CHINESE_HEADER, chineseRows } from '../../intake/sample.js';
import { codesOf } from '../../kit/ask.js';
import { startTestHub, type TestHub } from '../../kit/hub.js';
import { type Any, asked, ended } from './kit.js';

const LIST = `query ($filter: ImportReceiptFilter, $first: Int! = 20, $after: Cursor) {
  importReceipts(filter: $filter, first: $first, after: $after) {
    nodes { id register file agency sha256 bytes status dryRun message takenBack rejectedUrl receivedAt startedAt finishedAt
      counts { read inserted updated unchanged rejected } }
    pageInfo { hasNextPage endCursor }
  }
}`;

describe('receipts of imports', () => {
  let hub: TestHub;
  let rooms: Rooms;
  let key: string;
  let other: { key: string; id: string };
  const file = temporary();
  const ids: string[] = [];
  /** What an operator imported, by receipt. */
  let brought: string;
  const csvOf = (from: number, count: number) => `${[CHINESE_HEADER, ...chineseRows(count, from)].join('\n')}\n`;
  beforeAll(async () => {
    hub = await startTestHub();
    rooms = await openRooms(hub.db);
    key = hub.keys.MARKET_REGULATION;
    const access = agencies(agencyStore(hub.db));
    const made = await access.add({ name: '另一局', kind: 'MARKET_REGULATION', divisionCode: '620621' });
    other = { key: made.key, id: made.agency.id };
    for (const from of [1_000, 1_010, 1_020]) {
      const url = `${hub.url}/imports/enterprises?file=${from}.csv`;
      const { body } = await asked(url, key, { method: 'POST', body: `${csvOf(from, 3)}短了\n` });
      await ended(hub.url, key, body.id);
      ids.push(body.id);
    }
    // An operator's file with records of both agencies.
    brought = randomUUID();
    const mixed = [
      `${CHINESE_HEADER},提供单位`,
      ...chineseRows(5, 2_000).map((row, i) => `${row},${i < 2 ? '另一局' : 'MARKET_REGULATION of the test'}`),
    ];
    const known = (await rooms.agencies.list()).map(({ id, kind, name, divisionCode }) => ({
      agencyId: id,
      kind,
      name,
      divisionCode,
      disabled: false,
    }));
    await importFile({
      ...{ file: file('both.csv', `${mixed.join('\n')}\n`), importer: rooms.importers.enterprises, db: hub.db },
      ...{ agencies: known, receipt: brought, report: listener() },
    });
  });
  const list = async (as: string, variables: object = {}): Promise<Any> =>
    (await hub.dataOf(LIST, { key: as, variables: variables as Record<string, unknown> })).importReceipts;
  const counts = (all: Partial<Record<'read' | 'inserted' | 'updated' | 'unchanged' | 'rejected', number>>) => ({
    ...{ read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 },
    ...all,
  });

  it('are an agency’s own, newest first: of what it handed in, and of what the operator imported for it', async () => {
    const { nodes } = await list(key);
    expect(nodes.map((n: Any) => n.id)).toEqual([brought, ...ids.toReversed()]);
    expect(nodes[0]).toMatchObject({
      register: 'enterprises',
      file: 'both.csv',
      agency: null,
      status: 'DONE',
      counts: counts({ read: 3, inserted: 3 }),
      rejectedUrl: null,
    });
    expect(nodes[1]).toMatchObject({
      ...{
        file: '1020.csv',
        agency: 'MARKET_REGULATION of the test',
        dryRun: false,
        takenBack: 0,
        message: expect.any(String),
      },
      ...{ counts: counts({ read: 4, inserted: 3, rejected: 1 }), rejectedUrl: `/imports/${ids[2]}/rejected` },
    });
    const others = (await list(other.key)).nodes;
    expect(others).toMatchObject([{ id: brought, counts: counts({ read: 2, inserted: 2 }) }]);
    const all = (await list(hub.keys.OPERATOR)).nodes;
    expect(all.map((n: Any) => n.id)).toEqual([brought, ...ids.toReversed()]);
    expect(all[0].counts).toEqual(counts({ read: 5, inserted: 5 }));
    expect((await list(hub.keys.BANKING)).nodes).toEqual([]);
  });

  it('are read page by page, by register and by status, and one by its id', async () => {
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Any = await list(key, { first: 1, after });
      seen.push(...page.nodes.map((n: Any) => n.id));
      more = page.pageInfo.hasNextPage;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual([brought, ...ids.toReversed()]);
    expect((await list(key, { filter: { register: 'gradings' } })).nodes).toEqual([]);
    expect((await list(key, { filter: { register: 'enterprises', status: 'DONE' } })).nodes).toHaveLength(4);
    expect((await list(key, { filter: { status: 'FAILED' } })).nodes).toEqual([]);
    const one = (id: string, as: string) =>
      hub.dataOf('query ($id: ID!) { importReceipt(id: $id) { id file } }', { key: as, variables: { id } });
    expect((await one(ids[0] as string, key)).importReceipt).toEqual({ id: ids[0], file: '1000.csv' });
    expect((await one(brought, other.key)).importReceipt).toEqual({ id: brought, file: 'both.csv' });
    for (const [id, as] of [
      [ids[0], other.key],
      [randomUUID(), key],
      ['x', key],
    ] as const)
      expect((await one(id as string, as)).importReceipt).toBeNull();
    expect(codesOf(await hub.ask(LIST))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await hub.ask(LIST, { key, variables: { after: 'x' } }))).toEqual(['CURSOR_INVALID']);
  });

  it('of an import by the command have what its file is, where that is written down: for operators all, for an agency its own rows', async () => {
    const options = {};
    const one = {
      id: brought,
      agencyId: null,
      register: 'enterprises',
      file: 'both.csv',
      sha256: 'a'.repeat(64),
      bytes: 700,
    };
    const end = { status: 'DONE', bytesRead: 700, message: 'for operators', details: null, warnings: [] } as const;
    const received = (await list(other.key)).nodes[0].receivedAt;
    const at = new Date(received);
    const told = { read: 6, inserted: 5, updated: 0, unchanged: 0, rejected: 1 };
    await new ImportRunStore(hub.db).record(
      { ...one, options, dryRun: false, receivedAt: at },
      { ...end, ...told },
      at,
    );
    const known = { id: brought, sha256: 'a'.repeat(64), bytes: 700, agency: null, file: 'both.csv' };
    expect((await list(hub.keys.OPERATOR)).nodes.find((n: Any) => n.id === brought)).toMatchObject({
      ...known,
      counts: told,
      message: 'for operators',
    });
    expect((await list(other.key)).nodes).toMatchObject([
      { ...known, counts: counts({ read: 2, inserted: 2 }), message: null },
    ]);
    expect((await list(hub.keys.OPERATOR)).nodes).toHaveLength(4);
  });

  it('of an import that was taken back say so, and its file is imported anew when it comes again', async () => {
    const registers = Object.values(rooms.importers).map((i) => i.register);
    await undoImport(hub.db, { receipt: ids[0] as string, registers });
    const mine = (await list(key)).nodes.find((n: Any) => n.id === ids[0]);
    expect(mine).toMatchObject({ takenBack: 3, counts: counts({ read: 4, inserted: 3, rejected: 1 }) });
    const { body } = await asked(`${hub.url}/imports/enterprises?file=1000.csv`, key, {
      method: 'POST',
      body: `${csvOf(1_000, 3)}短了\n`,
    });
    expect(body.repeated).toBe(false);
    expect((await ended(hub.url, key, body.id)).counts).toEqual(counts({ read: 4, inserted: 3, rejected: 1 }));
  });
});
