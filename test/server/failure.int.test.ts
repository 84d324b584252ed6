import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { type DatabaseProxy, proxyOf } from '../kit/proxy.js';
import { until } from '../kit/until.js';

describe('what nobody foresaw', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub();
  });

  it('leaves as INTERNAL_SERVER_ERROR with the request’s id and nothing else', async () => {
    await hub.db.sql`alter table hub.restriction rename to restriction_gone`;
    try {
      const query = `{ enterprise(uscc: "${hub.county.mine}") { name restrictions { domain } } }`;
      for (const _ of ['interpreted', 'compiled', 'compiled']) {
        const { status, data, errors } = await hub.ask(query, { headers: { 'x-request-id': 'why-1' } });
        expect({ status, data }).toEqual({ status: 200, data: { enterprise: null } });
        expect(errors).toEqual([
          {
            message: 'the hub failed to answer this',
            locations: [{ line: 1, column: expect.any(Number) }],
            path: ['enterprise', 'restrictions'],
            extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'why-1' },
          },
        ]);
      }
      const { data } = await hub.ask(`{ enterprise(uscc: "${hub.county.mine}") { name } }`);
      expect(data.enterprise.name).toBe('民勤县红沙岗煤业有限责任公司');
    } finally {
      await hub.db.sql`alter table hub.restriction_gone rename to restriction`;
    }
  });

  it('is masked in the look-up of a key as well, before anything runs', async () => {
    await hub.db.sql`alter table hub.agency_key rename to agency_key_gone`;
    try {
      const { status, data, errors } = await hub.ask('{ __typename }', {
        key: 'hub_11111111_unseen',
        headers: { 'x-request-id': 'why-2' },
      });
      const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId: 'why-2' };
      expect({ status, data }).toEqual({ status: 500, data: null });
      expect(errors).toEqual([{ message: 'the hub failed to answer this', extensions }]);
    } finally {
      await hub.db.sql`alter table hub.agency_key_gone rename to agency_key`;
    }
  });
});

describe('a database that goes away', () => {
  let hub: TestHub;
  let proxy: DatabaseProxy;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_STATEMENT_TIMEOUT_MS: 500 }, async (url) => {
      proxy = await proxyOf(url);
      return proxy.url;
    });
  });

  const name = () => hub.ask(`{ enterprise(uscc: "${hub.county.mine}") { name } }`);
  const ready = async () => (await fetch(`${hub.url}/health/ready`)).status;
  /** Asks until it is answered. */
  const recovers = () => until(async () => Boolean((await name()).data?.enterprise));

  it('is UNAVAILABLE while it is stopped, and is found again by itself', async () => {
    expect(await ready()).toBe(200);
    await proxy.down();
    for (let i = 0; i < 2; i++) {
      const { data, errors } = await name();
      expect(data).toEqual({ enterprise: null });
      expect(errors[0]?.extensions).toEqual({ code: 'UNAVAILABLE', requestId: expect.any(String) });
      expect(errors[0]?.message).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i);
    }
    expect(await ready()).toBe(503);
    const check = `{ creditCheck(uscc: "${hub.county.mine}") { outcome } }`;
    await new Promise((done) => setTimeout(done, 2_100)); // longer than an accepted key is remembered
    const refused = await hub.ask(check, { key: hub.keys.BANKING });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.errors[0]?.extensions).toEqual({ code: 'UNAVAILABLE', requestId: expect.any(String) });
    expect((await fetch(`${hub.url}/health/live`)).status).toBe(200);

    await proxy.up();
    await recovers();
    await until(async () => (await ready()) === 200);
    expect((await hub.ask(check, { key: hub.keys.BANKING })).data.creditCheck.outcome).toBe('RESTRICTED');
  });

  it('is found again after a longer outage as after a short one', async () => {
    await proxy.down();
    for (let i = 0; i < 20; i++) expect((await name()).errors[0]?.extensions.code).toBe('UNAVAILABLE');
    await proxy.up();
    await recovers();
  });

  // Each time: a statement that was being sent when its connection ended must not spoil the next connection.
  it.each([1, 2, 3])('is found again after its connections were terminated (%i)', async () => {
    await name();
    await hub.db.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'hub %' and application_name <> 'hub test'`;
    const codes = (await Promise.all(Array.from({ length: 6 }, name))).flatMap((a) =>
      a.errors.map((e) => e.extensions.code),
    );
    for (let i = 0; i < 6; i++) codes.push(...(await name()).errors.map((e) => e.extensions.code));
    expect(codes.filter((code) => code !== 'UNAVAILABLE')).toEqual([]);
    await recovers();
  });

  it('is UNAVAILABLE where a statement takes longer than HUB_STATEMENT_TIMEOUT_MS', async () => {
    const held = await hub.db.sql.reserve();
    await held`begin`;
    await held`lock table hub.restriction in access exclusive mode`;
    const { errors } = await hub.ask(`{ enterprise(uscc: "${hub.county.mine}") { restrictions { domain } } }`);
    await held`rollback`;
    held.release();
    expect(errors.map((e) => e.extensions.code)).toEqual(['UNAVAILABLE']);
  });
});
