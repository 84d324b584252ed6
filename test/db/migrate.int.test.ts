import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrateDatabase, migrationState } from '../../db/migrate.js';
import { dumpStructure } from '../../scripts/structure.js';
import { projectRoot } from '../../src/kernel/project.js';
import { NotMigrated, requireMigrated } from '../../src/server/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { withDatabase } from '../kit/global-setup.js';

const ALL = ['0000_functions', '0001_registers', '0002_guards'];

describe('an empty database', () => {
  const server = inject('databaseUrl');
  const names: string[] = [];
  let admin: postgres.Sql;
  const create = async (options = "encoding 'UTF8' template template0") => {
    const name = `hub_${randomBytes(6).toString('hex')}`;
    names.push(name);
    await admin.unsafe(`create database ${name} ${options}`);
    return withDatabase(server, name);
  };
  beforeAll(() => {
    admin = postgres(server, { max: 1, onnotice() {} });
  });
  afterAll(async () => {
    for (const name of names) await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  });

  it('is refused with the command that mends it, migrated once, and then left alone', async () => {
    const url = await create();
    expect(await migrationState(url)).toMatchObject({ applied: [], pending: expect.arrayContaining(ALL) });
    await expect(requireMigrated(url)).rejects.toThrow(NotMigrated);
    await expect(requireMigrated(url)).rejects.toThrow('npx hub migrate');
    // Two hubs that start at once take turns: one of them does it.
    const done = await Promise.all([migrateDatabase(url), migrateDatabase(url)]);
    expect(done.flatMap((d) => d.applied).sort()).toEqual((await migrationState(url)).applied);
    expect(done.filter((d) => d.reference)).toHaveLength(1);
    await requireMigrated(url);
    const sql = postgres(url, { max: 1, onnotice() {} });
    const before = await dumpStructure(sql);
    expect(await migrateDatabase(url)).toEqual({ applied: [], reference: false });
    expect(await dumpStructure(sql)).toBe(before);
    await sql.end();
  });

  it('with an encoding that cannot hold every name is refused', async () => {
    const url = await create(
      "encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' locale_provider 'libc' template template0",
    );
    await expect(migrateDatabase(url)).rejects.toThrow('UTF8');
    expect((await migrationState(url)).applied).toEqual([]);
    await expect(requireMigrated(url)).rejects.toThrow('SQL_ASCII');
  });
});

describe('a migrated database', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });

  it('has the structure that is committed', async () => {
    const [server] = await db.sql`select current_setting('server_version_num')::int / 10000 major`;
    // Other versions print the same structure in other words.
    if (server?.major !== 18) return;
    expect(await dumpStructure(db.sql)).toBe(readFileSync(join(projectRoot, 'db/structure.sql'), 'utf8'));
  });

  it('is refused when its reference tables are of another version, and brought to this one', async () => {
    const { sql, url } = db;
    await sql`comment on table hub.division is 'reference of another day'`;
    await sql`update hub.division set name = '旧名' where code = '620621'`;
    await sql`insert into hub.division (code, name, level) values ('629999', '旧区', 'COUNTY')`;
    expect(await migrationState(url)).toMatchObject({ pending: [], referenceCurrent: false });
    await expect(requireMigrated(url)).rejects.toThrow('reference tables');
    expect(await migrateDatabase(url)).toEqual({ applied: [], reference: true });
    await requireMigrated(url);
    const rows = await sql`select name from hub.division where code in ('620621', '629999') order by code`;
    // A code that left the file stays: records name it.
    expect(rows.map((r) => r.name)).toEqual(['民勤县', '旧区']);
  });

  it('lacks what it lost, by name', async () => {
    const { sql, url } = db;
    const { applied } = await migrationState(url);
    await sql`delete from hub_migrations.applied where created_at = (select max(created_at) from hub_migrations.applied)`;
    const state = await migrationState(url);
    expect(state.pending).toEqual(applied.slice(-1));
    await expect(requireMigrated(url)).rejects.toThrow(applied.at(-1));
  });
});
