import postgres from 'postgres';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { rotateKeys } from '../../src/access/index.js';
import { type Answer, codesOf } from '../kit/ask.js';
import { temporaryFolder } from '../kit/folder.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { until } from '../kit/until.js';

const at = temporaryFolder();
const readiness = async (hub: TestHub) => {
  const response = await fetch(`${hub.url}/health/ready`);
  return { status: response.status, reason: ((await response.json()) as { reason?: string }).reason };
};
const red = (reason: string) => ({ status: 503, reason });
const isReady = (hub: TestHub) => until(async () => (await readiness(hub)).status === 200);
const check = (hub: TestHub): Promise<Answer> =>
  hub.ask(`{ creditCheck(uscc: "${hub.county.mine}") { outcome } }`, { key: hub.keys.BANKING });
const answered = (hub: TestHub) => until(async () => (await check(hub)).data?.creditCheck?.outcome === 'RESTRICTED');
const count = async (hub: TestHub) => (await hub.db.sql`select count(*)::int n from hub.inquiry`)[0]?.n as number;

function expectUnavailable({ data, errors }: Answer): void {
  expect(data?.creditCheck ?? null).toBeNull();
  expect(errors.map((e) => e.extensions)).toEqual([{ code: 'UNAVAILABLE', requestId: expect.stringMatching(/.+/) }]);
}

/** Every one of the hub's own connections, so that it needs new ones. */
const cut = (hub: TestHub, name: string) => hub.db.sql`select pg_terminate_backend(pid, 1000) from pg_stat_activity
  where datname = current_database() and usename = ${name} and application_name <> 'hub test'`;

describe('a database that cannot now', () => {
  let hub: TestHub;
  let role: string;
  beforeAll(async () => {
    hub = await startTestHub({}, async (url) => {
      // A user as an operator would make one: no superuser, whom the limits of PostgreSQL do not bind.
      const own = new URL(url);
      role = `half_${own.pathname.slice(5)}`;
      const sql = postgres(url, { max: 1, onnotice() {} });
      await sql.unsafe(`create role ${role} login password 'half' in role pg_read_all_data, pg_write_all_data`);
      await sql.unsafe(`grant temporary on database ${own.pathname.slice(1)} to ${role}`);
      await sql.end();
      own.username = role;
      own.password = 'half';
      return own.href;
    });
    return async () => {
      await hub.stop();
      await hub.db.sql.unsafe(`drop owned by ${role}`);
      await hub.db.sql.unsafe(`drop role ${role}`);
    };
  });

  it('answers nothing that it cannot record, whatever the reason is, and is well again by itself', async () => {
    await answered(hub);
    const before = await count(hub);
    await hub.db.sql`alter table hub.inquiry rename to inquiry_gone`;
    for (let i = 0; i < 3; i++) expectUnavailable(await check(hub));
    expect(await readiness(hub)).toMatchObject(red('inquiries cannot be recorded'));
    await hub.db.sql`alter table hub.inquiry_gone rename to inquiry`;
    await isReady(hub);
    expect(await count(hub)).toBe(before);
    await answered(hub);
    expect(await count(hub)).toBe(before + 1);
  });

  it('is UNAVAILABLE while it is read-only, and writes again when it is not', async () => {
    const name = (await hub.db.sql`select current_database() n`)[0]?.n;
    await hub.db.sql.unsafe(`alter database ${name} set default_transaction_read_only = on`);
    await cut(hub, role);
    await until(async () => codesOf(await check(hub)).includes('UNAVAILABLE'));
    await until(async () => (await readiness(hub)).reason === 'the database is read-only, as a standby is');
    expectUnavailable(await check(hub));
    await hub.db.sql.unsafe(
      `set default_transaction_read_only = off; alter database ${name} reset default_transaction_read_only`,
    );
    await isReady(hub);
    // Connections that were made meanwhile stay read-only for as long as they live.
    await answered(hub);
  });

  it('is UNAVAILABLE where its connections are used up, and is found again', async () => {
    await hub.db.sql.unsafe(`alter role ${role} connection limit 0`);
    await cut(hub, role);
    await until(async () => (await readiness(hub)).reason === 'the database takes no more connections');
    expectUnavailable(await check(hub));
    await hub.db.sql.unsafe(`alter role ${role} connection limit -1`);
    await isReady(hub);
    await answered(hub);
  });

  it('is UNAVAILABLE where it lets the hub in no longer', async () => {
    await hub.db.sql.unsafe(`alter role ${role} nologin`);
    await cut(hub, role);
    await until(async () => (await readiness(hub)).reason?.startsWith('the database refuses the hub’s user') === true);
    expectUnavailable(await check(hub));
    await hub.db.sql.unsafe(`alter role ${role} login`);
    await isReady(hub);
    await answered(hub);
  });
});

describe('a clock that is set', () => {
  const keys = at('keys.json');
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_SIGNING_KEYS: keys });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const day = 86_400_000;
  /** Only what the day is; timers go on. */
  const set = (ms: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  };

  it.each([-day, day])('by %d ms changes no answer; readiness says why nothing is written meanwhile', async (ms) => {
    const submit = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { unchanged updated } }';
    const r = [{ uscc: hub.county.shop, name: '民勤县苏武山小店' }];
    const write = () => hub.ask(submit, { key: hub.keys.MARKET_REGULATION, variables: { r } });
    await isReady(hub);
    set(ms);
    await answered(hub);
    expect((await readiness(hub)).reason).toContain(
      `this machine’s clock has jumped ${ms > 0 ? 'ahead' : 'back'} by 1 day`,
    );
    expect((await write()).errors[0]?.extensions?.code).toBe('UNAVAILABLE');
    vi.useRealTimers();
    await isReady(hub);
    expect((await write()).errors).toEqual([]);
  });

  it('back by a day let a disabled agency’s key in for that day', async () => {
    const bank = hub.keys.BANKING;
    await answered(hub);
    set(-day);
    await hub.db.sql`update hub.agency set disabled_at = now() where kind = 'BANKING'`;
    await until(async () => codesOf(await check(hub)).includes('UNAUTHENTICATED'));
    await hub.db.sql`update hub.agency set disabled_at = null where kind = 'BANKING'`;
    expect(bank).toMatch(/^hub_/);
  });

  it('back by a day kept a rotation of the keys unseen for that day', async () => {
    const published = async () =>
      ((await (await fetch(`${hub.url}/.well-known/jwks.json`)).json()) as { keys: unknown[] }).keys.length;
    expect(await published()).toBe(1);
    set(-day);
    rotateKeys(keys);
    await until(async () => (await published()) === 2);
  });
});
