import { beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC } from '../../src/access/index.js';
import { EventReader, eventScopeOf, sequenced } from '../../src/exchange/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { draft, expectChained, logOf } from './log.js';

/** Ten million positions a partition; ten here. */
describe('the partitions of the log', () => {
  let db: TestDatabase;
  const append = (count: number) =>
    sequenced(db, async (turn) => {
      for (let i = 0; i < count; i++) turn.append(draft({ i }));
      return turn.position;
    });
  const partitions = async () => {
    const rows = await db.sql`select relname name, pg_get_expr(relpartbound, oid) bound from pg_class
      join pg_inherits on inhrelid = oid where inhparent = 'hub.event'::regclass and relkind = 'r' order by length(relname), 1`;
    return rows.map((r) => `hub.${r.name} ${String(r.bound).replace('FOR VALUES ', '')}`);
  };
  beforeAll(async () => {
    db = await testDatabase();
  });

  it('begin with one of ten million', async () => {
    expect(await partitions()).toEqual(["hub.event_0 FROM ('0') TO ('10000000')"]);
  });

  it('are made as the positions reach them, in the transaction that does, however many at once', async () => {
    await db.sql`alter table hub.event detach partition hub.event_0`;
    await db.sql`drop table hub.event_0`;
    await db.sql`select hub.add_event_partition(0, 10)`;
    await db.sql`update hub.head set partition_end = 10, partition_size = 10`;
    await append(9);
    expect(await partitions()).toHaveLength(1);
    await append(1);
    expect((await partitions()).at(-1)).toBe("hub.event_10 FROM ('10') TO ('20')");
    await append(33);
    expect((await partitions()).map((p) => p.split(' ')[0])).toEqual([0, 10, 20, 30, 40].map((p) => `hub.event_${p}`));
    const failing = sequenced(db, async (turn) => {
      for (let i = 0; i < 20; i++) turn.append(draft());
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await partitions()).toHaveLength(5);
    expect((await logOf(db)).map((e) => e.position)).toEqual(Array.from({ length: 43 }, (_, i) => i + 1));
    await expectChained(db);
  });

  it('are made while others read and write, without waiting for a reader that stays', async () => {
    const reading = db.sql.begin(async (sql) => {
      const count = async () => (await sql`select count(*)::int n, max(position)::int p from hub.event`)[0];
      const before = await count();
      const last = await append(40);
      return { before, last, after: await count() };
    });
    const { before, last, after } = await reading;
    expect([before?.n, last]).toEqual([43, 83]);
    // A transaction that read the log before does not learn of partitions that came meanwhile; what it sees has no gap.
    expect(after?.n).toBe(after?.p);
    expect(after?.n).toBeGreaterThanOrEqual(43);
    expect((await logOf(db)).length).toBe(83);
    await Promise.all(Array.from({ length: 40 }, (_, n) => append(1 + (n % 4))));
    expect((await logOf(db)).map((e) => e.position)).toEqual(Array.from({ length: 183 }, (_, i) => i + 1));
    await expectChained(db);
  });

  it('are read in order across their borders, page by page', async () => {
    const reader = new EventReader(db);
    const scope = eventScopeOf(PUBLIC);
    const seen: number[] = [];
    for (let after = 0; ; ) {
      const { events, scannedTo, head } = await reader.page(scope, { after, limit: 7 });
      seen.push(...events.map((e) => e.position));
      after = scannedTo;
      if (after === head) break;
    }
    expect(seen).toEqual(Array.from({ length: 183 }, (_, i) => i + 1));
    const until = await reader.page(scope, { after: 8, limit: 500, until: 31 });
    expect([until.events[0]?.position, until.events.at(-1)?.position, until.scannedTo]).toEqual([9, 31, 31]);
  });

  it('are read in bounded pieces by a viewer who sees little of them', async () => {
    const reader = new EventReader(db, { window: 10, windows: 3 });
    const nothing = eventScopeOf(PUBLIC, ['credit.rated']);
    const page = await reader.page(nothing, { after: 5, limit: 100 });
    expect(page).toMatchObject({ events: [], scannedTo: 35, head: 183 });
    const all = await reader.page(eventScopeOf(PUBLIC), { after: 5, limit: 100 });
    expect([all.events.length, all.scannedTo]).toEqual([30, 35]);
    const full = await reader.page(eventScopeOf(PUBLIC), { after: 5, limit: 12 });
    expect([full.events.length, full.scannedTo]).toEqual([12, 17]);
    expect((await reader.page(nothing, { after: 170, limit: 100 })).scannedTo).toBe(183);
    expect((await reader.page(nothing, { after: 183, limit: 100 })).scannedTo).toBe(183);
    expect((await reader.page(nothing, { after: 3, limit: 0 })).scannedTo).toBe(3);
  });

  it('are written once, each of them, whether one speaks to the log or to the partition', async () => {
    const tables = ['hub.event', ...(await partitions()).map((p) => p.split(' ')[0] as string)];
    expect(tables.length).toBeGreaterThan(15);
    for (const table of tables)
      for (const change of [`update ${table} set type = 'x'`, `delete from ${table}`, `truncate ${table}`])
        await expect(db.sql.unsafe(change), change).rejects.toMatchObject({ code: '23001' });
    await expect(db.sql`update hub.head set position = position + 1`).rejects.toMatchObject({ code: '23001' });
    await expect(db.sql`update hub.head set position = position - 1`).rejects.toMatchObject({ code: '23001' });
    await expect(db.sql`update hub.head set hash = ${Buffer.alloc(32, 1)}`).rejects.toMatchObject({ code: '23001' });
    await expect(db.sql`delete from hub.log`).rejects.toMatchObject({ code: '23001' });
    await expect(db.sql`insert into hub.log (single, start_position) values (2, 0)`).rejects.toMatchObject({
      constraint_name: 'log_single',
    });
    await db.sql`insert into hub.checkpoint values (1, ${Buffer.alloc(32)}, now(), 'k', 'x')`;
    for (const change of [
      'update hub.checkpoint set key_id = 1',
      'delete from hub.checkpoint',
      'truncate hub.checkpoint',
    ])
      await expect(db.sql.unsafe(change), change).rejects.toMatchObject({ code: '23001' });
  });
});
