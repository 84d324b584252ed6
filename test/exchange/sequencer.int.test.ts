import { beforeAll, describe, expect, it } from 'vitest';
import { GENESIS, leafOf, linkOf, sequenced } from '../../src/exchange/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { draft, logOf } from './log.js';

describe('writes that go through one queue', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });

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
    const log = await logOf(db);
    expect(log.map((e) => e.position)).toEqual(Array.from({ length: 56 }, (_, i) => i + 1));
    const answered = outcomes.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
    expect(answered).toEqual(log.map((e) => e.position));
    expect(log.map((e) => JSON.parse(e.data).n)).toEqual(
      Array.from({ length: 64 }, (_, n) => n).filter((n) => n % 8 !== 3),
    );
    // A failure ends the group that it came into, and no more.
    const transactions = await db.sql`select count(distinct recorded_at)::int n from hub.event`;
    expect(transactions[0]?.n).toBeLessThanOrEqual(8 + 1);
  });

  it('chain every event to the one before it', async () => {
    let hash = GENESIS;
    for (const { salt, hash: kept, ...event } of await logOf(db)) {
      hash = linkOf(hash, leafOf(event, salt));
      expect(kept.equals(hash), `position ${event.position}`).toBe(true);
    }
    expect((await db.sql`select hash from hub.head`)[0]?.hash.equals(hash)).toBe(true);
  });
});
