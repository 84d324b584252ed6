import { beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../../src/access/index.js';
import { hold } from '../../exchange/held.js';
import { CHINESE_HEADER, chineseRows } from '../../intake/sample.js';
import { type TestDatabase, testDatabase } from '../../kit/database.js';
import { temporaryFolder } from '../../kit/folder.js';
import { killLeftProcesses, serveProcess } from '../../kit/process.js';
import { until } from '../../kit/until.js';
import { asked, ended } from './kit.js';

const ROWS = 6_000;
const HEAD = 'select 1 from hub.head for update';

describe('a hub that is killed while it imports', () => {
  let db: TestDatabase;
  let key: string;
  killLeftProcesses();
  beforeAll(async () => {
    db = await testDatabase();
    const access = agencies(agencyStore(db));
    key = (await access.add({ name: '市场监督管理局', kind: 'MARKET_REGULATION', divisionCode: null })).key;
  });

  it('takes it up again when it is started, in its thread, and the counts are those of the whole; a hub without the file leaves it', async () => {
    const folder = temporaryFolder();
    const serve = (uploads: string) =>
      serveProcess(['serve'], { DATABASE_URL: db.url, HUB_HEAVY_THREAD: '1', HUB_UPLOADS_DIR: folder(uploads) });
    const [first, other] = await Promise.all([serve('mine'), serve('others')]);
    const waiting = async () =>
      (await db.sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
        .length;
    const before = await hold(db, HEAD);
    const csv = [CHINESE_HEADER, ...chineseRows(ROWS), '短了'].join('\n');
    const url = `${first.url}/imports/enterprises?file=${encodeURIComponent('企业.csv')}`;
    const { body } = await asked(url, key, { method: 'POST', body: csv });
    const rows = async () => Number((await db.sql`select count(*) n from hub.enterprise`)[0]?.n);
    // One batch is written, and the next one waits, whatever else this machine does.
    await until(async () => (await waiting()) === 1);
    const behind = hold(db, HEAD);
    await until(async () => (await waiting()) === 2);
    await before();
    const release = await behind;
    await until(async () => (await waiting()) === 1);
    expect(await rows()).toBe(2_000);
    await first.stop('SIGKILL');
    await release();
    // Everybody is told that it runs, until its lease has ended; the hub that does not have the file never takes it up.
    expect(await asked(`${other.url}/imports/${body.id}`, key)).toMatchObject({
      status: 200,
      body: { status: 'RUNNING' },
    });

    const next = await serve('mine');
    const done = await ended(other.url, key, body.id);
    expect(done).toMatchObject({
      ...{ status: 'DONE', file: '企业.csv', rejectedUrl: `/imports/${body.id}/rejected` },
      counts: { read: ROWS + 1, inserted: ROWS, updated: 0, unchanged: 0, rejected: 1 },
    });
    expect(await rows()).toBe(ROWS);
    // What one hub imported, any hub of the database answers.
    expect((await asked(`${other.url}${done.rejectedUrl}`, key)).body).toContain(`\n${ROWS + 2},`);
    expect(await next.stop('SIGTERM')).toBe(0);
    expect(await other.stop('SIGTERM')).toBe(0);
  });
});
