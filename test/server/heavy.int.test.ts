import { beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../kit/ask.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { killLeftProcesses, serveProcess } from '../kit/process.js';
import { until } from '../kit/until.js';

const CHECKS =
  'query ($c: [USCC!]!) { creditChecks(usccs: $c, purpose: "review") { uscc outcome asOf receipt enterprise { name } } }';

describe('the heavy thread', () => {
  let hub: TestHub;
  killLeftProcesses();
  beforeAll(async () => {
    hub = await startTestHub();
  });
  const serve = (more: Record<string, string>) =>
    serveProcess(['serve'], {
      ...{ DATABASE_URL: hub.db.url, HUB_LINKAGE: '0', HUB_HEAVY_THREAD: '1', LOG_LEVEL: 'info' },
      ...more,
    });
  /** Connections of heavy threads, of all hubs of this file. */
  const backends = async () =>
    (
      await hub.db.sql<{ pid: number }[]>`select pid from pg_stat_activity
      where application_name like 'hub % heavy' and datname = current_database()`
    ).map(({ pid }) => pid);

  it('works on ten thousand checks over connections of its own, and the serving thread on one', async () => {
    const { url } = await serve({});
    const key = hub.keys.BANKING;
    expect((await ask(url, CHECKS, { key, variables: { c: [hub.county.shop] } })).data.creditChecks).toHaveLength(1);
    const many = Array.from({ length: 10_000 }, () => hub.county.shop);
    const { data, errors } = await ask(url, CHECKS, { key, variables: { c: many } });
    expect(errors).toEqual([]);
    expect(data.creditChecks).toHaveLength(10_000);
    expect((await backends()).length).toBeGreaterThan(0);
    const [row] = await hub.db.sql`select count from hub.inquiry where count = 10000`;
    expect(row).toEqual({ count: 10_000 });
  });

  it('may be lost, of memory: what ran there is UNAVAILABLE, the hub goes on, and it is begun anew', async () => {
    const { url, stderr } = await serve({ HUB_HEAVY_MEMORY_MB: '64', HUB_MAX_COST: '900000000' });
    const key = hub.keys.BANKING;
    const check = () => ask(url, CHECKS, { key, variables: { c: [hub.county.shop] } });
    const many = Array.from({ length: 10_000 }, () => hub.county.shop);
    const huge = `query ($c: [USCC!]!) { ${Array.from({ length: 40 }, (_, i) => `a${i}: creditChecks(usccs: $c) { uscc receipt }`).join(' ')} }`;
    const [lost, , again] = await Promise.all([ask(url, huge, { key, variables: { c: many } }), check(), check()]);
    expect(lost).toMatchObject({ status: 503, errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    expect(lost.headers.get('retry-after')).toBe('1');
    expect(again.data.creditChecks).toHaveLength(1);
    await until(() => /ERR_WORKER_OUT_OF_MEMORY.*the heavy thread failed/.test(stderr()));
    await until(async () => (await ask(url, CHECKS, { key, variables: { c: many.slice(0, 200) } })).status === 200);
  });

  it('leaves nothing behind when the hub stops', async () => {
    const running = await serve({ HUB_LIGHT_COST: '0' });
    const before = await backends();
    await ask(running.url, '{ enterprises { nodes { name } } }');
    const own = (await backends()).filter((pid) => !before.includes(pid));
    expect(own.length).toBeGreaterThan(0);
    expect(await running.stop()).toBe(0);
    await until(async () => (await backends()).every((pid) => !own.includes(pid)));
  });
});
