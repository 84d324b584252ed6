import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';

describe('health and metrics', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub();
  });
  const get = async (path: string) => {
    const response = await fetch(hub.url + path);
    return { status: response.status, body: await response.text(), type: response.headers.get('content-type') };
  };

  it('is live and ready', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await get('/health/ready')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  });

  it('is not ready while migrations are pending, and says how to apply them', async () => {
    const { sql } = hub.db;
    const [last] = await sql`delete from hub_migrations.applied
      where created_at = (select max(created_at) from hub_migrations.applied) returning *`;
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: expect.stringContaining('npx hub migrate') });
    expect((await get('/health/live')).status).toBe(200);
    await sql`insert into hub_migrations.applied ${sql(last as never)}`;
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('looks once for probes that come together', async () => {
    const { sql } = hub.db;
    const count = async () =>
      Number(
        (
          await sql`select pg_stat_clear_snapshot(), sessions from pg_stat_database where datname = current_database()`
        )[0]?.sessions,
      );
    const before = await count();
    const probes = await Promise.all(Array.from({ length: 40 }, () => get('/health/ready')));
    expect(probes.every((p) => p.status === 200)).toBe(true);
    await new Promise((done) => setTimeout(done, 1_200)); // sessions are counted when they end
    expect((await count()) - before).toBeLessThan(20);
  });

  it('measures requests, errors and sockets', async () => {
    await hub.ask('{ __typename }');
    await hub.ask('{ nothing }');
    await hub.ask('{ creditCheck(uscc: "91620621PDY00001X5") { outcome } }');
    await fetch(`${hub.url}/graphql`, { method: 'PUT' });
    const { body, type, status } = await get('/metrics');
    expect(status).toBe(200);
    expect(type).toContain('text/plain');
    const names = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map((m) => m[1]));
    for (const name of [
      'hub_graphql_request_duration_seconds',
      'hub_graphql_requests_running',
      'hub_graphql_errors_total',
      'hub_websocket_connections',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(names).toContain(name);
    }
    for (const outcome of ['ok', 'errors', 'refused']) {
      expect(body).toMatch(
        new RegExp(`^hub_graphql_request_duration_seconds_count\\{outcome="${outcome}"\\} [1-9]`, 'm'),
      );
    }
    expect(body).toMatch(/^hub_graphql_errors_total\{code="GRAPHQL_VALIDATION_FAILED"\} 1$/m);
    expect(body).toMatch(/^hub_graphql_errors_total\{code="UNAUTHENTICATED"\} 1$/m);
    expect(body).toMatch(/^hub_graphql_requests_running 0$/m);
    expect(body).toMatch(/^hub_websocket_connections 0$/m);
  });
});
