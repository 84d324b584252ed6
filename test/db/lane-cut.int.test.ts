import { expect, it } from 'vitest';
import { connect } from '../../db/client.js';
import { afterFile } from '../kit/after-file.js';
import { testDatabase } from '../kit/database.js';
import { proxyOf } from '../kit/proxy.js';
import { until } from '../kit/until.js';

/** The next in the queue was written to no socket, outside of every promise: vitest reports that, and a hub's process ended. */
it('a lane whose connection is cut while others wait goes on with a fresh one', async () => {
  const admin = await testDatabase();
  const proxy = await proxyOf(admin.url);
  const db = connect({ url: proxy.url, max: 1, application: 'hub cut' });
  afterFile(() => db.close());
  await db.sql`select 1`; // what is sent over a connection that was open before
  const asked = [db.sql.unsafe('select pg_sleep(600)'), ...[1, 2, 3].map((n) => db.sql.unsafe(`select ${n} n`))];
  const over = Promise.allSettled(asked);
  await until(
    async () =>
      (await admin.sql`select 1 from pg_stat_activity where query = 'select pg_sleep(600)' and state = 'active'`)
        .length === 1,
  );
  await proxy.down();
  const [first] = await over;
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'CONNECTION_CLOSED' } });
  await proxy.up();
  await until(() =>
    db.sql`select 42 n`.then(
      ([row]) => row?.n === 42,
      () => false,
    ),
  );
});
