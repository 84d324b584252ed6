import { beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../../src/access/index.js';
import { ImportRunStore } from '../../../src/exchange/core.js';
import { startHub } from '../../../src/server/index.js';
import { hold } from '../../exchange/held.js';
import { CHINESE_HEADER, chineseRows } from '../../intake/sample.js';
import { afterFile } from '../../kit/after-file.js';
import type { TestDatabase } from '../../kit/database.js';
import { startTestHub, type TestHub, testSettings } from '../../kit/hub.js';
import { metricOf } from '../../kit/metric.js';
import { until } from '../../kit/until.js';
import { type Any, asked, ended, eventsOf, refusal } from './kit.js';

/** Waits until a batch of an import waits for the head row that is held. */
const isWriting = (db: TestDatabase) =>
  until(async () => {
    const rows = await db.sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%hub.head%'`;
    return rows.length > 0;
  });

describe('an import that runs', () => {
  let hub: TestHub;
  let key: string;
  let other: string;
  beforeAll(async () => {
    hub = await startTestHub();
    key = hub.keys.MARKET_REGULATION;
    const access = agencies(agencyStore(hub.db));
    other = (await access.add({ name: '另一局', kind: 'MARKET_REGULATION', divisionCode: '620621' })).key;
  });
  const csvOf = (from: number, count: number, more = '') =>
    `${[CHINESE_HEADER, ...chineseRows(count, from)].join('\n')}\n${more}`;
  const post = async (csv: string, as = key, base = hub.url): Promise<Any> =>
    (await asked(`${base}/imports/enterprises?file=a.csv`, as, { method: 'POST', body: csv })).body;
  const told = async (id: string, as = key) => (await asked(`${hub.url}/imports/${id}`, as)).body;
  const held = () => hold(hub.db, 'select 1 from hub.head for update');
  const isRunning = (id: string, as = key) => until(async () => (await told(id, as)).status === 'RUNNING');

  it('tells how far it has come, to its end, whichever hub of the database is asked', async () => {
    const release = await held();
    const { id } = await post(csvOf(1_000, 2_500, '短了\n'));
    const second = await startHub({ settings: testSettings(), databaseUrl: hub.db.url });
    afterFile(() => second.stop());
    const streams = [hub.url, second.url].map((url) => eventsOf(`${url}/imports/${id}/progress`, key));
    await isRunning(id);
    expect(await metricOf(hub.url, 'hub_imports{state="running"}')).toBe(1);
    await release();
    for (const events of await Promise.all(streams)) {
      expect(events.map(({ event }) => event)).toEqual([...events.slice(1).map(() => 'progress'), 'done']);
      const ids = events.map((e) => Number(e.id));
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      expect(events.at(-1)?.data).toMatchObject({
        id,
        status: 'DONE',
        counts: { read: 2_501, inserted: 2_500, rejected: 1 },
      });
    }
    // One who comes back with the last event is told the end again, and the stream ends.
    const again = await eventsOf(`${hub.url}/imports/${id}/progress`, key, { 'last-event-id': '999999' });
    expect(again.map(({ event }) => event)).toEqual(['done']);
    expect((await eventsOf(`${hub.url}/imports/${id}/progress`, key, { 'last-event-id': 'x\ty' })).length).toBe(1);
  });

  it('of one agency is one at a time, and of two agencies both; a waiting one is stopped before it begins', async () => {
    const release = await held();
    const first = await post(csvOf(5_000, 10));
    const second = await post(csvOf(5_010, 10));
    const others = await post(csvOf(5_020, 10), other);
    await Promise.all([isRunning(first.id), isRunning(others.id, other)]);
    expect((await told(second.id)).status).toBe('RECEIVED');
    const stopped = await asked(`${hub.url}/imports/${second.id}`, key, { method: 'DELETE' });
    expect(stopped).toMatchObject({ status: 200, body: { status: 'STOPPED', counts: { read: 0 } } });
    await release();
    expect(await ended(hub.url, key, first.id)).toMatchObject({ status: 'DONE', counts: { inserted: 10 } });
    expect(await ended(hub.url, other, others.id)).toMatchObject({ status: 'DONE', counts: { inserted: 10 } });
    // What was stopped may be handed in again.
    const anew = await post(csvOf(5_010, 10));
    expect(anew.repeated).toBe(false);
    expect(await ended(hub.url, key, anew.id)).toMatchObject({ status: 'DONE', counts: { inserted: 10 } });
  });

  it('is stopped after the batch that is being written: what it says that it wrote is in the register', async () => {
    const release = await held();
    const { id } = await post(csvOf(10_000, 6_000));
    await isWriting(hub.db);
    const answer = await asked(`${hub.url}/imports/${id}`, key, { method: 'DELETE' });
    expect(answer).toMatchObject({ status: 202, body: { status: 'RUNNING' } });
    await release();
    const { status, counts, message, rejectedUrl } = await ended(hub.url, key, id);
    expect([status, message, rejectedUrl]).toEqual(['STOPPED', expect.stringContaining('stopped'), null]);
    const [found] = await hub.db.sql`select count(*)::int n from hub.submission s, hub.enterprise e
      where s.import_id = ${id} and e.position <= s.position and e.position > s.position - (s.receipt->>'inserted')::int`;
    expect([counts.inserted, counts.read]).toEqual([found?.n, found?.n]);
    expect(found?.n).toBeGreaterThan(0);
    expect(found?.n).toBeLessThan(6_000);
    expect(await asked(`${hub.url}/imports/${id}`, key, { method: 'DELETE' })).toMatchObject({ status: 200 });
  });

  it('is seen by its agency and by operators, and is not there for anybody else', async () => {
    const { id } = await post(csvOf(20_000, 1, '短了\n'));
    await ended(hub.url, key, id);
    for (const path of [`/imports/${id}`, `/imports/${id}/progress`, `/imports/${id}/rejected`]) {
      expect(refusal(await asked(`${hub.url}${path}`, other)), path).toMatchObject({ status: 404, code: 'NOT_FOUND' });
      expect(refusal(await asked(`${hub.url}${path}`, undefined)), path).toMatchObject({ status: 401 });
      expect((await asked(`${hub.url}${path}`, hub.keys.OPERATOR)).status, path).toBe(200);
    }
    expect((await asked(`${hub.url}/imports/${id}`, other, { method: 'DELETE' })).status).toBe(404);
    for (const strange of ['x', '00000000-0000-4000-8000-000000000000'])
      expect((await asked(`${hub.url}/imports/${strange}`, key)).status).toBe(404);
  });

  it('keeps its rejected rows for a while, and its receipt for good', async () => {
    const { id } = await post(csvOf(21_000, 1, '短了\n'));
    expect((await ended(hub.url, key, id)).rejectedUrl).toBe(`/imports/${id}/rejected`);
    await new ImportRunStore(hub.db).sweep(new Date(Date.now() - 1_000_000));
    expect((await asked(`${hub.url}/imports/${id}/rejected`, key)).status).toBe(200);
    await new ImportRunStore(hub.db).sweep(new Date(Date.now() + 1_000));
    expect(refusal(await asked(`${hub.url}/imports/${id}/rejected`, key))).toMatchObject({ status: 404 });
    expect(await told(id)).toMatchObject({ status: 'DONE', rejectedUrl: null, counts: { rejected: 1 } });
    expect(await hub.db.sql`select 1 from hub.import_rejected where import_id = ${id}`).toHaveLength(0);
  });
});

describe('a hub that stops while it imports', () => {
  it('ends after its batch, and the next one goes on: the counts are those of the whole', async () => {
    const hub = await startTestHub();
    const settings = testSettings();
    const first = await startHub({ settings, databaseUrl: hub.db.url });
    const key = hub.keys.MARKET_REGULATION;
    const csv = [CHINESE_HEADER, ...chineseRows(6_000, 1_000), '短了'].join('\n');
    const release = await hold(hub.db, 'select 1 from hub.head for update');
    const { body } = await asked(`${first.url}/imports/enterprises`, key, { method: 'POST', body: csv });
    const told = async () => (await asked(`${hub.url}/imports/${body.id}`, key)).body;
    await isWriting(hub.db);
    const stream = await fetch(`${first.url}/imports/${body.id}/progress`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const stopped = first.stop();
    // Its stream ends without `done`: a client comes back, to another hub.
    expect(await stream.text()).not.toContain('event: done');
    await release();
    await stopped;
    expect(await told()).toMatchObject({ status: 'INTERRUPTED' });
    const written = Number(
      (await hub.db.sql`select count(*) n from hub.submission where import_id = ${body.id}`)[0]?.n,
    );
    expect(written).toBeGreaterThan(0);
    // A hub that does not have the file leaves it; the one that has it goes on.
    const next = await startHub({ settings, databaseUrl: hub.db.url });
    afterFile(() => next.stop());
    const done = await ended(hub.url, key, body.id);
    expect(done).toMatchObject({
      status: 'DONE',
      counts: { read: 6_001, inserted: 6_000, updated: 0, unchanged: 0, rejected: 1 },
    });
  });
});
