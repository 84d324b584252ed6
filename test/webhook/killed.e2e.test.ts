import { expect, it } from 'vitest';
import { ask, dataOf } from '../kit/ask.js';
import { testDatabase } from '../kit/database.js';
import { seedAgencies } from '../kit/hub.js';
import { killLeftProcesses, serveProcess } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from './kit.js';
import { receiver } from './receiver.js';

killLeftProcesses();
const METRICS_KEY = 'the key of whoever watches the hub'.replaceAll(' ', '-');

it('a hub that is killed in the middle of an attempt is followed by another, and nothing is lost', async () => {
  const db = await testDatabase();
  const keys = await seedAgencies(db);
  const environment = { DATABASE_URL: db.url, HUB_WEBHOOK_ALLOW: '127.0.0.0/8', HUB_WEBHOOK_TIMEOUT_MS: '500' };
  const first = await serveProcess(['serve'], environment);
  const endpoint = await receiver((_, response) => void setTimeout(() => response.writeHead(204).end(), 15));
  const create = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { webhook { id } } }';
  const asking = { key: keys.PARTNER, variables: { input: { url: endpoint.url } } };
  const { createWebhook } = await dataOf(first.url, create, asking);
  const second = await serveProcess(['serve'], { ...environment, HUB_METRICS_KEY: METRICS_KEY });
  const submit = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { position } }';
  const write = (from: number, n: number, url = second.url) => {
    const r = Array.from({ length: n }, (_, i) => ({ uscc: sampleUscc(from + i), name: `企业${from + i}` }));
    return dataOf(url, submit, { key: keys.MARKET_REGULATION, variables: { r } });
  };
  await write(0, 100);
  await until(() => endpoint.received.length > 20);
  await first.stop('SIGKILL');
  const overlap = endpoint.overlap;
  await write(100, 50);
  const query = 'query ($id: ID!) { webhook(id: $id) { lag } }';
  const variables = { id: createWebhook.webhook.id };
  await until(async () => (await dataOf(second.url, query, { key: keys.PARTNER, variables })).webhook.lag === 0);
  const ids = endpoint.ids().map(Number);
  expect(overlap).toBe(1);
  expect([...new Set(ids)]).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
  const asOperator = { headers: { authorization: `Bearer ${METRICS_KEY}` } };
  const metrics = await (await fetch(`${second.url}/metrics`, asOperator)).text();
  expect(metrics).toMatch(/^hub_webhook_attempt_duration_seconds_count\{outcome="acknowledged"\} \d+$/m);
  expect(metrics).toMatch(/^hub_webhook_lag_events\{agency="PARTNER of the test",webhook="[0-9a-f-]+"\} \d+$/m);
  expect(metrics).toMatch(/^hub_webhooks_disabled 0$/m);
  expect(await second.stop('SIGTERM')).toBe(0);
  expect(await ask(second.url, query, { variables }).catch(() => 'closed')).toBe('closed');
  const [held] = await db.sql`select lease_holder from hub.webhook`;
  expect(held?.lease_holder).toBeNull();
});
