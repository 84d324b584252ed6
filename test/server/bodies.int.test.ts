import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Held, type Share } from '../../src/server/http/held.js';
import { startHub } from '../../src/server/index.js';
import { metrics } from '../../src/server/watch/metrics.js';
import { afterFile } from '../kit/after-file.js';
import { startTestHub, type TestHub, testSettings } from '../kit/hub.js';
import { metricOf } from '../kit/metric.js';
import { destroyRawClients, headOf, type RawClient, rawClient, seen } from '../kit/raw-client.js';
import { until } from '../kit/until.js';

const statusOf = (client: RawClient): number => Number(/^HTTP\/1\.1 (\d+)/.exec(client.read())?.[1] ?? 0);
const errorOf = (client: RawClient) => JSON.parse(client.read().split('\r\n\r\n')[1] ?? 'null').errors[0];

describe('bodies', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({
      HUB_MAX_DOCUMENT_CHARACTERS: 4_000_000,
      HUB_BODY_LIMIT_BYTES: 1_000_000,
      HUB_BODIES_LIMIT_BYTES: 8_000_000,
      HUB_BODY_WITHIN_MS: 1_500,
    });
  });
  afterEach(destroyRawClients);

  it('are not read before it is known who sends them: a wrong key is told at their head', async () => {
    for (const path of ['/graphql', '/graphql/stream']) {
      const client = await rawClient(hub.url, headOf(900_000, 'hub_00000000_wrong', path));
      await seen(client, 'UNAUTHENTICATED');
      expect(statusOf(client)).toBe(401);
    }
    expect(await metricOf(hub.url, 'hub_body_bytes')).toBe(0);
  });

  it('of a caller without a key are small, and refused before they are read', async () => {
    for (const path of ['/graphql', '/graphql/stream']) {
      const client = await rawClient(hub.url, headOf(100_001, undefined, path));
      await seen(client, '"errors"');
      expect(statusOf(client)).toBe(413);
      const limit = { code: 'LIMIT_EXCEEDED', limit: 'HUB_PUBLIC_BODY_LIMIT_BYTES', max: 100_000 };
      expect(errorOf(client).extensions).toEqual(limit);
    }
    const query = `{ __typename } # ${'x'.repeat(200_000)}`;
    expect((await hub.ask(query, { key: hub.keys.BANKING })).data).toEqual({ __typename: 'Query' });
  });

  it('that do not end hold a bounded number of bytes, and no other agency’s (200 of them took 425 MB)', async () => {
    const unfinished = await Promise.all(
      Array.from({ length: 30 }, () => rawClient(hub.url, headOf(900_000, hub.keys.BANKING))),
    );
    const most: number[] = [];
    for (const client of unfinished) {
      client.send('x'.repeat(800_000));
      most.push(await metricOf(hub.url, 'hub_body_bytes'));
    }
    // A quarter of the whole is the agency's.
    expect(Math.max(...most)).toBeLessThanOrEqual(2_000_000);
    const full = unfinished.filter((client) => statusOf(client) === 503);
    expect(full.length).toBeGreaterThan(0);
    for (const client of full) {
      expect(errorOf(client).extensions).toEqual({ code: 'UNAVAILABLE' });
      expect(client.read()).toMatch(/\r\nretry-after: 2\r\n/i);
    }
    const large = `{ __typename } # ${'x'.repeat(900_000)}`;
    expect((await hub.ask(large, { key: hub.keys.PARTNER })).data).toEqual({ __typename: 'Query' });
    // Its own small requests are answered too.
    expect((await hub.ask('{ __typename }', { key: hub.keys.BANKING })).data).toEqual({ __typename: 'Query' });
    await until(() => unfinished.every((client) => statusOf(client) !== 0));
    expect(new Set(unfinished.map(statusOf))).toEqual(new Set([408, 503]));
    expect(await metricOf(hub.url, 'hub_body_bytes')).toBe(0);
  });

  it('that come byte by byte end in time (one lived for 326 s)', async () => {
    const before = await metricOf(hub.url, 'hub_callers_cut_total{kind="body"}');
    const client = await rawClient(hub.url, headOf(90_000));
    const drip = setInterval(() => client.send(' '), 20);
    await seen(client, '"errors"');
    clearInterval(drip);
    expect([statusOf(client), errorOf(client).extensions]).toEqual([408, { code: 'BAD_REQUEST' }]);
    await until(() => client.closed());
    expect(await metricOf(hub.url, 'hub_callers_cut_total{kind="body"}')).toBe(before + 1);
  });

  it('whose caller left while its key was looked up leave nothing behind', async () => {
    const lock = await hub.db.sql.reserve();
    try {
      await lock`begin`;
      await lock`lock table hub.agency_key in access exclusive mode`;
      const client = await rawClient(hub.url, headOf(50_000, 'hub_00000000_unseen'));
      await until(async () => (await metricOf(hub.url, 'hub_graphql_requests_running')) === 1);
      client.socket.destroy();
    } finally {
      await lock`rollback`;
      lock.release();
    }
    await until(async () => (await metricOf(hub.url, 'hub_graphql_requests_running')) === 0);
  });

  it('are the same however they are cut', async () => {
    const body = JSON.stringify({ query: '{ division(code: "620621") { name } }', operationName: null });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }), async (sizes) => {
        const text = await new Promise<string>((done, fail) => {
          const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
          const sending = request(`${hub.url}/graphql`, { method: 'POST', headers }, async (response) => {
            let read = '';
            for await (const chunk of response.setEncoding('utf8')) read += chunk;
            done(read);
          });
          sending.once('error', fail).setNoDelay(true);
          const bytes = Buffer.from(body);
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const next = at + (sizes[i % sizes.length] as number);
            sending.write(bytes.subarray(at, next));
            at = next;
          }
          sending.end();
        });
        expect(JSON.parse(text)).toEqual({ data: { division: { name: '民勤县' } } });
      }),
      { numRuns: 40 },
    );
  });

  it('that their callers break off are told as that, and not as a database that is away', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const own = await startHub({ settings: testSettings(), databaseUrl: hub.db.url, log });
    afterFile(() => own.stop());
    const paths = ['/graphql', '/graphql/stream', '/nowhere', `/portfolios/${randomUUID()}/members`];
    for (const path of paths) {
      const method = path.startsWith('/portfolios') ? 'PUT' : 'POST';
      const clients = await Promise.all(
        Array.from({ length: 5 }, () => rawClient(own.url, headOf(50_000, hub.keys.BANKING, path, method))),
      );
      for (const client of clients) client.send(Buffer.alloc(20_000, 'x'));
      for (const client of clients) client.socket.destroy();
      // Those of this test's own questions stay.
      await until(async () => (await metricOf(own.url, 'hub_connections')) < 5);
    }
    await until(async () => (await metricOf(own.url, 'hub_graphql_requests_running')) === 0);
    expect(lines.filter((line) => line.fault || (line.level as number) >= 40)).toEqual([]);
  });
});

