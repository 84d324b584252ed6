import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Db, type Orm, savepoint } from '../../db/client.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';

/** A driver's fault thrown outside of every promise ends the process; vitest reports one and fails the run. */
describe('a connection that the database drops in the middle of a transaction', () => {
  let admin: TestDatabase;
  let db: Db;
  beforeAll(async () => {
    admin = await testDatabase();
  });
  afterEach(() => db.close());

  const pidOf = async (orm: Orm) =>
    (await orm.execute<{ pid: number }>(sql`select pg_backend_pid() pid`))[0]?.pid as number;
  const kill = (pid: number) => admin.sql`select pg_terminate_backend(${pid})`;
  const killSoon = (pid: number) => void sleep(100).then(() => kill(pid));
  /** The next transactions go through, on the one connection that there is; the first may still hear of the end. */
  async function expectAlive(): Promise<void> {
    const ask = () => db.transaction(async (orm) => (await orm.execute<{ n: number }>(sql`select 42 n`))[0]?.n);
    await ask().catch(() => {});
    for (let i = 0; i < 5; i++) expect(await ask()).toBe(42);
  }

  it.each<[string, (orm: Orm) => Promise<unknown>]>([
    [
      'while a statement runs',
      async (orm) => {
        killSoon(await pidOf(orm));
        await orm.execute(sql`select pg_sleep(10)`);
      },
    ],
    [
      'while a statement runs under a savepoint',
      async (orm) => {
        killSoon(await pidOf(orm));
        await savepoint(orm, () => orm.execute(sql`select pg_sleep(10)`));
      },
    ],
    [
      'while the program computes between two statements',
      async (orm) => {
        await kill(await pidOf(orm));
        for (const end = Date.now() + 100; Date.now() < end; );
        await orm.execute(sql`select 1`);
      },
    ],
    [
      'while the program waits for something else between two statements',
      async (orm) => {
        await kill(await pidOf(orm));
        await sleep(100);
        await orm.execute(sql`select 1`);
      },
    ],
  ])('fails that transaction and nothing else: %s', async (_, work) => {
    db = connect({ url: admin.url, max: 1, writers: 1 });
    await expect(db.transaction(work)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await expectAlive();
  });

  it('is not taken for a refusal of the transaction’s own, which rolls back as ever', async () => {
    db = connect({ url: admin.url, max: 1, writers: 1 });
    const insert = (orm: Orm) => orm.execute(sql`insert into hub.agency (name, kind) values ('半途', 'LAND')`);
    await expect(
      db.transaction(async (orm) => {
        await insert(orm);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await expect(db.transaction((orm) => insert(orm).then(() => insert(orm)))).rejects.toThrow();
    expect(await admin.sql`select 1 from hub.agency where name = '半途'`).toEqual([]);
    await expectAlive();
  });

  it('gives a statement up after its time', async () => {
    db = connect({ url: admin.url, max: 1, writers: 1, statementTimeout: 100 });
    await expect(db.sql`select pg_sleep(5)`).rejects.toMatchObject({ code: '57014' });
    await expect(db.transaction((orm) => orm.execute(sql`select pg_sleep(5)`))).rejects.toMatchObject({
      cause: { code: '57014' },
    });
    expect(await db.sql`select 1 one`).toEqual([{ one: 1 }]);
    await expectAlive();
  });
});
