import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Db } from '../../db/client.js';
import { sequenced } from '../../src/exchange/index.js';
import { HubError } from '../../src/kernel/errors.js';
import { during, Patience } from '../../src/kernel/patience.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { until } from '../kit/until.js';
import { hold as holdOf, looked as lookedAt, watched } from './held.js';
import { draft, expectChained, logOf } from './log.js';

/** Seconds that a statement sleeps which only its own end ends. */
const FOR_EVER = 10_000;

describe('a work that meets what somebody else holds', () => {
  let db: TestDatabase;
  let second: Db;
  const closing: (() => Promise<unknown>)[] = [];
  const other = (options: object = {}): Db => {
    const one = connect({ url: db.url, application: 'other hub', ...options });
    closing.push(() => one.close());
    return one;
  };
  beforeEach(async () => {
    db = await testDatabase();
    second = other();
    await db.sql`insert into hub.agency (name, kind) select 'a' || n, 'LAND' from generate_series(1, 9) n`;
  });
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  const hold = (...statements: string[]) => holdOf(db, ...statements);
  const ROW = `select from hub.agency where name = 'a1' for update`;
  const append = (n: unknown, on: Db = db) => sequenced(on, async (turn) => turn.append(draft({ n })));
  const write = (name: string, on: Db = db, kind = 'HOUSING') =>
    sequenced(on, async (turn) => {
      turn.append(draft({ n: `${name} begun` }));
      await turn.orm.execute(sql`update hub.agency set kind = ${kind} where name = ${name}`);
      return turn.append(draft({ n: name }));
    });
  const numbers = async () => (await logOf(db)).map((e) => JSON.parse(e.data).n);
  const kindOf = async (name: string) => (await db.sql`select kind from hub.agency where name = ${name}`)[0]?.kind;
  const looked = () => lookedAt(db);

  it('delays itself alone: 64 writers of two hubs commit while a row is held', async () => {
    const release = await hold(ROW);
    const own = [watched(write('a1')), watched(write('a1', second, 'BANKING'))];
    const writers = Array.from({ length: 64 }, async (_, w) => {
      for (let n = 0; n < 5; n++) await append(`${w}-${n}`, w % 2 ? db : second);
    });
    await Promise.all(writers);
    expect(own.map((o) => o.over)).toEqual([false, false]);
    expect(await numbers()).toHaveLength(64 * 5);
    await release();
    const positions = await Promise.all(own.map((o) => o.promise));
    expect(positions.sort()).toEqual([322, 324]);
    expect((await logOf(db)).map((e) => e.position)).toEqual(Array.from({ length: 324 }, (_, i) => i + 1));
    expect(['HOUSING', 'BANKING']).toContain(await kindOf('a1'));
    await expectChained(db);
  });

  it('is UNAVAILABLE alone where the lock is never given back', async () => {
    const impatient = other({ lockTimeout: 300 });
    await hold(ROW);
    const own = Array.from({ length: 8 }, () => write('a1', impatient));
    const free = Array.from({ length: 16 }, (_, n) => append(n, impatient));
    const outcomes = await Promise.allSettled(own);
    for (const o of outcomes)
      expect((o as PromiseRejectedResult).reason).toMatchObject({ code: 'UNAVAILABLE', extensions: { retryAfter: 5 } });
    await Promise.all(free);
    expect((await numbers()).sort()).toEqual(Array.from({ length: 16 }, (_, n) => n).sort());
    expect(await append('after', impatient)).toBe(17);
    await expectChained(db);
  });

  it('is given up at once when its caller leaves, and done for nobody afterwards', async () => {
    const release = await hold(ROW);
    const patience = new Patience();
    const left = during(patience, () => write('a1'));
    const stays = watched(write('a1', db, 'BANKING'));
    await looked();
    patience.end(new HubError('UNAVAILABLE', 'left'));
    await expect(left).rejects.toThrow('left');
    expect(stays.over).toBe(false);
    await release();
    await stays.promise;
    expect(await numbers()).toEqual(['a1 begun', 'a1']);
    expect(await kindOf('a1')).toBe('BANKING');
  });

  it('may be one of many that met the same: all are done when it is free, others meanwhile', async () => {
    const release = await hold(ROW);
    const own = Array.from({ length: 100 }, () => watched(write('a1')));
    await Promise.all(Array.from({ length: 32 }, (_, n) => append(n)));
    await looked();
    await Promise.all(['a2', 'a3'].map((name) => write(name)));
    expect(own.every((o) => !o.over)).toBe(true);
    await release('commit');
    await Promise.all(own.map((o) => o.promise));
    expect(await numbers()).toHaveLength(200 + 32 + 4);
    await expectChained(db);
  });

  it('sees what the holder wrote', async () => {
    const release = await hold(`update hub.agency set name = 'b1' where name = 'a1'`);
    const own = watched(write('a1'));
    await looked();
    await release('commit');
    await own.promise;
    // The row has another name by now: nothing was there to be updated.
    expect(await kindOf('b1')).toBe('LAND');
  });

  it.each([
    ['a table', 'lock table hub.agency in access exclusive mode', 'rollback', 'HOUSING'],
    ['a row for which others queue', ROW, 'rollback', 'HOUSING'],
    [
      'a key that is being inserted, and is not',
      `insert into hub.agency (name, kind) values ('new', 'LAND')`,
      'rollback',
      'ours',
    ],
    ['a key that is being inserted', `insert into hub.agency (name, kind) values ('new', 'LAND')`, 'commit', '23505'],
  ] as const)('goes on when it is free, though nobody can look: %s', async (what, statement, how, result) => {
    const release = await hold(statement);
    const queue = what.includes('queue') ? hold(`update hub.agency set kind = 'LAND' where name = 'a1'`) : null;
    if (queue)
      await until(async () => {
        const rows = await db.sql`select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like 'update hub.agency%'`;
        return rows.length > 0;
      });
    const insert = () =>
      sequenced(db, async (turn) => {
        await turn.orm.execute(sql`insert into hub.agency (name, kind) values ('new', 'BANKING')`);
        return turn.append(draft({ n: 'new' }));
      });
    const key = statement.startsWith('insert');
    const own = Array.from({ length: key ? 1 : 5 }, () => watched(key ? insert() : write('a1')));
    await Promise.all(Array.from({ length: 64 }, (_, n) => append(n, n % 2 ? db : second)));
    expect(own.some((o) => o.over)).toBe(false);
    await release(how);
    if (queue) await (await queue)('rollback');
    const outcomes = await Promise.allSettled(own.map((o) => o.promise));
    if (result === '23505')
      expect((outcomes[0] as PromiseRejectedResult).reason.cause).toMatchObject({ code: '23505' });
    else expect(outcomes.map((o) => o.status)).toEqual(own.map(() => 'fulfilled'));
    if (result === 'HOUSING') expect(await kindOf('a1')).toBe('HOUSING');
    if (result === 'ours') expect(await kindOf('new')).toBe('BANKING');
    expect((await logOf(db)).map((e) => e.position)).toEqual(
      Array.from({ length: 64 + (result === '23505' ? 0 : key ? 1 : 10) }, (_, i) => i + 1),
    );
    await expectChained(db);
  });

  it('is everybody where the log is held; all go on when it is free', async () => {
    const release = await hold('lock table hub.event in access exclusive mode');
    const own = Array.from({ length: 20 }, (_, n) => watched(append(n, n % 2 ? db : second)));
    // The head is free meanwhile: whoever asks for it gets it.
    await until(async () => (await db.sql`select 1 from hub.head for update skip locked`).length === 1);
    expect(own.some((o) => o.over)).toBe(false);
    await release();
    await Promise.all(own.map((o) => o.promise));
    expect((await logOf(db)).map((e) => e.position)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    await expectChained(db);
  });

  it('that has the head for seconds is given up alone, where a caller waits for it', async () => {
    const patience = new Patience();
    const slow = during(patience, () =>
      sequenced(db, async (turn) => {
        turn.append(draft({ n: 'slow' }));
        await turn.orm.execute(sql`select pg_sleep(${FOR_EVER})`);
      }),
    );
    const rest = Array.from({ length: 8 }, (_, n) => append(n, n % 2 ? db : second));
    await expect(slow).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
    await Promise.all(rest);
    expect((await numbers()).sort()).toEqual(Array.from({ length: 8 }, (_, n) => n));
  });

  it('whose caller leaves while it has the head is rolled back alone', async () => {
    const patience = new Patience();
    const left = during(patience, () =>
      sequenced(db, async (turn) => {
        turn.append(draft({ n: 'left' }));
        await turn.orm.execute(sql`select pg_sleep(${FOR_EVER})`);
      }),
    );
    const rest = Array.from({ length: 8 }, (_, n) => append(n, n % 2 ? db : second));
    await until(async () => {
      const rows = await db.sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event = 'PgSleep'`;
      return rows.length > 0;
    });
    patience.end(new HubError('UNAVAILABLE', 'left'));
    await expect(left).rejects.toThrow('left');
    await Promise.all(rest);
    expect((await numbers()).sort()).toEqual(Array.from({ length: 8 }, (_, n) => n));
  });

  it('records an instant that lies behind its wait for the head, also where the holder rolled back', async () => {
    const release = await hold('select from hub.head for update');
    const own = append('waited');
    await until(async () => {
      const rows = await db.sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return rows.length > 0;
    });
    const [row] = await db.sql<{ now: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 now`;
    await release();
    await own;
    const [event] = await logOf(db);
    expect(event?.recordedAt.getTime()).toBeGreaterThanOrEqual(Math.floor(row?.now as number));
  });
});
