import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enduring } from '../../db/client.js';
import { type EventRow, LogTail, sequenced } from '../../src/exchange/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { proxyOf } from '../kit/proxy.js';
import { until } from '../kit/until.js';
import { draft, logOf } from './log.js';

describe('the tail of the log', () => {
  let db: TestDatabase;
  const tails: LogTail[] = [];
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(tails.splice(0).map((tail) => tail.close()));
  });

  async function open(url = db.url, errors: unknown[] = []) {
    const tail = new LogTail({ url, application: 'test tail', onError: (error) => errors.push(error) });
    tails.push(tail);
    await tail.start();
    const seen: EventRow[] = [];
    tail.follow({ events: (batch) => void seen.push(...batch) });
    return { tail, seen, errors };
  }
  const append = (count: number, data: object = {}) =>
    sequenced(db, async (turn) => {
      for (let i = 0; i < count; i++) turn.append(draft({ ...data, i }));
      return turn.position;
    });
  /** Gapless and in order from one position to another. */
  const expectRun = (events: readonly EventRow[], first: number, last: number) =>
    expect(events.map((e) => e.position)).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));

  it('hands every new event on, as the log holds it, in order, to all who follow', async () => {
    const before = await append(3);
    const { tail, seen } = await open();
    const other: EventRow[] = [];
    const stop = tail.follow({ events: (batch) => void other.push(...batch) });
    await Promise.all(Array.from({ length: 40 }, (_, n) => append(1 + (n % 3), { n })));
    await until(() => tail.position === before + 79);
    expectRun(seen, before + 1, before + 79);
    expect(seen.map(({ log, ...event }) => event)).toEqual((await logOf(db)).slice(before));
    expect(other).toEqual(seen);
    stop();
    const last = await append(2_500);
    await until(() => tail.position === last);
    expectRun(seen, before + 1, last);
    expect(other).toHaveLength(79);
  });

  it('is woken by the commit, and finds what nobody told it of by its poll', async () => {
    const { tail, seen } = await open();
    const woken = await append(1);
    await until(() => tail.position === woken);
    // As another program that forgets to notify: the same events, without a word.
    await db.sql.begin(async (sql) => {
      const [head] = await sql`select position::int p, hash from hub.head for update`;
      await sql`insert into hub.event select ${head?.p + 1}, type, subject, division_code, public, recipient_id, recorded_at, data, salt, ${Buffer.alloc(32, 7)} from hub.event limit 1`;
      await sql`update hub.head set position = position + 1, hash = ${Buffer.alloc(32, 7)}`;
    });
    await until(() => tail.position === woken + 1);
    expectRun(seen, woken, woken + 1);
  });

  it('remembers the last events, and says when it no longer does', async () => {
    const { tail } = await open();
    const start = tail.position;
    expect([tail.since(start), tail.since(start + 5)]).toEqual([[], []]);
    expect(tail.since(start - 201)).toBeNull();
    const last = await append(10);
    await until(() => tail.position === last);
    expectRun(tail.since(start) ?? [], start + 1, last);
    expectRun(tail.since(last - 4) ?? [], last - 3, last);
    expect(tail.since(start - 201)).toBeNull();
    const full = await append(6_000);
    await until(() => tail.position === full);
    expect(tail.since(start)).toBeNull();
    expectRun(tail.since(full - 5_000) ?? [], full - 4_999, full);
    // Few, and large: the bytes count too.
    const large = await append(40, { text: 'x'.repeat(1_000_000) });
    await until(() => tail.position === large);
    expect(tail.since(full)).toBeNull();
    expectRun(tail.since(large - 10) ?? [], large - 9, large);
  });

  it('skips nothing and repeats nothing while the database goes away and comes back', async () => {
    const proxy = await proxyOf(db.url);
    const { tail, seen, errors } = await open(enduring(proxy.url));
    const start = tail.position;
    let written = start;
    let writing = true;
    const writer = (async () => {
      while (writing) {
        written = await append(3);
        await sleep(4);
      }
    })();
    for (let round = 0; round < 4; round++) {
      await sleep(120);
      await proxy.down();
      await sleep(round % 2 ? 700 : 30);
      await proxy.up();
      await until(() => tail.position >= written - 20);
    }
    writing = false;
    await writer;
    await until(() => tail.position === written);
    expectRun(seen, start + 1, written);
    expect(errors.length).toBeGreaterThan(0);
    await tail.close();
    await proxy.down();
  });

  it('says so where the log does not go on from where it was', async () => {
    const proxy = await proxyOf(db.url);
    const { tail, seen } = await open(enduring(proxy.url));
    const start = tail.position;
    const lost: number[] = [];
    tail.follow({ events: () => {}, lost: () => void lost.push(tail.position) });
    await proxy.down();
    // A partition ends here, and retention drops it before the tail has read it.
    await db.sql`update hub.head set partition_end = position + 2_001`;
    await db.sql`alter table hub.event detach partition hub.event_0`;
    const first = start + 1;
    await db.sql.unsafe(`select hub.add_event_partition(${first}, ${first + 2_000})`);
    const last = await append(2_005);
    await db.sql.unsafe(`alter table hub.event detach partition hub.event_${first}`);
    await proxy.up();
    await until(() => tail.position === last);
    expect(lost).toEqual([last]);
    expectRun(seen, start + 2_001, last);
    await tail.close();
    await proxy.down();
  });

  it('leaves nothing behind when it is closed, whatever the database does', async () => {
    const proxy = await proxyOf(db.url);
    const { tail, seen } = await open(enduring(proxy.url));
    const before = seen.length;
    await tail.close();
    await sleep(50);
    const connections = () =>
      db.sql`select 1 from pg_stat_activity where datname = current_database() and application_name = 'test tail'`;
    await until(async () => (await connections()).length === 0);
    expect(seen).toHaveLength(before);
    const away = new LogTail({ url: enduring(proxy.url), application: 'test tail' });
    await proxy.down();
    await expect(away.start()).rejects.toThrow();
    await away.close();
  });
});
