import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { beforeEach, describe, expect, it } from 'vitest';
import { connect, type Db } from '../../db/client.js';
import { PUBLIC } from '../../src/access/index.js';
import { type Keyring, openKeyring } from '../../src/access/keyring.js';
import {
  EventReader,
  eventScopeOf,
  headAt,
  makeCheckpoints,
  planRetention,
  type RetentionRule,
  retain,
  sequenced,
  verifyArchive,
  verifyLog,
  writeLogCursor,
} from '../../src/exchange/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { draft, linkageHasRead, logOf, smallPartitions, tamper } from './log.js';

describe('retention of the log', () => {
  let db: TestDatabase;
  let keyring: Keyring;
  let archive: string;
  let n = 0;
  const folder = temporaryFolder();
  const write = async (count: number, to: Db = db) => {
    await sequenced(to, async (turn) => {
      for (let i = 0; i < count; i++) turn.append(draft({ i, 名称: `企业${i}` }));
    });
    await makeCheckpoints(to, keyring);
  };
  beforeEach(async () => {
    db = await testDatabase();
    keyring = openKeyring(folder('keys.json'));
    archive = folder(`archive-${++n}`);
    await smallPartitions(db, 10);
    for (let i = 0; i < 9; i++) await write(5);
    await linkageHasRead(db);
  });
  const run = (rule: RetentionRule, into: string | null = archive, on: Db = db) =>
    retain({ db: on, keyring, rule, archive: into, done: () => {} });
  const keys = () => keyring.publicKeys();
  const partitions = async () =>
    (
      await db.sql`select relname from pg_class where relnamespace = 'hub'::regnamespace and relname ~ '^event_[0-9]+$' order by oid`
    ).map((r) => r.relname);

  it('takes whole partitions out, each into an archive that proves itself; the log goes on', async () => {
    const all = await logOf(db);
    const before = await partitions();
    const plan = await planRetention(db, { keep: 21 });
    expect(plan.partitions.map((p) => [p.first, p.last])).toEqual([
      [0, 9],
      [10, 19],
    ]);
    expect(await partitions()).toEqual(before);
    await run({ keep: 21 });
    expect((await logOf(db)).map((e) => e.position)).toEqual(all.slice(19).map((e) => e.position));
    expect(await partitions()).toEqual(before.slice(2));
    expect(await verifyLog({ db, keys: keys() })).toMatchObject({ from: 20, to: 45, fault: null });

    const files = readdirSync(archive).sort();
    expect(files).toHaveLength(2);
    let hash = Buffer.alloc(32).toString('hex');
    for (const [i, file] of files.entries()) {
      const path = join(archive, file);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const report = await verifyArchive(path, keys());
      expect(report).toMatchObject({ from: i === 0 ? 1 : 10, to: i === 0 ? 9 : 19, fault: null, previousHash: hash });
      hash = report.hash;
      const events = gunzipSync(readFileSync(path))
        .toString()
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l))
        .filter((l) => l.data);
      const original = all.filter((e) => e.position >= report.from && e.position <= report.to);
      expect(events.map((e) => [e.position, e.data, e.hash])).toEqual(
        original.map((e) => [e.position, e.data, e.hash.toString('hex')]),
      );
    }
    // The chain of the next events begins where the archives end.
    await write(12);
    expect(await verifyLog({ db, keys: keys() })).toMatchObject({ from: 20, to: 57, fault: null });
    await run({ keep: 0 });
    expect(readdirSync(archive)).toHaveLength(5);
    expect(await verifyLog({ db, keys: keys() })).toMatchObject({ from: 50, to: 57, fault: null });
  });

  it('makes a cursor older than what is kept CURSOR_INVALID, with the oldest one', async () => {
    const reader = new EventReader(db);
    const oldest = writeLogCursor(await reader.log(), 19);
    const stale = await reader.cursorAt(18);
    await run({ keep: 21 });
    const refusal = await reader.positionOf(stale).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'CURSOR_INVALID', extensions: { oldest } });
    const page = await reader.page(eventScopeOf(PUBLIC), { after: await reader.positionOf(oldest), limit: 500 });
    expect(page.events.map((e) => e.position)).toEqual(Array.from({ length: 26 }, (_, i) => 20 + i));
  });

  it('leaves the position of an instant exact for all that is kept', async () => {
    const all = await logOf(db);
    await run({ keep: 21 });
    const positionAt = async (at: Date) => (await db.sql`select (${headAt(db.sql, at)}) "position"`)[0]?.position;
    const kept = await logOf(db);
    for (const { recordedAt } of kept)
      expect(await positionAt(recordedAt)).toBe(all.filter((e) => e.recordedAt <= recordedAt).length);
    // What was taken out has no times any more, and nothing was submitted.
    expect(await positionAt(new Date(0))).toBe(0);
    expect(await positionAt(all[0]?.recordedAt as Date)).toBe(0);
  });

  it('keeps what is not old enough, and the partition that is written to', async () => {
    expect((await planRetention(db, { keep: 45 })).partitions).toEqual([]);
    expect((await planRetention(db, { keep: 36 })).partitions).toHaveLength(1);
    expect((await planRetention(db, { keep: 37 })).partitions).toHaveLength(0);
    expect((await planRetention(db, { keep: 0 })).partitions.at(-1)).toMatchObject({ last: 39 });
    await tamper(db, "update hub.event set recorded_at = '2026-01-01T00:00:00+08:00' where position <= 24");
    expect((await planRetention(db, { before: '2026-01-02' })).partitions).toHaveLength(2);
    expect((await planRetention(db, { before: '2026-01-01' })).partitions).toHaveLength(0);
  });

  it('keeps what a consumer or a webhook has not acknowledged, unless it is forced', async () => {
    const { sql } = db;
    await sql.unsafe(`create table if not exists hub.consumer (agency_id uuid, name text, position bigint, acknowledged_at timestamptz);
      create table if not exists hub.webhook (agency_id uuid, url text, position bigint, deleted_at timestamptz)`);
    const [agency] = await sql`insert into hub.agency (name, kind) values ('甲', 'LAND') returning id`;
    const [gone] =
      await sql`insert into hub.agency (name, kind, disabled_at) values ('乙', 'LAND', now()) returning id`;
    await sql`insert into hub.consumer (agency_id, name, position, acknowledged_at) values (${agency?.id}, 'etl', 19, now()), (${gone?.id}, 'old', 1, now())`;
    const plan = await run({ keep: 0 });
    expect(plan.partitions.map((p) => p.last)).toEqual([9, 19]);
    expect(plan.heldBy).toEqual([{ kind: 'consumer', name: 'etl', agency: '甲', position: 19 }]);
    await run({ keep: 0, force: true });
    expect((await logOf(db))[0]?.position).toBe(40);
  });

  it('keeps what the linkage has not read yet', async () => {
    await db.sql`update hub.linkage set position = 15`;
    const plan = await run({ keep: 0 });
    expect(plan.partitions.map((p) => p.last)).toEqual([9]);
    expect(plan.heldBy).toEqual([{ kind: 'linkage', name: 'the linkage', agency: 'the hub', position: 15 }]);
  });

  it('is finished by the next run where it was broken off', async () => {
    // After the log's beginning has moved: the partition is still there.
    const [before] = await logOf(db);
    expect(before?.position).toBe(1);
    const reader = postgres(db.url, { max: 2, onnotice() {} });
    const connection = await reader.reserve();
    await connection`begin`;
    await connection`select count(*) from hub.event`;
    const [pid] = await connection`select pg_backend_pid() pid`;
    const broken = connect({ url: db.url });
    const running = run({ keep: 36 }, archive, broken).catch((error) => error);
    const waiting = async () =>
      (
        await reader`select pid from pg_stat_activity where query ilike '%detach%concurrently%' and datname = current_database() and pid <> ${pid?.pid} and wait_event_type = 'Lock'`
      )[0];
    await expect.poll(waiting).toBeDefined();
    // Meanwhile the log is read and written as ever, and is whole.
    const other = connect({ url: db.url });
    await write(3, other);
    expect(await verifyLog({ db: other, keys: keys() })).toMatchObject({ from: 10, to: 48, fault: null });
    await other.close();
    await reader`select pg_terminate_backend(${(await waiting())?.pid})`;
    expect(await running).toBeInstanceOf(Error);
    await connection`rollback`;
    connection.release();
    await reader.end();
    await broken.close();
    expect(await verifyLog({ db, keys: keys() })).toMatchObject({ from: 10, fault: null });
    expect(await partitions()).toContain('event_0');
    await run({ keep: 36 });
    expect(await partitions()).not.toContain('event_0');
    expect(await verifyLog({ db, keys: keys() })).toMatchObject({ from: 10, to: 48, fault: null });
  });

  it('takes nothing out of a log that was altered, nor without a place for the archive', async () => {
    const undo = await tamper(db, "update hub.event set data = '{}' where position = 7");
    await expect(run({ keep: 0 })).rejects.toThrow('the log was altered');
    expect(readdirSync(archive)).toEqual([]);
    await undo();
    writeFileSync(folder('file'), '');
    await expect(run({ keep: 0 }, join(folder('file'), 'x'))).rejects.toThrow();
    expect(await verifyLog({ db, keys: keys() })).toMatchObject({ from: 1, fault: null });
    await run({ keep: 0 }, null);
    expect(await verifyLog({ db, keys: keys() })).toMatchObject({ from: 40, fault: null });
  });

  it('leaves a statement that shows a beginning cut off by others', async () => {
    await run({ keep: 30 });
    const cut = async (statements: string) => {
      const undo = await tamper(db, statements);
      const { fault } = await verifyLog({ db, keys: keys() });
      await undo();
      return fault;
    };
    const later = `delete from hub.event where position <= 25;
      update hub.log set start_position = 25, start_hash = (select hash from hub.checkpoint where position = 25);`;
    expect(await cut(later)).toMatchObject({ position: 10, kind: 'START' });
    expect(await cut('delete from hub.retention')).toMatchObject({ position: 1, kind: 'START' });
    const forged = `${later} update hub.retention set position = 25, hash = (select start_hash from hub.log)`;
    expect(await cut(forged)).toMatchObject({ kind: 'RETENTION' });
  });

  it('finds every change of an archive', async () => {
    await run({ keep: 36 });
    const path = join(archive, readdirSync(archive)[0] as string);
    const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n');
    const events = lines.map((l, i) => [i, JSON.parse(l)] as const).filter(([, l]) => l.data);
    const check = async (changed: string[]) => {
      const file = folder('changed.ndjson.gz');
      writeFileSync(file, gzipSync(`${changed.join('\n')}\n`));
      return (await verifyArchive(file, keys())).fault;
    };
    expect(await check(lines)).toBeNull();
    for (const [i, event] of events) {
      const { position } = event;
      const at = (line: string) => lines.map((l, k) => (k === i ? line : l));
      expect(await check(at(JSON.stringify({ ...event, subject: 'x' })))).toMatchObject({ position, kind: 'ALTERED' });
      expect(await check(lines.filter((_, k) => k !== i))).toMatchObject({ position });
    }
    expect(await check(lines.slice(0, -2))).not.toBeNull();
    expect((await verifyArchive(path, openKeyring(folder('others.json')).publicKeys())).fault).toMatchObject({
      kind: 'CHECKPOINT',
    });
    truncateSync(path, statSync(path).size - 20);
    expect((await verifyArchive(path, keys())).fault).toMatchObject({ kind: 'ARCHIVE' });
    writeFileSync(path, 'nonsense');
    expect((await verifyArchive(path, keys())).fault).toMatchObject({ kind: 'ARCHIVE' });
  });
});
