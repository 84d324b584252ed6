import { beforeAll, expect, it } from 'vitest';
import { beginEpoch, EventReader, sequenced } from '../../src/exchange/index.js';
import { DeliveryStore } from '../../src/exchange/webhook/delivery.store.js';
import { draft } from '../exchange/log.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';

/** A hub that had not heard of a new epoch wrote down how far it had delivered the old one: `log.restored` was passed over. */
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});

it('what was delivered of an earlier epoch is not written down in the next, whatever the revisions say', async () => {
  await sequenced(db, async (turn) => {
    for (let i = 0; i < 10; i++) turn.append(draft({ i }));
  });
  await db.sql`insert into hub.agency (id, name, kind, created_at) values ('00000000-0000-4000-8000-000000000001', '银行', 'BANKING', now())`;
  await db.sql`insert into hub.webhook (agency_id, url, position, status_since, created_at) values ('00000000-0000-4000-8000-000000000001', 'https://bank.example/', 3, now(), now())`;
  const store = new DeliveryStore(db);
  const [lease] = await store.claim(60_000, 1, []);
  const [held] = await store.read([lease?.id as string]);
  if (!held) throw new Error('it is held');
  const { id, leaseToken, revision, attempt, failingSince, nextAttemptAt, epoch } = held;
  const progress = { id, leaseToken, revision, attempt, failingSince, nextAttemptAt, epoch };
  const position = async () => (await db.sql`select position::int p from hub.webhook`)[0]?.p;
  await store.keep(60_000, [{ ...progress, position: 6 }], []);
  expect(await position()).toBe(6);
  await beginEpoch(db, { reason: 'DECLARED', why: 'a test', beganAfter: 4 });
  // As where the revision went back with the log: it is the same again.
  const [seen] = await store.survey();
  const [kept] = await store.keep(60_000, [{ ...progress, revision: seen?.revision ?? 0, position: 9 }], []);
  expect(await position()).toBe(4);
  expect(kept?.epoch).toBe((await new EventReader(db).log()).lineage.current.id);
  expect(kept?.epoch).not.toBe(epoch);
});
