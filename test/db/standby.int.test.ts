import { sql } from 'drizzle-orm';
import { beforeAll, expect, it } from 'vitest';
import { connect, type Db } from '../../db/client.js';
import { afterFile } from '../kit/after-file.js';
import { cluster, type Server } from '../kit/cluster.js';
import { until } from '../kit/until.js';

/** PostgreSQL answers a commit that its standby has not confirmed like any other, once its time is over: it was lost with the primary. */
let primary: Server;
let db: Db;
beforeAll(async () => {
  const { servers } = await cluster(0);
  primary = servers[0] as Server;
  await primary.ask(`alter system set synchronous_standby_names = 'nobody'`);
  await primary.ask('select pg_reload_conf()');
  db = connect({ url: primary.url, application: 'hub waits', statementTimeout: 200 });
  afterFile(() => db.close());
});

const insert = (name: string) =>
  db.transaction((orm) => orm.execute(sql`insert into hub.agency (name, kind) values (${name}, 'LAND')`));
const waiting = async (longer: string) =>
  (
    await primary.ask(`select pid from pg_stat_activity
      where application_name = 'hub waits' and wait_event = 'SyncRep' and now() - query_start > interval '${longer}'`)
  )[0]?.pid as number | undefined;

it('a commit waits for its standby, however long a statement may take; broken off it was not done', async () => {
  let tries = 0;
  let settled = true;
  let asked: Promise<unknown> = Promise.resolve();
  // The setting reaches the server's processes one by one: the first commits may not have to wait yet.
  await until(async () => {
    if (settled) {
      settled = false;
      asked = insert(`独行 ${++tries}`).finally(() => {
        settled = true;
      });
      asked.catch(() => {});
    }
    return (await waiting('600 ms')) !== undefined;
  });
  expect(settled).toBe(false);
  await primary.ask(`select pg_cancel_backend(${await waiting('0')})`);
  await expect(asked).rejects.toMatchObject({ code: '08007' });
  // And the connection is as good as before.
  await primary.ask(`alter system reset synchronous_standby_names`);
  await primary.ask('select pg_reload_conf()');
  await insert('再来');
  const found =
    await db.sql`select name from hub.agency where name in (${`独行 ${tries}`}, '再来') order by created_at`;
  expect(found).toEqual([{ name: `独行 ${tries}` }, { name: '再来' }]);
});
