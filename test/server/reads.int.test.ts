import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../db/client.js';
import { agencies, agencyStore } from '../../src/access/index.js';
import { type RunningHub, startHub } from '../../src/server/index.js';
import { afterFile } from '../kit/after-file.js';
import { type Asking, ask, dataOf } from '../kit/ask.js';
import { cluster, type Server } from '../kit/cluster.js';
import { testSettings } from '../kit/hub.js';
import { metricOf as metric } from '../kit/metric.js';
import { killLeftProcesses, serveProcess } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

killLeftProcesses();

describe.sequential('reads from a standby', () => {
  let primary: Server;
  let standby: Server;
  let hub: RunningHub;
  let key: string;
  let bank: string;
  let serial = 0;
  beforeAll(async () => {
    [primary, standby] = (await cluster(1)).servers as [Server, Server];
    const db = connect({ url: primary.url, application: 'hub test' });
    const access = agencies(agencyStore(db));
    ({ key } = await access.add({ name: '市场监管局', kind: 'MARKET_REGULATION', divisionCode: null }));
    ({ key: bank } = await access.add({ name: '银行', kind: 'BANKING', divisionCode: null }));
    await db.close();
    const settings = testSettings({ HUB_READ_DATABASE_URL: standby.url });
    hub = await startHub({ settings, databaseUrl: primary.url });
    afterFile(() => hub.stop());
  });

  const SUBMIT = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { position } }';
  const write = async (): Promise<{ uscc: string; position: number }> => {
    const uscc = sampleUscc(serial++);
    const variables = { r: [{ uscc, name: `民勤县第${serial}厂` }] };
    const { submitEnterprises } = await dataOf(hub.url, SUBMIT, { key, variables });
    return { uscc, position: submitEnterprises.position };
  };
  const read = async (uscc: string, asking: Asking = {}) =>
    (await dataOf(hub.url, `{ enterprise(uscc: "${uscc}") { name } }`, { key, ...asking })).enterprise;
  const at = (position: number) => ({ headers: { 'x-hub-position': String(position) } });
  const counted = (place: string) => metric(hub.url, `hub_queries_read_total{place="${place}"}`);
  /** How many queries were read from the standby, and from the primary, by some work. */
  const places = async (work: () => Promise<unknown>) => {
    const before = [await counted('standby'), await counted('primary')] as const;
    await work();
    return [(await counted('standby')) - before[0], (await counted('primary')) - before[1]];
  };
  const caughtUp = () =>
    until(async () => {
      const [ours, theirs] = await Promise.all([primary, standby].map((s) => s.ask('select position from hub.head')));
      return ours?.[0]?.position === theirs?.[0]?.position;
    });

  it('look-ups, lists and the feed are read there; checks and what is an agency’s own are not', async () => {
    const { uscc, position } = await write();
    await caughtUp();
    const [there, here] = await places(async () => {
      expect(await read(uscc, at(position))).toEqual({ name: '民勤县第1厂' });
      const { enterprises, events } = await dataOf(
        hub.url,
        '{ enterprises(filter: { name: "民勤" }) { nodes { uscc } } events { nodes { position } } }',
        { key },
      );
      expect(enterprises.nodes).toEqual([{ uscc }]);
      expect(events.nodes.map((e: { position: number }) => e.position)).toEqual([position]);
    });
    expect([there, here]).toEqual([2, 0]);
    expect(
      await places(async () => {
        const check = `{ creditCheck(uscc: "${uscc}") { outcome position } }`;
        expect(await dataOf(hub.url, check, { key: bank })).toEqual({ creditCheck: { outcome: 'CLEAR', position } });
        await dataOf(hub.url, '{ webhooks(first: 1) { nodes { id } } }', { key });
        await dataOf(hub.url, `{ enterprise(uscc: "${uscc}", knownAt: "${new Date().toISOString()}") { name } }`, {
          key,
        });
      }),
    ).toEqual([0, 3]);
  });

  it('nothing is older than what the request brings, nor than what the hub has told: the primary is read where the standby is behind', async () => {
    await standby.ask('select pg_wal_replay_pause()');
    const { uscc, position } = await write();
    expect(await places(async () => expect(await read(uscc, at(position))).not.toBeNull())).toEqual([0, 1]);
    const feed = await dataOf(hub.url, '{ events { nodes { position } pageInfo { endCursor } } }', { key });
    expect(feed.events.nodes).toHaveLength(2);
    const again = await dataOf(
      hub.url,
      `{ events(after: "${feed.events.pageInfo.endCursor}") { nodes { position } } }`,
      {
        key,
      },
    );
    expect(again.events.nodes).toEqual([]);
    await until(async () => (await metric(hub.url, 'hub_standby_lag_positions{standby="1"}')) === 1);
    await standby.ask('select pg_wal_replay_resume()');
    await caughtUp();
    expect(await places(() => read(uscc, at(position)))).toEqual([1, 0]);
    const { status } = await ask(hub.url, '{ __typename }', { headers: { 'x-hub-position': 'far' } });
    expect(status).toBe(400);
  });

  it('the heavy thread reads there too', async () => {
    const { uscc, position } = await write();
    await caughtUp();
    const urls = { DATABASE_URL: primary.url, HUB_READ_DATABASE_URL: standby.url };
    const heavy = await serveProcess(['serve'], { ...urls, HUB_HEAVY_THREAD: '1', HUB_LIGHT_COST: '0' });
    const query = `{ enterprise(uscc: "${uscc}") { name } }`;
    expect((await dataOf(heavy.url, query, { key, ...at(position) })).enterprise).not.toBeNull();
    expect(await metric(heavy.url, 'hub_queries_read_total{place="standby"}')).toBe(1);
    expect(await heavy.stop()).toBe(0);
  });

  it('the primary is read while the standby is away, which then is found again', async () => {
    const { uscc } = await write();
    await caughtUp();
    await read(uscc);
    await standby.kill();
    // Its processes end a moment after it.
    await until(async () => {
      const [there] = await places(async () => expect(await read(uscc)).not.toBeNull());
      return there === 0;
    });
    await standby.start();
    await until(async () => (await places(() => read(uscc)))[0] === 1);
  });

  it('reads of the public go on there while the primary is away', async () => {
    const { uscc } = await write();
    await caughtUp();
    await read(uscc, { key: undefined });
    await primary.kill();
    const open = await dataOf(hub.url, `{ enterprise(uscc: "${uscc}") { name } }`);
    expect(open.enterprise).not.toBeNull();
  });
});
