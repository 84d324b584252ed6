import { Agent, request } from 'node:http';
import { connect as dial } from 'node:net';
import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Settings } from '../../src/server/index.js';
import { startTestHub } from '../kit/hub.js';
import { until } from '../kit/until.js';

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A hub with a submission that waits: another connection holds the lock that every submission takes. */
async function waitingHub(settings: Partial<Settings> = {}) {
  const hub = await startTestHub(settings);
  const held = await hub.db.sql.reserve();
  await held`begin`;
  await held`select 1 from hub.head for update`;
  const query = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }';
  const submission = (uscc: string) => ({ query, variables: { r: [{ uscc, name: '民勤县新登记企业' }] } });
  const waits = () =>
    until(async () => {
      const [row] = await hub.db.sql`select count(*)::int n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return row?.n > 0;
    });
  const release = async () => {
    await held`rollback`;
    held.release();
  };
  return { hub, submission, waits, release };
}

describe('a graceful stop', () => {
  it('lets a running request finish, refuses new connections, and shows itself not ready', async () => {
    const { hub, submission, waits, release } = await waitingHub();
    const { query, variables } = submission(hub.county.unknown);
    const running = hub.ask(query, { variables, key: hub.keys.MARKET_REGULATION });
    // A probe whose last line is still missing: it is asked while the hub stops.
    const probe = dial(Number(new URL(hub.url).port), '127.0.0.1');
    probe.write('GET /health/ready HTTP/1.1\r\nHost: hub\r\n');
    let answer = '';
    probe.on('data', (text) => {
      answer += text;
    });
    await waits();

    let stopped = false;
    const stop = hub.stop().then(() => {
      stopped = true;
    });
    await sleep(300);
    expect(stopped).toBe(false);
    await expect(fetch(`${hub.url}/health/live`)).rejects.toThrow('fetch failed');
    probe.write('\r\n');
    await release();
    const { status, data, headers } = await running;
    expect({ status, data }).toEqual({ status: 200, data: { submitEnterprises: { inserted: 1 } } });
    expect(headers.get('connection')).toBe('close');
    await stop;
    expect(await hub.db.sql`select name from hub.enterprise where uscc = ${hub.county.unknown}`).toHaveLength(1);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    await hub.stop(); // again: nothing
  });

  it('is not kept up by a client that asks without pause', async () => {
    const hub = await startTestHub({ HUB_STOP_WITHIN_MS: 3_600_000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const once = () =>
      new Promise<number>((done, fail) => {
        const headers = { 'content-type': 'application/json' };
        const sent = request(`${hub.url}/graphql`, { agent, method: 'POST', headers }, (response) => {
          response.resume().once('end', () => done(response.statusCode ?? 0));
        });
        sent.once('error', fail).end('{"query":"{ division(code: \\"620621\\") { name } }"}');
      });
    let asking = true;
    const clients = Array.from({ length: 8 }, async () => {
      while (asking) await once().catch(() => sleep(5));
    });
    await sleep(200);
    await hub.stop(); // while they ask on
    asking = false;
    await Promise.all(clients);
    agent.destroy();
  });

  it('answers running operations of sockets, then closes them with 1001', async () => {
    const { hub, submission, waits, release } = await waitingHub();
    const client = createClient({
      url: `${hub.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => {},
      connectionParams: { Authorization: `Bearer ${hub.keys.MARKET_REGULATION}` },
    });
    const closed = new Promise<number>((done) =>
      client.on('closed', (event) => done((event as { code: number }).code)),
    );
    const running = client.iterate(submission(hub.county.unknown)).next();
    await waits();
    const stop = hub.stop();
    await sleep(100);
    await release();
    expect((await running).value).toEqual({ data: { submitEnterprises: { inserted: 1 } } });
    expect(await closed).toBe(1001);
    await stop;
  });

  it('ends within HUB_STOP_WITHIN_MS where requests and sockets hang', async () => {
    const { hub, submission, waits, release } = await waitingHub({ HUB_STOP_WITHIN_MS: 600 });
    const { query, variables } = submission(hub.county.unknown);
    const running = hub.ask(query, { variables, key: hub.keys.MARKET_REGULATION }).catch((error) => error);
    const idle = new WebSocket(`${hub.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((done) => idle.on('open', done));
    idle.pause(); // never answers a close
    await waits();
    await hub.stop(); // while the request waits on, and the socket too
    expect(await running).toBeInstanceOf(TypeError);
    idle.terminate();
    await release();
  });

  it('leaves no connection to the database behind', async () => {
    const hub = await startTestHub();
    const open = () =>
      hub.db
        .sql`select pid from pg_stat_activity where datname = current_database() and application_name like 'hub %' and application_name <> 'hub test'`;
    expect((await open()).length).toBeGreaterThan(0);
    await hub.stop();
    await until(async () => (await open()).length === 0);
  });
});
