import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { connect, type Db } from '../../db/client.js';
import { migrateDatabase, migrationState } from '../../db/migrate.js';
import { agencies, agencyStore, PUBLIC } from '../../src/access/index.js';
import { EventReader, eventScopeOf, sequenced, writeLogCursor } from '../../src/exchange/index.js';
import { projectRoot } from '../../src/kernel/project.js';
import { draft, expectChained, logOf } from '../exchange/log.js';
import { withDatabase } from '../kit/global-setup.js';
import { plantRows } from './rows.js';

const FOLDER = join(projectRoot, 'db/migrations');

describe('0003_log, over a database that has changes already', () => {
  const server = inject('databaseUrl');
  const left: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of left.splice(0).reverse()) await close();
  });

  /** A database as the version before left it: its migrations, a row in each register, the head at a position. */
  async function before(position: number): Promise<{ url: string; sql: Sql; db(): Db }> {
    const name = `hub_${randomBytes(6).toString('hex')}`;
    const admin = postgres(server, { max: 1, onnotice() {} });
    await admin.unsafe(`create database ${name} encoding 'UTF8' template template0`);
    const url = withDatabase(server, name);
    const sql = postgres(url, { max: 1, onnotice() {} });
    const folder = mkdtempSync(join(tmpdir(), 'hub-migrations-'));
    left.push(
      async () => rmSync(folder, { recursive: true, force: true }),
      async () => {
        await admin.unsafe(`drop database ${name} with (force)`);
        await admin.end();
      },
      () => sql.end(),
    );
    cpSync(FOLDER, folder, { recursive: true });
    const journal = join(folder, 'meta/_journal.json');
    const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8'));
    writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 3) }));
    await migrate(drizzle(sql), {
      migrationsFolder: folder,
      migrationsSchema: 'hub_migrations',
      migrationsTable: 'applied',
    });
    await sql`insert into hub.division (code, name, level) values ('620621', '民勤县', 'COUNTY')`;
    await plantRows(sql);
    await sql`update hub.head set position = ${position}`;
    return {
      url,
      sql,
      db: () => {
        const db = connect({ url });
        left.push(() => db.close());
        return db;
      },
    };
  }

  it('begins the log where the registers stand, and goes on from there', async () => {
    const { url, sql, db: open } = await before(5);
    expect((await migrationState(url)).pending[0]).toBe('0003_log');
    await migrateDatabase(url);
    const [log] = await sql`select start_position::int p, encode(start_hash, 'hex') hash from hub.log`;
    expect(log).toEqual({ p: 5, hash: '00'.repeat(32) });
    const db = open();
    const reader = new EventReader(db);
    const scope = eventScopeOf(PUBLIC);
    expect(await reader.page(scope, { after: null, limit: 10 })).toMatchObject({ events: [], scannedTo: 5, head: 5 });
    expect(await sequenced(db, async (turn) => turn.append(draft({ n: 1 })))).toBe(6);
    expect((await logOf(db)).map((e) => e.position)).toEqual([6]);
    await expectChained(db);
    expect((await reader.page(scope, { after: null, limit: 10 })).events.map((e) => e.position)).toEqual([6]);
    // What was before the log cannot be asked of it.
    const oldest = writeLogCursor(await reader.log(), 5);
    await expect(reader.positionOf(writeLogCursor(await reader.log(), 4))).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
      extensions: { oldest },
    });
    expect(await reader.positionOf(oldest)).toBe(5);
    // Agencies and records are what they were.
    const [agency] = await agencies(agencyStore(db)).list();
    expect(agency?.name).toBe('登记');
    expect((await sql`select position::int p from hub.enterprise`)[0]?.p).toBe(1);
  });

  it.each([
    [9_999_998, 'event_0'],
    [9_999_999, 'event_10000000'],
    [10_000_000, 'event_10000000'],
    [123_456_789, 'event_120000000'],
  ])('has the partition of the next position, from head %i on', async (position, partition) => {
    const { url, sql, db: open } = await before(position);
    await migrateDatabase(url);
    const db = open();
    await sequenced(db, async (turn) => {
      for (let i = 0; i < 3; i++) turn.append(draft({ i }));
    });
    const rows =
      await sql`select relname, position::int p from hub.event e join pg_class c on c.oid = e.tableoid order by position`;
    expect(rows.map((r) => r.p)).toEqual([1, 2, 3].map((n) => position + n));
    expect(rows[0]?.relname).toBe(partition);
    await expectChained(db);
  });

  it('stops a hub of the version before, which would give positions without events', async () => {
    const { url, sql } = await before(5);
    await migrateDatabase(url);
    await expect(sql`update hub.head set position = 6 where id = 1`).rejects.toThrow('older version');
    expect((await sql`select position::int p from hub.head`)[0]?.p).toBe(5);
  });
});
