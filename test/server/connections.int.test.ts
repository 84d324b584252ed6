import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { metricOf } from '../kit/metric.js';
import { destroyRawClients, rawClient } from '../kit/raw-client.js';
import { until } from '../kit/until.js';

describe('connections', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({
      HUB_HEAD_WITHIN_MS: 1_000,
      HUB_CONNECTIONS: 60,
      HUB_CONNECTIONS_PER_ADDRESS: 40,
      HUB_READER_STALL_MS: 1_000,
    });
  });
  afterEach(destroyRawClients);

  it('that say nothing, or half a head, end in time', async () => {
    const before = await metricOf(hub.url, 'hub_callers_cut_total{kind="head"}');
    const silent = await rawClient(hub.url);
    const half = await rawClient(hub.url, 'POST /graphql HTTP/1.1\r\nHost: h');
    await until(() => silent.closed() && half.closed());
    expect(half.read()).toMatch(/^HTTP\/1\.1 408 /);
    expect(await metricOf(hub.url, 'hub_callers_cut_total{kind="head"}')).toBe(before + 2);
  });

  it('are so many of one address and no more; who leaves makes room', async () => {
    const refused = 'hub_bound_refusals_total{bound="HUB_CONNECTIONS_PER_ADDRESS"}';
    const metric = async () => {
      // The test's own way in is one of them.
      const page = await fetch(`${hub.url}/metrics`).catch(() => null);
      return page ? await page.text() : '';
    };
    await metric();
    const GET = 'GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n';
    const many = await Promise.all(Array.from({ length: 60 }, () => rawClient(hub.url, GET)));
    const answered = () => many.filter((one) => one.read().startsWith('HTTP/1.1 200')).length;
    const away = () => many.filter((one) => one.closed()).length;
    await until(() => answered() + away() === 60);
    expect(answered()).toBeLessThanOrEqual(40);
    expect(away()).toBeGreaterThanOrEqual(20);
    destroyRawClients();
    await until(async () => /^hub_connections [1-3]$/m.test(await metric()));
    expect(await metricOf(hub.url, refused)).toBeGreaterThanOrEqual(20);
  });

  it('that do not read their answers are cut, however many answers they ask for', async () => {
    const before = await metricOf(hub.url, 'hub_callers_cut_total{kind="answer"}');
    // 14 KB a head, as much an answer: thirty megabytes, which is more than the two buffers of a connection grow to.
    const query = `{ ${Array.from({ length: 40 }, (_, i) => `a${i}${'x'.repeat(300)}: __typename`).join(' ')} }`;
    const get = `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nHost: hub\r\n\r\n`;
    const deaf = await rawClient(hub.url);
    deaf.socket.pause();
    for (let i = 0; i < 2_400; i++) deaf.send(get);
    await until(async () => (await metricOf(hub.url, 'hub_callers_cut_total{kind="answer"}')) > before);
    // It learns of it when it looks.
    deaf.socket.resume();
    await until(() => deaf.closed());
  });
});
