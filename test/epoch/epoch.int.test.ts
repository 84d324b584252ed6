import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PUBLIC } from '../../src/access/index.js';
import {
  beginEpoch,
  cursorOfEvent,
  EventReader,
  type EventRow,
  eventId,
  eventScopeOf,
  LogTail,
  sequenced,
  verifyLog,
  writeLogCursor,
} from '../../src/exchange/index.js';
import { draft, expectChained, logOf, tamper } from '../exchange/log.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { until } from '../kit/until.js';
import { goBackTo } from './kit.js';

describe('a log that goes back', () => {
  let db: TestDatabase;
  let reader: EventReader;
  const tails: LogTail[] = [];
  beforeEach(async () => {
    db = await testDatabase();
    reader = new EventReader(db);
  });
  afterEach(async () => {
    await Promise.all(tails.splice(0).map((tail) => tail.close()));
  });

  const append = (count: number, tag: string) =>
    sequenced(db, async (turn) => {
      for (let i = 0; i < count; i++) turn.append(draft({ tag, i }));
      return turn.position;
    });
  async function follow() {
    const tail = new LogTail({
      url: db.url,
      application: 'test tail',
      onForked: ({ common, seen, epoch }) =>
        beginEpoch(db, { reason: 'FORKED', why: 'a test', beganAfter: common, lostThrough: seen, instead: epoch }),
    });
    tails.push(tail);
    await tail.start();
    // What somebody holds who takes what is handed over: what they are told is no more, they drop.
    const held: EventRow[] = [];
    tail.follow({
      events: (batch) => void held.push(...batch),
      back: (position) => void held.splice(held.findIndex((e) => e.position > position) >>> 0),
    });
    return { tail, held };
  }
  const bare = (events: readonly EventRow[]) => events.map(({ log, ...event }) => event);

  it.each([
    ['on another server, with the first write there', true],
    ['on the same server, as a process finds that has read more', false],
  ])('is in a new epoch: %s', async (_, elsewhere) => {
    await append(10, 'first');
    const { tail, held } = await follow();
    await append(6, 'lost');
    await until(() => tail.position === 16);
    const [before, kept] = [await reader.cursorAt(13), await reader.cursorAt(10)];
    await goBackTo(db, 10, elsewhere);
    await append(4, 'second');
    await until(() => tail.log.lineage.path.length === 2);
    const last = await append(1, 'third');
    await until(() => tail.position === last && held.length === last - 10);
    // Whoever follows has what the log has, and nothing else.
    expect(bare(held)).toEqual((await logOf(db)).slice(10));
    const { id, beganAfter, parent } = tail.log.lineage.current;
    expect([beganAfter, parent]).toEqual([10, tail.log.lineage.path[0]?.id]);
    const told = held.filter((e) => e.type === 'log.restored');
    expect(told.map((e) => JSON.parse(e.data))).toMatchObject([
      { epoch: id, previous: parent, beganAfter: 10, lostThrough: expect.any(Number) },
    ]);
    expect(eventId(held[0] as EventRow)).toBe(`11.${id}`);
    // A cursor of what was lost names where to go on; one of what both have is as good as ever.
    const refusal = {
      code: 'CURSOR_INVALID',
      extensions: { common: writeLogCursor(await reader.log(), 10), lost: { epoch: parent, from: 11, to: 13 } },
    };
    await expect(reader.positionOf(before)).rejects.toMatchObject(refusal);
    expect(await reader.positionOf(kept)).toBe(10);
    expect(await reader.positionOf(await reader.cursorAt(13))).toBe(13);
    await expectChained(db);
    expect((await verifyLog({ db, keys: [] })).fault).toBeNull();
  });

  it('sets webhooks’ and durable consumers’ places back, and lets nothing be written of what was delivered meanwhile', async () => {
    await append(16, 'first');
    await db.sql`insert into hub.agency (id, name, kind, created_at) values ('00000000-0000-4000-8000-000000000001', '银行', 'BANKING', now())`;
    await db.sql`insert into hub.consumer (agency_id, name, position, acknowledged_at) values ('00000000-0000-4000-8000-000000000001', 'ahead', 15, now()), ('00000000-0000-4000-8000-000000000001', 'behind', 3, now())`;
    const epoch = await beginEpoch(db, { reason: 'DECLARED', why: 'a test', beganAfter: 10 });
    expect(epoch).toMatchObject({ beganAfter: 10, reason: 'DECLARED' });
    expect(await db.sql`select name, position::int p from hub.consumer order by name`).toEqual([
      { name: 'ahead', p: 10 },
      { name: 'behind', p: 3 },
    ]);
    // Declared twice is declared once where the second knows of the first.
    expect(await beginEpoch(db, { reason: 'DECLARED', why: 'again', instead: epoch?.parent ?? '' })).toBeNull();
  });

  it('and of which nothing says so, refuses the cursors that were given before, and takes none of them for its own', async () => {
    await append(10, 'first');
    await append(6, 'lost');
    const scope = eventScopeOf(PUBLIC);
    const [before, page] = [
      await reader.page(scope, { after: null, limit: 13 }),
      await reader.page(scope, { after: 5, limit: 5 }),
    ];
    await goBackTo(db, 10, false);
    await append(20, 'second');
    const another: number[] = [];
    reader.onAnother = (position) => void another.push(position);
    const cursors = before.events.map(cursorOfEvent);
    expect(await reader.positionOf(cursors[9] as string)).toBe(10);
    expect(await reader.positionOf(page.end as string)).toBe(10);
    for (const cursor of [cursors[10] as string, before.end as string])
      await expect(reader.positionOf(cursor)).rejects.toMatchObject({
        code: 'CURSOR_INVALID',
        message: /npx hub log restored/,
      });
    expect(another).toEqual([11, 13]);
    // Once it is declared, they are told from where to go on.
    await beginEpoch(db, { reason: 'DECLARED', why: 'a test', beganAfter: 10 });
    await expect(reader.positionOf(before.end as string)).rejects.toMatchObject({
      extensions: { common: writeLogCursor(await reader.log(), 10), lost: { from: 11, to: 13 } },
    });
  });

  it('and was put back to before an epoch that it then never had, knows up to where that one’s readers have what it says', async () => {
    await append(10, 'first');
    await beginEpoch(db, { reason: 'RESTORED', why: 'a test', beganAfter: 8 });
    await append(5, 'lost');
    const { events, end } = await reader.page(eventScopeOf(PUBLIC), { after: null, limit: 14 });
    const cursors = [cursorOfEvent(events.at(-1) as EventRow), end as string];
    const [first] = await db.sql`select id from hub.epoch where parent is null`;
    await goBackTo(db, 10, false);
    await tamper(db, `update hub.head set epoch = '${first?.id}'; delete from hub.epoch where parent is not null`);
    const again = new EventReader(db);
    const extensions = { common: writeLogCursor(await again.log(), 8), lost: { from: 9, to: 14 } };
    for (const cursor of cursors)
      await expect(again.positionOf(cursor)).rejects.toMatchObject({ code: 'CURSOR_INVALID', extensions });
  });

  it('is no new epoch where nothing was written yet, and a restart alone is none', async () => {
    await append(3, 'first');
    await db.sql`update hub.head set origin = null`;
    await append(1, 'second');
    expect(await db.sql`select reason from hub.epoch`).toEqual([{ reason: 'FIRST' }]);
    expect((await db.sql`select origin = hub.origin() same from hub.head`)[0]?.same).toBe(true);
  });
});
