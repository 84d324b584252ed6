import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Db } from '../../db/client.js';
import { sequenced } from '../../src/exchange/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { draft, expectChained, logOf } from './log.js';

describe('writes that go through one queue', () => {
  let db: TestDatabase;
  const others: Db[] = [];
  const other = (options: object = {}): Db => {
    const one = connect({ url: db.url, application: 'other hub', ...options });
    others.push(one);
    return one;
  };
  beforeEach(async () => {
    db = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map((one) => one.close()));
  });
  const numbers = async () => (await logOf(db)).map((e) => JSON.parse(e.data).n);
  const positions = async () => (await logOf(db)).map((e) => e.position);
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  const append = (n: unknown, on: Db = db) => sequenced(on, async (turn) => turn.append(draft({ n })));

  it('share transactions; one that fails takes no other with it, and leaves no gap', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 64 }, (_, n) =>
        sequenced(db, async (turn) => {
          const position = turn.append(draft({ n }));
          if (n % 8 === 3) throw new Error(`refused ${n}`);
          return position;
        }),
      ),
    );
    expect(outcomes.filter((o) => o.status === 'rejected').map((o) => (o.reason as Error).message)).toEqual(
      [3, 11, 19, 27, 35, 43, 51, 59].map((n) => `refused ${n}`),
    );
    expect(await positions()).toEqual(upTo(56));
    expect(outcomes.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []))).toEqual(upTo(56));
    expect(await numbers()).toEqual(Array.from({ length: 64 }, (_, n) => n).filter((n) => n % 8 !== 3));
    // A failure ends the group that it came into, and no more; on a busy machine groups end sooner.
    const [row] = await db.sql`select count(distinct xmin::text)::int n from hub.event`;
    expect(row?.n).toBeLessThan(28);
    await expectChained(db);
  });

  it('are one transaction where nothing fails: one commit for 64', async () => {
    await append('first');
    const all = await Promise.all(Array.from({ length: 64 }, (_, n) => append(n)));
    expect(all).toEqual(upTo(65).slice(1));
    const [row] = await db.sql`select count(distinct xmin::text)::int n from hub.event where position > 1`;
    // The first that comes begins at once, alone; the others have gathered by then.
    expect(row?.n).toBeLessThanOrEqual(2);
    await expectChained(db);
  });

  it('keep a failed statement to the work that sent it', async () => {
    const agency = (name: string) => sql`insert into hub.agency (name, kind) values (${name}, 'LAND')`;
    const write = (name: string) =>
      sequenced(db, async ({ orm, append }) => {
        append(draft({ n: name }));
        await orm.execute(agency(name));
        append(draft({ n: `${name} done` }));
      });
    const outcomes = await Promise.allSettled(['一', '二', '一', '三', '二', '四'].map(write));
    expect(outcomes.map((o) => o.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((outcomes[2] as PromiseRejectedResult).reason.cause.code).toBe('23505');
    expect(await numbers()).toEqual(['一', '二', '三', '四'].flatMap((n) => [n, `${n} done`]));
    expect((await db.sql`select 1 from hub.agency where kind = 'LAND'`).length).toBe(4);
    await expectChained(db);
  });

  it('see what the works before them wrote, also in the same transaction', async () => {
    const count = ({ orm }: { orm: Db['orm'] }) =>
      orm.execute<{ n: number }>(sql`select count(*)::int n from hub.agency`).then((rows) => rows[0]?.n);
    const seen = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        sequenced(db, async (turn) => {
          await turn.orm.execute(sql`insert into hub.agency (name, kind) values (${String(n)}, 'LAND')`);
          return [turn.position, await count(turn), turn.append(draft({ n }))];
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 10 }, (_, n) => [n, n + 1, n + 1]));
  });

  it('do not make one that came early wait for those that come later', async () => {
    const slow = () =>
      sequenced(db, async (turn) => {
        turn.append(draft({ n: 'slow' }));
        await sleep(40);
        return turn.position;
      });
    // Each alone is longer than others may join.
    const order: number[] = [];
    await Promise.all([slow(), slow(), slow()].map((one) => one.then((p) => order.push(p))));
    expect(order).toEqual([1, 2, 3]);
    expect(new Set((await logOf(db)).map((e) => e.recordedAt.getTime())).size).toBeGreaterThanOrEqual(2);
  });

  it('refuse an event for one agency of a family for all, and the other way round', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const wrong = [draft({}, { recipientId: id }), draft({}, { type: 'notice.issued' })];
    for (const one of wrong)
      await expect(sequenced(db, async (turn) => turn.append(one))).rejects.toThrow('one agency');
    await sequenced(db, async (turn) => turn.append(draft({}, { type: 'notice.issued', recipientId: id })));
    expect((await logOf(db))[0]).toMatchObject({ position: 1, recipientId: id });
  });

  it('of several processes have no gap for any reader, while some are held open, rolled back or killed', async () => {
    const hubs = [db, other(), other()];
    let over = false;
    // Two readers look all the while: what they have seen goes on without a gap.
    const reader = async (one: Db) => {
      let last = 0;
      let looks = 0;
      while (!over) {
        const rows =
          await one.sql`select position::int p from hub.event where position > ${last} order by position limit 50`;
        for (const { p } of rows) expect(p).toBe(++last);
        const [head] =
          await one.sql`select h.position::int head, (select max(position)::int from hub.event) last from hub.head h`;
        expect(head?.last ?? 0).toBe(head?.head);
        looks++;
      }
      return looks;
    };
    const readers = [reader(other()), reader(db)];
    const written: number[] = [];
    const writer = async (w: number) => {
      for (let n = 0; n < 25; n++) {
        const work = sequenced(hubs[w % 3] as Db, async (turn) => {
          const first = turn.append(draft({ n: `${w}-${n}` }));
          if (n % 9 === 4) await sleep((w * 7) % 40);
          if (n % 3 === 0) turn.append(draft({ n: `${w}-${n}b` }));
          if ((w + n) % 10 === 0) throw new Error('rolled back');
          if ((w + n) % 17 === 0) await turn.orm.execute(sql`select 1 / 0`);
          return first;
        });
        await work.then(
          (position) => written.push(position),
          () => {},
        );
      }
    };
    const killer = (async () => {
      for (let i = 0; i < 6; i++) {
        await sleep(60);
        await db.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'other hub'
          and datname = current_database() and query not like '%position::int%' and state <> 'idle'`;
      }
    })();
    await Promise.all(Array.from({ length: 12 }, (_, w) => writer(w)));
    await killer;
    over = true;
    for (const looks of await Promise.all(readers)) expect(looks).toBeGreaterThan(10);
    const log = await logOf(db);
    expect(log.map((e) => e.position)).toEqual(upTo(log.length));
    // What was answered is there; each writer's own events are in its order.
    expect(written.length).toBeGreaterThan(150);
    for (const position of written) expect(log[position - 1]?.position).toBe(position);
    for (let w = 0; w < 12; w++) {
      const own = log.map((e) => JSON.parse(e.data).n as string).filter((n) => n.startsWith(`${w}-`));
      const order = own.map((n) => Number.parseInt(n.split('-')[1] as string, 10));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
    for (let i = 1; i < log.length; i++)
      expect(log[i]?.recordedAt.getTime()).toBeGreaterThanOrEqual(log[i - 1]?.recordedAt.getTime() as number);
    await expectChained(db);
  });

  it('wait for a transaction that another process holds open, and no longer than it may be idle', async () => {
    const hung = other({ idleTimeout: 300 });
    let open = () => {};
    const opened = new Promise<void>((go) => {
      open = go;
    });
    const never = sequenced(hung, async (turn) => {
      turn.append(draft({ n: 'hung' }));
      open();
      await new Promise(() => {});
    });
    never.catch(() => {});
    await opened;
    expect(await append('after')).toBe(1);
    await expect(never).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(await numbers()).toEqual(['after']);
    // A hub whose transaction was ended goes on.
    expect(await append('again', hung)).toBe(2);
  });

  it('are told that the database is busy where the head is held for long', async () => {
    const impatient = other({ lockTimeout: 100 });
    let release = () => {};
    let open = () => {};
    const opened = new Promise<void>((go) => {
      open = go;
    });
    const held = sequenced(db, async (turn) => {
      open();
      await new Promise<void>((go) => {
        release = go;
      });
      return turn.append(draft({ n: 'held' }));
    });
    await opened;
    const waited = await Promise.allSettled([append('a', impatient), append('b', impatient)]);
    for (const one of waited) expect((one as PromiseRejectedResult).reason).toMatchObject({ code: '55P03' });
    release();
    expect(await held).toBe(1);
    expect(await append('c', impatient)).toBe(2);
  });
});
