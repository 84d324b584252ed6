import type { MigrationMeta } from 'drizzle-orm/migrator';
import type { Sql } from 'postgres';
import { PlainError } from '../../src/kernel/plain-error.js';
import { DatabaseUnfit, knownMigrations, LOCK, migrationState, RESTORING } from '../migrate.js';
import { named } from './catalogue.js';
import type { Connection } from './copy.js';
import { type Load, loadBackup } from './load.js';
import type { Manifest } from './manifest.js';
import { openSession } from './session.js';

/** The database is not one to restore into; the message says which is. */
export class NotEmpty extends PlainError {}

/** Held from the first look to the last step, so that two restores into one database take turns. */
const RESTORE_LOCK = 620_624;
const TURN_MS = 60_000;

/**
 * The migrations that the backup's database had, with their texts. Throws where this version of the hub lacks one: a newer one, or
 * another branch, wrote the backup.
 */
export function migrationsOf({ hub, migrations }: Manifest): MigrationMeta[] {
  const known = new Map(knownMigrations().map((m) => [m.folderMillis, m]));
  return migrations.map(({ when }) => {
    const own = known.get(when);
    if (own) return own;
    throw new PlainError(
      `the backup is of a newer hub (version ${hub}), with migrations that this one lacks: restore it with that version`,
    );
  });
}

/** What is in a database that a backup is to be restored into. */
type Target = 'EMPTY' | 'BROKEN_OFF' | 'FILLED';

async function look(sql: Connection): Promise<Target> {
  const [row] = await sql.unsafe(
    `select to_regnamespace('${RESTORING}') is not null broken,
      to_regnamespace('hub') is not null or to_regnamespace('hub_migrations') is not null filled`,
  );
  return row?.broken ? 'BROKEN_OFF' : row?.filled ? 'FILLED' : 'EMPTY';
}

/** Throws where nothing can be restored into a database: data is there, or the user's rights do not suffice. */
export async function requireEmpty(url: string, name: string): Promise<void> {
  const { unfit, readOnly } = await migrationState(url, { restoring: true });
  if (unfit) throw new DatabaseUnfit(unfit);
  if (readOnly) throw new DatabaseUnfit(`${name} is read-only, as a standby is: take the one that it follows`);
  const sql = await openSession(url, 'hub restore');
  try {
    refuseFilled(await look(sql), name);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function refuseFilled(target: Target, name: string): void {
  if (target === 'FILLED')
    throw new NotEmpty(
      `there is a hub's database in ${name} already, which a restore does not touch: name an empty one by HUB_DATA_DIR, or by DATABASE_URL`,
    );
}

export interface RestoreOptions extends Omit<Load, 'migrations'> {
  url: string;
  /** How people call the database. */
  name: string;
}

/**
 * Restores into an empty database, and has `then` do what belongs to it. Until that is done, the database says that it is half restored:
 * no hub serves it, and a repeated restore begins anew.
 */
export async function restoreBackup<T>(options: RestoreOptions, then: () => Promise<T>): Promise<T> {
  const { url, name, manifest } = options;
  const migrations = migrationsOf(manifest);
  const sql = await openSession(url, 'hub restore');
  try {
    await takeTurn(sql, name);
    const target = await look(sql);
    refuseFilled(target, name);
    await loadBackup(
      sql,
      { ...options, migrations },
      {
        before: async (tx) => {
          await tx.unsafe(`select pg_advisory_xact_lock(${LOCK})`);
          // A migration may have had its turn meanwhile.
          if (target === 'EMPTY') refuseFilled(await look(tx), name);
          else await tx.unsafe(`drop schema if exists hub, hub_migrations, ${RESTORING} cascade`);
        },
        after: async (tx) => {
          // Where the log was last written says nothing of where it goes on: the restore itself begins the new epoch, and one alone.
          const head = manifest.tables.find((table) => named(table) === 'hub.head');
          if (head?.columns.includes('origin')) await tx.unsafe('update hub.head set origin = null');
          await tx.unsafe(`create schema ${RESTORING}`);
        },
      },
    );
    const result = await then();
    await sql.unsafe(`drop schema ${RESTORING}`);
    return result;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function takeTurn(sql: Sql, name: string): Promise<void> {
  await sql.unsafe(`set lock_timeout = ${TURN_MS}`);
  try {
    await sql.unsafe(`select pg_advisory_lock(${RESTORE_LOCK})`);
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    throw new PlainError(`another restore into ${name} is under way`);
  }
}
