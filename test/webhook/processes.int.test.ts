import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../db/client.js';
import { EventReader } from '../../src/exchange/index.js';
import { afterFile } from '../kit/after-file.js';
import { proxyOf } from '../kit/proxy.js';
import { until, type WebhookHub, webhookHub } from './kit.js';
import { type Answering, receiver } from './receiver.js';

const slowly =
  (ms: number): Answering =>
  (_, response) =>
    void setTimeout(() => response.writeHead(204).end(), ms);

/** How often a sequence goes back: once for each time that somebody else took over. */
const stepsBack = (ids: number[]) => ids.filter((id, i) => i > 0 && id <= (ids[i - 1] as number)).length;
const inOrder = (ids: number[]) => [...new Set(ids)].every((id, i, all) => i === 0 || id > (all[i - 1] as number));

describe('several processes that deliver', () => {
  let hub: WebhookHub;
  let partner: Awaited<ReturnType<WebhookHub['agency']>>;
  beforeAll(async () => {
    hub = await webhookHub(2_000);
    partner = await hub.agency('PARTNER');
  });
  const lag = async (id: string) => (await hub.webhook(partner, id)).lag;
  const many = (n: number) => hub.append(...Array.from({ length: n }, () => ({})));

  it('share the webhooks, each delivered by one at a time, once', async () => {
    const endpoints = await Promise.all(Array.from({ length: 6 }, () => receiver(slowly(5))));
    const ids = await Promise.all(endpoints.map(async ({ url }) => (await hub.create(partner, { url })).id));
    const workers = await Promise.all([hub.worker(), hub.worker(), hub.worker()]);
    const positions = (await many(40)).map(String);
    await until(() => endpoints.every((e) => e.received.length === positions.length));
    for (const endpoint of endpoints) {
      expect(endpoint.ids()).toEqual(positions);
      expect(endpoint.overlap).toBe(1);
    }
    for (const worker of workers) await worker.stop(1_000);
    const [held] = await hub.db.sql`select count(*)::int n from hub.webhook where lease_holder is not null`;
    expect(held?.n).toBe(0);
    for (const id of ids) {
      expect(await lag(id)).toBe(0);
      await hub.run('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id }, partner);
    }
  });

  it('one of which is cut off from the database: it stops before another takes over, and nothing is lost', async () => {
    const endpoint = await receiver(slowly(20));
    const { id } = await hub.create(partner, { url: endpoint.url });
    const proxy = await proxyOf(hub.db.url);
    const db = connect({ url: proxy.url });
    afterFile(() => db.close());
    // It goes on hearing of new events: what stops it is its lease alone.
    const cut = await hub.worker({ db, reader: new EventReader(db) });
    const positions = await many(20);
    await until(() => endpoint.received.length > 5);
    const other = await hub.worker();
    await proxy.down();
    positions.push(...(await many(300)));
    await until(async () => (await lag(id)) === 0);
    const ids = endpoint.ids().map(Number);
    expect(endpoint.overlap).toBe(1);
    expect(new Set(ids)).toEqual(new Set(positions));
    expect(inOrder(ids)).toBe(true);
    expect(stepsBack(ids)).toBeLessThanOrEqual(1);
    await proxy.up();
    const late = await many(20);
    await until(async () => (await lag(id)) === 0);
    expect(endpoint.ids().slice(ids.length).map(Number)).toEqual(late);
    await Promise.all([cut.stop(0), other.stop(0)]);
    await hub.run('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id }, partner);
  });

  it('of which the only one is cut off for longer than its lease: it goes on by itself, one attempt at a time', async () => {
    const endpoint = await receiver(slowly(10));
    const { id } = await hub.create(partner, { url: endpoint.url });
    const proxy = await proxyOf(hub.db.url);
    const db = connect({ url: proxy.url });
    afterFile(() => db.close());
    const worker = await hub.worker({ db, reader: new EventReader(db) });
    const positions = await many(5);
    await until(async () => (await lag(id)) === 0);
    await proxy.down();
    await sleep(3_000);
    positions.push(...(await many(100)));
    await proxy.up();
    await until(async () => (await lag(id)) === 0);
    positions.push(...(await many(100)));
    await until(async () => (await lag(id)) === 0);
    expect(endpoint.ids().map(Number)).toEqual(positions);
    expect(endpoint.overlap).toBe(1);
    const [row] = await hub.db.sql`select lease_token::int token from hub.webhook where id = ${id}`;
    expect(row?.token).toBe(1);
    await worker.stop(0);
    await hub.run('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id }, partner);
  });

  it('one of which stops: its attempt ends and counts, and another goes on at once', async () => {
    const endpoint = await receiver(slowly(200));
    const { id } = await hub.create(partner, { url: endpoint.url });
    const first = await hub.worker();
    const positions = await many(3);
    await until(() => endpoint.received.length === 1);
    const second = await hub.worker();
    // Its attempt is waited for, not the hour that it may take.
    await first.stop(3_600_000);
    await until(() => endpoint.received.length === 3);
    expect(endpoint.ids()).toEqual(positions.map(String));
    expect(endpoint.overlap).toBe(1);
    await second.stop(1_000);
    await hub.run('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id }, partner);
  });

  it('one of which stops while a receiver hangs: it does not wait longer than it may, and no failure is counted', async () => {
    const endpoint = await receiver(() => {});
    const { id } = await hub.create(partner, { url: endpoint.url });
    const worker = await hub.worker({ attemptMs: 3_600_000 });
    await many(1);
    await until(() => endpoint.received.length === 1);
    await worker.stop(100);
    expect(await hub.webhook(partner, id)).toMatchObject({ failures: 0, lag: 1, deliveries: { nodes: [] } });
    await sleep(50);
    expect(endpoint.received).toHaveLength(1);
    await hub.run('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id }, partner);
  });

  it('find that what a webhook has yet to get is no longer kept: it is disabled and told, never passed over in silence', async () => {
    const land = await hub.agency('LAND');
    const endpoint = await receiver();
    const { id } = await hub.create(land, { url: endpoint.url });
    await many(5);
    // As retention leaves it, which drops whole partitions.
    const [kept] = await hub.db
      .sql`update hub.log set start_position = (select position - 2 from hub.head) returning start_position::int p`;
    const worker = await hub.worker();
    await until(async () => (await hub.webhook(land, id)).disabledReason === 'BEHIND');
    expect(endpoint.received).toEqual([]);
    const { events } = await hub.run('{ events(types: ["webhook.disabled"]) { nodes { data } } }', {}, land);
    expect(events.nodes[0].data).toMatchObject({
      webhook: id,
      reason: 'BEHIND',
      error: expect.stringMatching(/oldest cursor/),
    });
    await hub.run('mutation ($id: ID!) { replayWebhook(id: $id) { id } }', { id }, land);
    await hub.run('mutation ($id: ID!) { enableWebhook(id: $id) { id } }', { id }, land);
    await until(() => endpoint.received.length === 3);
    expect(endpoint.ids().map(Number)).toEqual([1, 2, 3].map((n) => kept?.p + n));
    await worker.stop(0);
    await hub.run('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id }, land);
  });
});
