import { request } from 'node:http';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../kit/after-file.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { type Data, type Listening, listen, listenToStream } from './listen.js';

const EVENTS =
  'subscription ($after: Cursor, $types: [String!]) { events(after: $after, types: $types) { position cursor } }';
const HEAD = '{ logHead { logId position cursor recordedAt oldest } }';
const QUIET = { types: ['accident.concluded'] };
const SUBMIT = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { position } }';

/** A stream as it comes, for who looks at its comments. */
function rawStream(hub: TestHub, variables: object, headers: Record<string, string> = {}) {
  let text = '';
  const url = new URL('/graphql/stream', hub.url);
  url.searchParams.set('query', EVENTS);
  url.searchParams.set('variables', JSON.stringify(variables));
  const authorization = `Bearer ${hub.keys.OPERATOR}`;
  const asked = request(url, { headers: { authorization, ...headers } }, (response) => {
    response.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
  });
  asked.on('error', () => {}).end();
  afterFile(() => void asked.destroy());
  return {
    text: () => text,
    /** What a client would send as Last-Event-ID if it were cut now. */
    lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? null,
  };
}

describe('where a subscription stands', () => {
  let hub: TestHub;
  let serial = 500;
  const open: Listening[] = [];
  beforeAll(async () => {
    hub = await startTestHub();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.stop();
  });
  const head = async () => (await hub.dataOf(HEAD)).logHead;
  const write = async (): Promise<number> => {
    const r = [{ uscc: sampleUscc(serial), name: `民勤县第${serial++}厂` }];
    const key = hub.keys.MARKET_REGULATION;
    return (await hub.dataOf(SUBMIT, { key, variables: { r } })).submitEnterprises.position;
  };

  describe.each([
    ['graphql-transport-ws', listen],
    ['server-sent events', listenToStream],
  ] as const)('over %s', (_name, subscribe) => {
    const hear = async (variables: object, extensions?: Record<string, unknown>) => {
      const ask = { url: hub.url, query: EVENTS, variables: { ...variables }, key: hub.keys.OPERATOR };
      const one = await subscribe({ ...ask, ...(extensions ? { extensions } : {}) });
      open.push(one);
      return one;
    };

    it('is its first answer where it is asked for: cut before its first event it loses nothing', async () => {
      const { cursor } = await head();
      const one = await hear({}, { cursors: true });
      expect(await one.until(1)).toEqual([{ data: null, extensions: { cursor } }]);
      await one.stop();
      const missed = [await write(), await write()];
      const again = await hear({ after: cursor }, { cursors: true });
      const heard = await again.until(3);
      expect(heard[0]).toEqual({ data: null, extensions: { cursor } });
      expect(heard.slice(1).map((h: Data) => h.data.events.position)).toEqual(missed);
    });

    it('is no answer where it is not asked for', async () => {
      const plain = await hear({});
      const other = await hear({}, { cursors: 'yes', somethingElse: {} });
      const position = await write();
      for (const one of [plain, other]) expect((await one.until(1))[0].data.events.position).toBe(position);
    });
  });

  it('is the id of a stream’s first comment, so that EventSource has a Last-Event-ID before its first event', async () => {
    const { cursor } = await head();
    const stream = rawStream(hub, {});
    await until(() => stream.lastId() !== null);
    expect(stream.text()).toBe(`:\n\n:\nid: ${cursor}\n\n`);
    const missed = await write();
    const again = rawStream(hub, {}, { 'last-event-id': cursor });
    await until(() => again.text().includes('event: next'));
    expect(again.text()).toContain(`"position":${missed},`);
  });

  it('is what Last-Event-ID says, and not the `after` of an address that a browser repeats', async () => {
    const first = (await head()).cursor;
    await write();
    const { cursor } = await head();
    const position = await write();
    const again = rawStream(hub, { after: first }, { 'last-event-id': cursor });
    await until(() => again.text().includes('event: next'));
    expect(/"position":(\d+)/.exec(again.text())?.[1]).toBe(String(position));
    // An empty one says that nothing came yet.
    const fresh = rawStream(hub, { after: cursor }, { 'last-event-id': '' });
    await until(() => fresh.text().includes('event: next'));
    expect(/"position":(\d+)/.exec(fresh.text())?.[1]).toBe(String(position));
  });

  it('moves on though nothing comes that was asked for: who is cut does not go on from far back', async () => {
    const ask = { url: hub.url, query: EVENTS, variables: QUIET, key: hub.keys.OPERATOR };
    const socket = await listen({ ...ask, extensions: { cursors: true } });
    const stream = await listenToStream({ ...ask, extensions: { cursors: true } });
    open.push(socket, stream);
    const comments = rawStream(hub, QUIET);
    await until(() => comments.lastId() !== null);
    await write();
    const { cursor } = await head();
    await until(() => comments.lastId() === cursor);
    for (const one of [socket, stream])
      expect((await one.until(2)).at(-1)).toEqual({ data: null, extensions: { cursor } });
    expect(comments.text()).not.toContain('event: next');
  });

  it('is where the log ends, for anybody who asks where that is', async () => {
    const position = await write();
    const said = await head();
    const [log] = await hub.db.sql`select id, start_position::int start from hub.log`;
    const [last] = await hub.db.sql`select recorded_at from hub.event where position = ${position}`;
    const recordedAt = new Date(last?.recorded_at).toISOString();
    expect(said).toMatchObject({ logId: log?.id, position, recordedAt });
    const kept = `query ($after: Cursor) { events(after: $after, first: 500) { nodes { position } pageInfo { endCursor } } }`;
    const from = async (after: string) =>
      (await hub.dataOf(kept, { key: hub.keys.OPERATOR, variables: { after } })).events;
    expect((await from(said.oldest)).nodes).toHaveLength(position - log?.start);
    expect(await from(said.cursor)).toEqual({ nodes: [], pageInfo: { endCursor: said.cursor } });
  });
});
