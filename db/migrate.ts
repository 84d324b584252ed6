import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import type { Sql, TransactionSql } from 'postgres';
import { PlainError } from '../src/kernel/plain-error.js';
import { projectRoot } from '../src/kernel/project.js';
import { hostsOf, shownHost } from './address.js';
import { openPool } from './pool.js';
import { requireSessions } from './pooler.js';
import { loadReference, referenceFiles } from './reference.js';

const FOLDER = join(projectRoot, 'db/migrations');
const SCHEMA = 'hub_migrations';
const TABLE = 'applied';
/** Any constant: two hubs that migrate at once take turns. */
export const LOCK = 620_621;
/** The schema that says that a restore is not over: no hub serves such a database, and no other migration runs there. */
export const RESTORING = 'hub_restore';

export interface MigrationState {
  applied: string[];
  pending: string[];
  /** False where the reference tables are not those of this version. */
  referenceCurrent: boolean;
  /** Why no migration of the hub can run there, with the mend; null where it can. */
  unfit: string | null;
  /** Whether nothing can be written there: a standby, or a database set so. */
  readOnly: boolean;
}

const CONNECT_WITHIN_S = 10;
/**
 * Whoever closes a connection without a word, as a forwarded port does whose database is away, is asked again by the driver for ever
 * and without a pause (postgres.js 3.4.9): this ends it.
 */
const ANSWER_WITHIN_MS = 20_000;

class Silent extends Error {
  readonly code = 'CONNECT_TIMEOUT';

  constructor(url: string) {
    super(`${hostsOf(url).map(shownHost).join(' or ')} takes connections, and closes them or does not answer`);
  }
}

/** A database that migrations do not mend; the message says what does. */
export class DatabaseUnfit extends PlainError {}

interface Entry {
  tag: string;
  when: number;
}

const entries = (): Entry[] => JSON.parse(readFileSync(join(FOLDER, 'meta/_journal.json'), 'utf8')).entries;

/** The migrations of this version with their texts, in their order; `folderMillis` is what a database remembers each by. */
export const knownMigrations = (): MigrationMeta[] => readMigrationFiles({ migrationsFolder: FOLDER });

/** Applies migrations to an empty database in a transaction of the caller's, as drizzle's own migrator does in one of its own. */
export async function applyMigrations(tx: TransactionSql, migrations: readonly MigrationMeta[]): Promise<void> {
  await tx.unsafe(`create schema ${SCHEMA}`);
  await tx.unsafe(`create table ${SCHEMA}.${TABLE} (id serial primary key, hash text not null, created_at bigint)`);
  for (const { sql, hash, folderMillis } of migrations) {
    for (const statement of sql) await tx.unsafe(statement);
    await tx`insert into ${tx(SCHEMA)}.${tx(TABLE)} (hash, created_at) values (${hash}, ${folderMillis})`;
  }
}

/** Which migrations a database has, and which wait. `restoring`: asked by the restore itself. */
export async function migrationState(url: string, { restoring = false } = {}): Promise<MigrationState> {
  // A readiness probe looks here while the database restarts: without the driver's own question, which would end the process.
  const sql = openPool(url, { max: 1, connect_timeout: CONNECT_WITHIN_S });
  let late: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, fail) => {
    late = setTimeout(() => fail(new Silent(url)), ANSWER_WITHIN_MS);
  });
  const state = stateOf(sql, restoring);
  state.catch(() => {}); // of a look that was given up
  try {
    return await Promise.race([state, silence]);
  } finally {
    clearTimeout(late);
    await sql.end({ timeout: 1 });
  }
}

async function stateOf(sql: Sql, restoring: boolean): Promise<MigrationState> {
  const [there] = await sql`select to_regclass(${`${SCHEMA}.${TABLE}`}) is not null yes`;
  const rows = there?.yes ? await sql`select created_at::bigint "when" from ${sql(SCHEMA)}.${sql(TABLE)}` : [];
  const done = new Set(rows.map((r) => Number(r.when)));
  const all = entries();
  const pending = all.filter((e) => !done.has(e.when)).map((e) => e.tag);
  const [mark] = pending.length ? [] : await sql`select obj_description('hub.division'::regclass) as mark`;
  return {
    applied: all.filter((e) => done.has(e.when)).map((e) => e.tag),
    pending,
    referenceCurrent: mark?.mark === referenceMark(),
    unfit: await unfitness(sql, pending.length > 0, restoring),
    readOnly: await isReadOnly(sql),
  };
}

async function isReadOnly(sql: Sql): Promise<boolean> {
  const [row] = await sql`select pg_is_in_recovery() or current_setting('transaction_read_only')::bool yes`;
  return row?.yes;
}

async function unfitness(sql: Sql, toMigrate: boolean, restoring: boolean): Promise<string | null> {
  const [row] = await sql`select current_setting('server_version_num')::int as n, current_user as "user",
    current_setting('server_encoding') as encoding, current_database() as name,
    has_database_privilege(current_database(), 'CREATE') as creates, to_regnamespace(${RESTORING}) is not null as restored`;
  if (row?.n < 150_000) return `PostgreSQL 15 or newer is needed, this is ${Math.floor(row?.n / 10_000)}`;
  if (row?.encoding !== 'UTF8') {
    return `the encoding of the database ${row?.name} is ${row?.encoding}, which cannot hold every name; create another: CREATE DATABASE hub ENCODING 'UTF8' TEMPLATE template0`;
  }
  if (row.restored && !restoring)
    return `a restore into the database ${row.name} is under way, or was broken off: wait for it, or repeat it: npx hub restore DIR`;
  if (row.creates || !toMigrate) return null;
  return `the user ${row.user} may not create the hub's schemas in the database ${row.name}; as its owner run: GRANT CREATE ON DATABASE "${row.name}" TO "${row.user}"`;
}

/** Applies what waits and loads the reference tables, one process at a time; answers what it did. */
export async function migrateDatabase(
  url: string,
  options: { restoring?: boolean } = {},
): Promise<{ applied: string[]; reference: boolean }> {
  const sql = openPool(url, { max: 1 });
  try {
    await requireSessions(url);
    await migrationState(url, options); // where the database does not answer, this says so; the lock would be waited for
    await sql`select pg_advisory_lock(${LOCK})`;
    const { pending, unfit } = await migrationState(url, options);
    if (unfit) throw new DatabaseUnfit(unfit);
    if (pending.length > 0)
      await migrate(drizzle(sql), { migrationsFolder: FOLDER, migrationsSchema: SCHEMA, migrationsTable: TABLE });
    const after = await migrationState(url, options);
    if (!after.referenceCurrent) await loadReference(sql, referenceMark());
    return { applied: pending, reference: !after.referenceCurrent };
  } finally {
    await sql.end();
  }
}

/** A fingerprint of the committed reference files, kept as a comment on the table: a change of theirs is loaded once. */
function referenceMark(): string {
  const hash = createHash('sha256');
  for (const file of referenceFiles()) hash.update(readFileSync(file));
  return `reference ${hash.digest('hex').slice(0, 16)}`;
}
