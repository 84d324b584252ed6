import { beforeAll, describe, expect, it } from 'vitest';
import { connect, type Db } from '../../db/client.js';
import { HubError } from '../../src/kernel/errors.js';
import { during, Patience } from '../../src/kernel/patience.js';
import { afterFile } from '../kit/after-file.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { until } from '../kit/until.js';

let test: TestDatabase;
let db: Db;
let cancelled = 0;
const NAME = 'hub lanes';
beforeAll(async () => {
  test = await testDatabase();
  db = connect({ url: test.url, application: NAME, max: 1, writers: 1, onCancelled: () => void cancelled++ });
  afterFile(() => db.close());
  await test.sql`create table held (n int)`;
  await test.sql`insert into held values (1)`;
});

const WHY = new HubError('UNAVAILABLE', 'left');
const running = async (): Promise<string[]> =>
  (
    await test.sql<{ query: string }[]>`select query from pg_stat_activity
      where application_name = ${NAME} and state = 'active' and query not like '%pg_cancel_backend%'`
  ).map((r) => r.query);
const idle = () => until(async () => (await running()).length === 0);
const runs = (text: string) => until(async () => (await running()).some((q) => q.includes(text)));
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e) => (e as { code?: string }).code,
  );

describe('a lane', () => {
  it('fails a statement at once for who leaves, cancels it, and goes on with the next', async () => {
    const leaves = new Patience();
    const before = cancelled;
    const slow = during(leaves, () => db.sql`select pg_sleep(600), 'slow' of_one`);
    const failed = code(slow);
    const next = db.sql<{ n: number }[]>`select n from held`;
    const waiting = next.then((rows) => rows[0]?.n);
    await runs('slow');
    leaves.end(WHY);
    expect(await failed).toBe('UNAVAILABLE');
    expect(await waiting).toBe(1);
    await idle();
    expect(cancelled).toBe(before + 1);
  });

  it('never sends what waited in its queue for somebody who has left', async () => {
    const [first, second] = [new Patience(), new Patience()];
    const slow = code(during(first, () => db.sql`select pg_sleep(600), 'first' of_one`));
    const queued = code(during(second, () => db.sql`insert into held values (2)`));
    await runs('first');
    second.end(WHY);
    expect(await queued).toBe('UNAVAILABLE');
    first.end(WHY);
    expect(await slow).toBe('UNAVAILABLE');
    expect(await db.sql`select n from held`).toEqual([{ n: 1 }]);
    expect(await code(during(first, () => db.sql`select 1`))).toBe('UNAVAILABLE');
  });

  it('cancels nobody else’s, however many leave among those who stay', async () => {
    // All over one connection, so that each cancel has an innocent statement right behind it.
    const ends = Array.from({ length: 150 }, (_, i) => {
      const patience = new Patience();
      const text = `select ${i}::int n, pg_sleep(0.002)`;
      const answer = during(patience, () => db.sql.unsafe<{ n: number }[]>(text, [], { prepare: i % 2 === 0 }));
      if (i % 3 > 0) return answer.then((rows) => rows[0]?.n === i);
      const left = code(answer);
      setTimeout(() => patience.end(WHY), i);
      return left.then((how) => how === 'done' || how === 'UNAVAILABLE');
    });
    expect(await Promise.all(ends)).toEqual(ends.map(() => true));
  });

  it('reads with a cursor, reserves a connection, and begins a transaction beside it', async () => {
    const seen: number[] = [];
    for await (const rows of db.sql<{ n: number }[]>`select generate_series(1, 7)::int n`.cursor(3))
      seen.push(...rows.map((r) => r.n));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const held = await db.sql.reserve();
    const [row] = await held`select 1 n`;
    held.release();
    expect(row?.n).toBe(1);
    expect(await db.sql.begin(async (tx) => (await tx`select 2 n`)[0]?.n)).toBe(2);
  });

  it('cancels what the query builder sends, on behalf of whoever began it', async () => {
    const held = await test.sql.reserve();
    await held`begin`;
    await held`lock table hub.agency in access exclusive mode`;
    const leaves = new Patience();
    const { agency } = await import('../../db/tables/access.js');
    const { orm } = during(leaves, () => db);
    const bound = during(leaves, () => db.orm);
    expect(orm).toBeDefined();
    const listed = code(Promise.resolve(bound.select().from(agency)));
    await until(async () => (await running()).some((q) => q.includes('"agency"')));
    leaves.end(WHY);
    expect(await listed).not.toBe('done');
    await idle();
    await held`rollback`;
    held.release();
    expect(await db.orm.select().from(agency)).toEqual([]);
  });
});

describe('a transaction', () => {
  it('is rolled back when who began it leaves, and its connection takes the next', async () => {
    const leaves = new Patience();
    const failed = code(
      during(leaves, () =>
        db.transaction(async (orm) => {
          await orm.execute('insert into held values (3)' as never);
          await orm.execute("select pg_sleep(600), 'in transaction'" as never);
        }),
      ),
    );
    const next = db.transaction(async (orm) => orm.execute('select n from held order by n' as never));
    await runs('in transaction');
    leaves.end(WHY);
    expect(await failed).toBe('UNAVAILABLE');
    expect(await next).toEqual([{ n: 1 }]);
  });

  it('that waits for a connection is left out when who asked for it leaves', async () => {
    const leaves = new Patience();
    let go = () => {};
    const first = db.transaction(
      () =>
        new Promise<void>((done) => {
          go = done;
        }),
    );
    const failed = code(during(leaves, () => db.transaction(async () => 'ran')));
    leaves.end(WHY);
    expect(await failed).toBe('UNAVAILABLE');
    await until(() => {
      go();
      return true;
    });
    await first;
    expect(await db.transaction(async () => 'ran')).toBe('ran');
  });
});

it('a snapshot is given up with who asked for it', async () => {
  const leaves = new Patience();
  const failed = code(during(leaves, () => db.snapshot((sql) => sql`select pg_sleep(600), 'snapshot' of_one`)));
  await runs('snapshot');
  leaves.end(WHY);
  expect(await failed).toBe('UNAVAILABLE');
  await idle();
});
