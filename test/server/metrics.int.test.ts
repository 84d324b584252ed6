import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { until } from '../kit/until.js';

const KEY = 'kept-by-whoever-watches';

/** The public /metrics named the agencies that have webhooks and consumers, and the webhooks' ids. */
describe('the names in the metrics', () => {
  let hub: TestHub;
  let webhook: string;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_METRICS_KEY: KEY, HUB_METRICS_PORT: 0 });
    webhook = await follow(hub);
  });

  it('count the days that the holiday table lasts, as it stands in the database', async () => {
    const left = async () =>
      Number(/^hub_holiday_days_left (-?\d+)$/m.exec((await read(`${hub.url}/metrics`)).text)?.[1]);
    const before = await left();
    const [row] = await hub.db.sql`select make_date(max(extract(year from day))::int, 12, 31)
      - (now() at time zone 'Asia/Shanghai')::date as left from hub.holiday`;
    expect(before).toBe(row?.left);
    await hub.db.sql`insert into hub.holiday (day, kind) values ('2027-01-01', 'OFF')`;
    await until(async () => (await left()) === before + 365);
  });

  /** A webhook that gets nothing, and a consumer that acknowledged the first event alone. */
  async function follow({ dataOf, keys }: TestHub): Promise<string> {
    const key = keys.PARTNER;
    const create = 'mutation ($i: WebhookInput!) { createWebhook(input: $i) { webhook { id } } }';
    const made = await dataOf(create, { key, variables: { i: { url: 'https://127.0.0.1.invalid/' } } });
    const { events } = await dataOf('{ events(first: 1) { pageInfo { endCursor } } }', { key });
    const acknowledge = 'mutation ($c: Cursor!) { acknowledgeEvents(consumer: "the reader", cursor: $c) { name } }';
    await dataOf(acknowledge, { key, variables: { c: events.pageInfo.endCursor } });
    return made.createWebhook.webhook.id;
  }
  const read = async (url: string, key?: string) => {
    const response = await fetch(url, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, text: await response.text() };
  };
  const named = (id = webhook) =>
    new RegExp(`^hub_webhook_lag_events\\{agency="PARTNER of the test",webhook="${id}"\\} \\d+$`, 'm');
  const CONSUMER = /^hub_consumer_lag_events\{agency="PARTNER of the test",consumer="the reader"\} [1-9]\d*$/m;

  async function expectNone(text: string, of = hub, id = webhook): Promise<void> {
    const agencies = await of.db.sql<{ id: string; name: string }[]>`select id, name from hub.agency`;
    expect(agencies.length).toBeGreaterThan(5);
    for (const name of [...agencies.flatMap((a) => [a.id, a.name]), id, 'the reader', 'agency='])
      expect(text).not.toContain(name);
    // What an alarm needs is there.
    expect(text).toMatch(/^hub_webhooks 1$/m);
    expect(text).toMatch(/^hub_consumers 1$/m);
    expect(text).toMatch(/^hub_consumers_behind 1$/m);
    expect(text).toMatch(/^hub_consumer_lag_events_max [1-9]\d*$/m);
    expect(text).toMatch(/^hub_webhook_lag_events_max \d+$/m);
    expect(text).toMatch(/^hub_webhooks_behind [01]$/m);
    expect(text).toMatch(/^hub_webhooks_disabled 0$/m);
  }

  it('are told for the key, on the hub’s port and on the metrics’ own', async () => {
    for (const url of [`${hub.url}/metrics`, hub.metricsUrl as string]) {
      const { status, text } = await read(url, KEY);
      expect(status, url).toBe(200);
      expect(text).toMatch(named());
      expect(text).toMatch(CONSUMER);
      expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
      // One page of Prometheus' format: each metric is described once, and no line is empty.
      const described = [...text.matchAll(/^# TYPE (\S+)/gm)].map((m) => m[1]);
      expect(new Set(described).size).toBe(described.length);
    }
  });

  it('are told to nobody without it: the public reads the hub as a whole, a wrong key is refused', async () => {
    const open = await read(`${hub.url}/metrics`);
    expect(open.status).toBe(200);
    await expectNone(open.text);
    for (const url of [`${hub.url}/metrics`, hub.metricsUrl as string]) {
      for (const wrong of [`${KEY}x`, KEY.toUpperCase(), hub.keys.OPERATOR]) {
        const { status, text } = await read(url, wrong);
        expect(status).toBe(401);
        expect(JSON.parse(text).errors[0].extensions.code).toBe('UNAUTHENTICATED');
      }
    }
    expect((await read(hub.metricsUrl as string)).status).toBe(401);
  });

  it('are on the port of its own without a key where none is set, and then for nobody on the hub’s', async () => {
    const other = await startTestHub({ HUB_METRICS_PORT: 0 });
    const id = await follow(other);
    const { status, text } = await read(other.metricsUrl as string);
    expect(status).toBe(200);
    expect(text).toMatch(named(id));
    await expectNone((await read(`${other.url}/metrics`)).text, other, id);
    await expectNone((await read(`${other.url}/metrics`, other.keys.OPERATOR)).text, other, id);
    expect((await read((other.metricsUrl as string).replace('/metrics', '/graphql'))).status).toBe(404);
  });
});
