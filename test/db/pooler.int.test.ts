import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../db/client.js';
import { requireSessions } from '../../db/pooler.js';
import { HubError } from '../../src/kernel/errors.js';
import { during, Patience } from '../../src/kernel/patience.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { pgbouncer, pgbouncerPath } from '../kit/pgbouncer.js';
import { hub as command, killLeftProcesses } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { listen } from '../push/listen.js';

const there = pgbouncerPath() !== null;
killLeftProcesses();

describe.runIf(there)('behind a pooler of sessions, as Debian sets it up', () => {
  let hub: TestHub;
  let pooled = '';
  beforeAll(async () => {
    hub = await startTestHub({}, async (url) => {
      pooled = await pgbouncer(url, { pool_mode: 'session', default_pool_size: '80' });
      await requireSessions(pooled);
      return pooled;
    });
  });

  it('reads, writes and tells: the settings of each connection are its own', async () => {
    const query = 'subscription { events { position type } }';
    const heard = await listen({ url: hub.url, query, key: hub.keys.MARKET_REGULATION });
    const r = [{ uscc: sampleUscc(77), name: '民勤县第七十七厂' }];
    const submit = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }';
    const wrote = await hub.dataOf(submit, { key: hub.keys.MARKET_REGULATION, variables: { r } });
    expect(wrote).toEqual({ submitEnterprises: { inserted: 1 } });
    await heard.until(1);
    const [row] = await hub.db
      .sql`select count(*)::int n, count(distinct application_name)::int names from pg_stat_activity
      where datname = current_database() and application_name like 'hub ________'`;
    expect(row).toMatchObject({ n: expect.any(Number), names: 1 });
    const db = connect({ url: pooled, application: 'hub pooled', statementTimeout: 1_234 });
    const [set] = await db.sql`select current_setting('statement_timeout') t, current_setting('plan_cache_mode') plan,
      current_setting('TimeZone') zone`;
    expect(set).toEqual({ t: '1234ms', plan: 'force_generic_plan', zone: 'UTC' });
    await db.close();
  });

  it('cancels what nobody waits for any more: the number of a backend is the server’s, not the pooler’s', async () => {
    const db = connect({ url: pooled, application: 'hub cancels', statementTimeout: 0 });
    const patience = new Patience();
    const running = async () =>
      (await hub.db.sql`select 1 from pg_stat_activity where query like 'select pg_sleep(600)%' and state = 'active'`)
        .length;
    const asked = during(patience, () => db.sql.unsafe('select pg_sleep(600)'));
    asked.catch(() => {});
    await until(async () => (await running()) === 1);
    patience.end(new HubError('UNAVAILABLE', 'left'));
    await expect(asked).rejects.toThrow('left');
    await until(async () => (await running()) === 0);
    await db.close();
  });
});

describe.runIf(there)('a pooler that shares connections', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });

  it.each([
    ['of transactions', { pool_mode: 'transaction' }],
    ['of transactions, with one connection', { pool_mode: 'transaction', default_pool_size: '1' }],
    ['of transactions, in turn', { pool_mode: 'transaction', server_round_robin: '1', min_pool_size: '5' }],
    ['of statements', { pool_mode: 'statement' }],
  ])('%s is refused', async (_, settings) => {
    const url = await pgbouncer(db.url, settings);
    // Whoever used it before has left idle connections there.
    const others = connect({ url, max: 6 });
    await Promise.all(Array.from({ length: 6 }, () => others.sql`select pg_sleep(0.05)`));
    for (let i = 0; i < 5; i++) await expect(requireSessions(url)).rejects.toThrow(/the hub needs session pooling/);
    await others.close();
  });

  it('is refused at the start with one line', async () => {
    const url = await pgbouncer(db.url, { pool_mode: 'transaction' });
    const { code, stderr } = await command(['serve'], { DATABASE_URL: url });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'hub: DATABASE_URL leads through a pooler that shares connections between transactions; the hub needs session pooling (pgbouncer: pool_mode = session), or the database itself\n',
    );
  });
});

describe('no pooler', () => {
  it('is asked one statement', async () => {
    const db = await testDatabase();
    await expect(requireSessions(db.url)).resolves.toBeUndefined();
  });
});
