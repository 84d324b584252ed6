import { existsSync } from 'node:fs';
import fc from 'fast-check';
import postgres from 'postgres';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { takeBackup } from '../../db/backup/backup.js';
import { type Manifest, readManifest } from '../../db/backup/manifest.js';
import { readPart } from '../../db/backup/parts.js';
import { restoreBackup } from '../../db/backup/restore.js';
import { copiedRows } from '../../db/backup/rows.js';
import { applyMigrations, knownMigrations, migrateDatabase, migrationState } from '../../db/migrate.js';
import { dumpStructure } from '../../scripts/structure.js';
import { openKeyring } from '../../src/access/index.js';
import { keysInto } from '../../src/cli/backup/keys.js';
import { makeCheckpoints, retain, sequenced } from '../../src/exchange/index.js';
import { plantRows } from '../db/rows.js';
import { draft, linkageHasRead, logOf, smallPartitions } from '../exchange/log.js';
import { testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { contentsOf, ownDatabase } from './kit.js';

/** What a backup and a restore are for: every row, number and name is what it was, for a user who owns a database and nothing else. */
describe('a database that was backed up and restored', () => {
  const folder = temporaryFolder();
  const keys = keysInto(inject('signingKeys'), true);
  let n = 0;
  const take = (url: string, more: object = {}) => {
    const into = folder(`backup-${++n}`);
    return takeBackup({ url, folder: into, keys, ...more }).then(() => into);
  };
  const restore = async (from: string, then: () => Promise<void> = async () => {}) => {
    const url = await ownDatabase();
    await restoreBackup({ url, name: 'own', folder: from, manifest: readManifest(from) }, then);
    return url;
  };
  const over = async <T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
    const sql = postgres(url, { max: 1, onnotice() {} });
    return work(sql).finally(() => sql.end());
  };
  const comparable = ({ takenAt: _, tables, ...rest }: Manifest) => ({
    ...rest,
    tables: tables.map(({ files: _, ...table }) => table),
  });

  describe('with a county in it', () => {
    let hub: TestHub;
    let first: string;
    let url: string;
    beforeAll(async () => {
      hub = await startTestHub();
      // A record that was given a number and is no more: nobody may be given the number again.
      await hub.db.sql.unsafe(`select nextval(pg_get_serial_sequence('hub.grading', 'id'))`);
      first = await take(hub.db.url, { partBytes: 2_000 });
      url = await restore(first);
    });

    it('has the same rows in every table, the same numbers to come, and the same state of its log', async () => {
      const again = await take(url);
      expect(comparable(readManifest(again))).toEqual(comparable(readManifest(first)));
      // Of the head, where the log was last written is no longer so.
      const { 'hub.head': _, ...rows } = await contentsOf(again);
      expect(rows).toEqual(await contentsOf(first).then(({ 'hub.head': _, ...before }) => before));
      const head = (sql: postgres.Sql) => sql`select to_jsonb(h) - 'origin' head from hub.head h`;
      expect([...(await over(url, head))]).toEqual([...(await over(hub.db.url, head))]);
      const { tables } = readManifest(first);
      // Large tables are in several files.
      expect(tables.find((t) => t.name === 'division')?.files.length).toBeGreaterThan(3);
    });

    it('has the same structure: keys, indexes, triggers in force', async () => {
      const structure = await over(url, dumpStructure);
      expect(structure).toBe(await over(hub.db.url, dumpStructure));
      await over(url, async (sql) => {
        const [off] = await sql`select count(*)::int n from pg_trigger where tgenabled <> 'O'`;
        expect(off?.n).toBe(0);
        await expect(sql`delete from hub.event`).rejects.toThrow('written once');
        const [unchecked] = await sql`select count(*)::int n from pg_constraint where not convalidated`;
        expect(unchecked?.n).toBe(0);
        expect((await sql`select count(*)::int n from pg_namespace where nspname = 'hub_restore'`)[0]?.n).toBe(0);
      });
    });

    it('holds a restore that has not come to its end for what it is, until it is repeated', async () => {
      const broken = await ownDatabase();
      const manifest = readManifest(first);
      const options = { url: broken, name: 'own', folder: first, manifest };
      const failing = restoreBackup(options, () => Promise.reject(new Error('its machine was switched off')));
      await expect(failing).rejects.toThrow('switched off');
      expect((await migrationState(broken)).unfit).toMatch(/restore .* npx hub restore/);
      await expect(migrateDatabase(broken)).rejects.toThrow('npx hub restore');
      await restoreBackup(options, async () => {});
      expect((await migrationState(broken)).unfit).toBeNull();
      const { 'hub.head': _, ...rows } = await contentsOf(await take(broken));
      expect(await contentsOf(first)).toMatchObject(rows);
    });
  });

  it('keeps texts of every kind', async () => {
    const db = await testDatabase();
    const texts = fc.array(fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: null }), { maxLength: 40 });
    const odd = ['\\N', '\\.', '\\', '\t', '\n', '\r\n', '\\n', '\b\f\v', '"', '𠮷野家', ' '];
    const given = [...odd, ...fc.sample(texts, 5).flat()].map((text) => text?.replaceAll('\0', '') ?? null);
    const [agency] = await db.sql`insert into hub.agency (name, kind) values ('登记', 'PARTNER') returning id`;
    const at = new Date().toISOString();
    for (const [i, address] of given.entries())
      await db.sql`insert into hub.enterprise_history ${db.sql({
        ...{
          uscc: 'U',
          position: i,
          division_code: '620621',
          name: 'n',
          status: 'ACTIVE',
          address,
          valid_from: '2020-01-01',
        },
        ...{ provider_id: agency?.id, received_at: at, recorded_at: at, superseded_at: at },
        superseded_position: 1,
      })}`;
    const from = await take(db.url);
    const table = readManifest(from).tables.find((t) => t.name === 'enterprise_history');
    const read: (string | null)[] = [];
    for (const file of table?.files ?? [])
      for await (const rows of copiedRows(readPart(from, file)))
        read.push(...rows.map((row) => row[table?.columns.indexOf('address') as number] as string | null));
    expect(read).toEqual(given);
    const url = await restore(from);
    const back = await over(url, (sql) => sql`select address from hub.enterprise_history order by position`);
    expect(back.map((r) => r.address)).toEqual(given);
  });

  it('has the partitions of the log that there were, also where retention has taken the first ones out', async () => {
    const db = await testDatabase();
    const keyring = openKeyring(inject('signingKeys'));
    await smallPartitions(db, 10);
    for (let i = 0; i < 7; i++) {
      await sequenced(db, async (turn) => void Array.from({ length: 5 }, (_, j) => turn.append(draft({ i, j }))));
      await makeCheckpoints(db, keyring);
    }
    await linkageHasRead(db);
    await retain({ db, keyring, rule: { keep: 12 }, archive: folder('archive'), done: () => {} });
    const partitions = (sql: postgres.Sql) =>
      sql`select relname::text "name", pg_get_expr(relpartbound, oid) bound from pg_class where relispartition and relkind = 'r' order by 1`;
    const before = await partitions(db.sql);
    expect(before.map((p) => p.name)).toEqual(['event_20', 'event_30']);
    // Taken out and not dropped yet, as a retention that was broken off leaves it: no part of the log any more.
    await db.sql`create table hub.event_10 (like hub.event)`;
    const url = await restore(await take(db.url));
    await over(url, async (sql) => {
      expect([...(await partitions(sql))]).toEqual([...before]);
      expect(await logOf({ sql } as never)).toEqual(await logOf(db));
      const [there] = await sql`select to_regclass('hub.event_10') is not null yes`;
      expect(there?.yes).toBe(false);
    });
  });

  it('is one state, whatever is written while it is copied', async () => {
    const db = await testDatabase();
    const write = (i: number) => sequenced(db, async (turn) => void turn.append(draft({ i, pad: 'x'.repeat(500) })));
    for (let i = 0; i < 30; i++) await write(i);
    let last = 30;
    // As soon as the state is settled, which the keys are asked for in, everything goes on under the copy.
    const from = folder('while-writing');
    await takeBackup({
      url: db.url,
      folder: from,
      keys: async () => {
        for (; last < 90; last++) await write(last);
        return null;
      },
    });
    const { log, tables } = readManifest(from);
    expect(log.position).toBe(30);
    expect(tables.find((t) => t.name === 'event_0')?.rows).toBe(30);
    await contentsOf(from);
    expect((await logOf(db)).length).toBe(90);
  });

  it('stops when it is told to, and leaves nothing of what it began', async () => {
    const db = await testDatabase();
    const whole = await take(db.url);
    const stopped = () => {
      const stop = new AbortController();
      return { signal: stop.signal, stop: () => stop.abort(new Error('stopped by hand')) };
    };
    const backup = stopped();
    const into = folder('stopped');
    const stopping = takeBackup({
      ...{ url: db.url, folder: into, signal: backup.signal },
      keys: async () => {
        backup.stop();
        return null;
      },
    });
    await expect(stopping).rejects.toThrow('stopped by hand');
    expect(existsSync(into) || existsSync(`${into}.partial`)).toBe(false);

    const { signal, stop } = stopped();
    const url = await ownDatabase();
    const options = { url, name: 'own', folder: whole, manifest: readManifest(whole), signal, progress: stop };
    await expect(restoreBackup(options, async () => {})).rejects.toThrow('stopped by hand');
    const [left] = await over(url, (sql) => sql`select count(*)::int n from pg_namespace where nspname like 'hub%'`);
    expect(left?.n).toBe(0);
  });

  it('of an older version is migrated where it is restored', async () => {
    const older = await ownDatabase();
    const before = knownMigrations().slice(0, 9);
    await over(older, (sql) => sql.begin((tx) => applyMigrations(tx, before)));
    await over(older, async (sql) => {
      await sql`insert into hub.division (code, name, level) values ('620621', '民勤县', 'COUNTY')`;
      await plantRows(sql);
    });
    const from = await take(older);
    expect(readManifest(from).migrations).toHaveLength(9);
    const url = await ownDatabase();
    const options = { url, name: 'own', folder: from, manifest: readManifest(from) };
    let applied: string[] = [];
    await restoreBackup(options, async () => {
      ({ applied } = await migrateDatabase(url, { restoring: true }));
    });
    expect(applied).toHaveLength(knownMigrations().length - 9);
    expect(await migrationState(url)).toMatchObject({ pending: [], referenceCurrent: true, unfit: null });
    await over(url, async (sql) => {
      expect(await dumpStructure(sql)).toBe(await over((await testDatabase()).url, dumpStructure));
      expect(await sql`select uscc from hub.enterprise`).toHaveLength(1);
    });
  });
});