describe('the bytes that are held', () => {
  const shares: Share[] = [1, 2, 3].map((n) => ({ name: `agency ${n}`, part: 1 / 4 }));
  const step = fc.record({ who: fc.nat(9), to: fc.nat(3_000), end: fc.boolean() });

  it('are never more than the bounds, and none when all have ended', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { doors } = metrics();
        const held = new Held({ total: 5_000, least: 2_000, within: 60_000 }, doors);
        const all = Array.from({ length: 10 }, (_, n) => ({ shares: [shares[n % 3] as Share], giveUp: () => {} }));
        const sizes = new Map<object, number>();
        for (const { who, to, end } of steps) {
          const one = all[who] as (typeof all)[number];
          if (end) {
            held.end(one);
            sizes.delete(one);
          } else {
            if (!sizes.has(one)) {
              held.begin(one);
              sizes.set(one, 0);
            }
            if (held.grow(one, to)) sizes.set(one, to);
          }
          expect([...sizes.values()].reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(5_000);
          for (const share of shares) {
            const ofIt = [...sizes].filter(([o]) => (o as typeof one).shares[0] === share);
            expect(ofIt.reduce((total, [, size]) => total + size, 0)).toBeLessThanOrEqual(2_000);
          }
        }
        for (const one of all) held.end(one);
        // What was left would count against the next.
        const next = { shares: [shares[0] as Share], giveUp: () => {} };
        held.begin(next);
        expect(held.grow(next, 2_000)).toBe(true);
        held.end(next);
      }),
    );
  });
});
