import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningHub, startHub } from '../../src/server/index.js';
import { ask, dataOf } from '../kit/ask.js';
import { startTestHub, type TestHub, testSettings } from '../kit/hub.js';
import { type DatabaseProxy, proxyOf } from '../kit/proxy.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { type Listening, listen, listenToStream } from './listen.js';

const EVENTS = 'subscription ($after: Cursor) { events(after: $after) { position cursor } }';
const SUBMIT = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted position } }';
let serial = 60_000;
const record = () => ({ uscc: sampleUscc(serial++), name: '民勤县新登记企业' });

describe('several hubs on one database', () => {
  let one: TestHub;
  let other: RunningHub;
  const open: Listening[] = [];
  beforeAll(async () => {
    one = await startTestHub();
    other = await startHub({ settings: testSettings(), databaseUrl: one.db.url });
  });
  afterAll(() => other.stop());
  afterEach(async () => {
    for (const listening of open.splice(0)) await listening.stop();
  });
  const hear = async (url: string, variables: object = {}, subscribe = listen) => {
    const listening = await subscribe({ url, query: EVENTS, variables: { ...variables }, key: one.keys.OPERATOR });
    open.push(listening);
    return listening;
  };
  const write = async (url: string): Promise<number> =>
    (await dataOf(url, SUBMIT, { key: one.keys.MARKET_REGULATION, variables: { r: [record()] } })).submitEnterprises
      .position;
  const positions = (l: Listening) => l.heard.map((h) => h.data.events.position);

  it('tell the subscribers of all what is written through any', async () => {
    const here = await hear(one.url);
    const there = await hear(other.url);
    const stream = await hear(other.url, {}, listenToStream);
    const written: number[] = [];
    for (let i = 0; i < 20; i++) written.push(await write(i % 2 ? one.url : other.url));
    for (const listening of [here, there, stream]) {
      await listening.until(20);
      expect(positions(listening)).toEqual(written);
    }
  });

  it('let a client go on at another where it left off', async () => {
    const here = await hear(one.url);
    await write(one.url);
    await write(other.url);
    const { cursor } = (await here.until(2))[0].data.events;
    const there = await hear(other.url, { after: cursor });
    const third = await write(one.url);
    await there.until(2);
    expect(positions(there)).toEqual([positions(here)[1], third]);
  });

  it('hear where a notification is lost', async () => {
    const there = await hear(other.url);
    // The connection that listens is cut at the moment of the write: its notification is lost.
    await one.db.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike '%listen%' and pid <> pg_backend_pid()`;
    const position = await write(one.url);
    const [heard] = await there.until(1);
    expect(heard.data.events.position).toBe(position);
  });
});

describe('a database that restarts', () => {
  let hub: TestHub;
  let proxy: DatabaseProxy;
  beforeAll(async () => {
    hub = await startTestHub({}, async (url) => {
      proxy = await proxyOf(url);
      return proxy.url;
    });
  });

  it('leaves the subscribers where they are, and they hear what was written when it is back', async () => {
    const key = hub.keys.OPERATOR;
    const socket = await listen({ url: hub.url, query: EVENTS, key });
    const stream = await listenToStream({ url: hub.url, query: EVENTS, key });
    const write = () => ask(hub.url, SUBMIT, { key: hub.keys.MARKET_REGULATION, variables: { r: [record()] } });
    const { submitEnterprises: first } = (await write()).data;
    await socket.until(1);
    await proxy.down();
    const { errors } = await write();
    expect(errors[0]?.extensions?.code).toBe('UNAVAILABLE');
    await sleep(700);
    await proxy.up();
    let last: number | undefined;
    await until(async () => {
      last = (await write()).data?.submitEnterprises?.position;
      return last !== undefined;
    });
    // The one that failed may have been committed or not; whatever the log holds is heard, each position once.
    const expected = Array.from({ length: (last as number) - first.position + 1 }, (_, i) => first.position + i);
    for (const listening of [socket, stream]) {
      await listening.until(expected.length);
      expect(listening.heard.map((h) => h.data.events.position)).toEqual(expected);
      await listening.stop();
    }
  });
});

describe('a hub that stops', () => {
  it('tells its subscribers to come back: 1001 on a socket, the end of a stream without `complete`', async () => {
    const hub = await startTestHub({ HUB_STOP_WITHIN_MS: 3_600_000 });
    const key = hub.keys.OPERATOR;
    const sockets = await Promise.all(Array.from({ length: 50 }, () => listen({ url: hub.url, query: EVENTS, key })));
    const stream = await listenToStream({ url: hub.url, query: EVENTS, key });
    await hub.stop();
    for (const socket of sockets) expect(await socket.ended).toEqual({ code: 1001 });
    expect((await stream.ended).errors).toHaveLength(1);
    for (const listening of [...sockets, stream]) await listening.stop();
  });
});
