import type { MigrationMeta } from 'drizzle-orm/migrator';
import type { Sql, TransactionSql } from 'postgres';
import { applyMigrations } from '../migrate.js';
import { named, readFacts, readShapes, type TableShape } from './catalogue.js';
import { type Connection, copyIn } from './copy.js';
import { BackupDamaged, type Manifest } from './manifest.js';
import { readPart } from './parts.js';
import { takeAway } from './structure.js';

export interface Load {
  folder: string;
  manifest: Manifest;
  /** Those that the backup's database had, with their texts. */
  migrations: readonly MigrationMeta[];
  signal?: AbortSignal | undefined;
  progress?(rows: number, total: number): void;
  /** Told what is done behind the last row. */
  step?(what: string): void;
}

/**
 * Makes the backup's structure in an empty database and fills it, in one transaction: a process that is killed leaves nothing. Throws
 * where what is then there is not what the manifest says.
 */
export async function loadBackup(
  sql: Sql,
  load: Load,
  around: Record<'before' | 'after', (tx: TransactionSql) => Promise<void>>,
): Promise<void> {
  const { manifest, migrations, step = () => {}, signal } = load;
  await sql.begin(async (tx) => {
    await around.before(tx);
    await applyMigrations(tx, migrations);
    await tx.unsafe("set local search_path = ''");
    await alignPartitions(tx, manifest);
    await requireSameShapes(tx, manifest);
    const lists = manifest.tables.map(named).join(', ');
    for (const table of manifest.tables) await tx.unsafe(`alter table ${named(table)} disable trigger user`);
    // What the migrations wrote is in the backup as it is now there. Rows of a table emptied in this transaction are frozen as they come.
    await tx.unsafe(`truncate ${lists}`);
    const putBack = await takeAway(tx);
    await copyAll(tx, load);
    await tx.unsafe("set local maintenance_work_mem = '256MB'");
    step('builds indexes and checks foreign keys');
    for (const statement of putBack) {
      signal?.throwIfAborted();
      await tx.unsafe(statement);
    }
    for (const table of manifest.tables) await tx.unsafe(`alter table ${named(table)} enable trigger user`);
    for (const { last, called, ...sequence } of manifest.sequences)
      await tx.unsafe(`select pg_catalog.setval('${named(sequence)}', ${last}, ${called})`);
    if (manifest.reference)
      await tx.unsafe(`comment on table hub.division is '${manifest.reference.replaceAll("'", "''")}'`);
    signal?.throwIfAborted();
    await tx.unsafe(`analyze ${lists}`);
    await requireSameState(tx, manifest);
    await around.after(tx);
  });
}

/** The log's partitions as they were: those that retention took out are not there, later ones are. */
async function alignPartitions(tx: Connection, { tables }: Manifest): Promise<void> {
  const kept = (shapes: readonly TableShape[]) => shapes.filter((s) => s.partition !== null);
  const there = kept(await readShapes(tx));
  const wanted = kept(tables);
  const same = (a: TableShape, b: TableShape) =>
    a.name === b.name && a.partition?.first === b.partition?.first && a.partition?.past === b.partition?.past;
  for (const table of there) if (!wanted.some((t) => same(t, table))) await tx.unsafe(`drop table ${named(table)}`);
  for (const table of wanted)
    if (!there.some((t) => same(t, table)))
      await tx.unsafe(`select hub.add_event_partition(${table.partition?.first}, ${table.partition?.past})`);
}

const listed = ({ columns, ...table }: TableShape) => `${named(table)} (${columns.join(', ')})`;

async function requireSameShapes(tx: Connection, { tables }: Manifest): Promise<void> {
  const there = new Set((await readShapes(tx)).map(listed));
  const missing = tables.map(listed).find((text) => !there.delete(text));
  const [strange] = there;
  if (missing === undefined && strange === undefined) return;
  throw new BackupDamaged(
    `the tables that the migrations make are not those of the backup: ${missing ?? strange} is only in ${missing ? 'the backup' : 'this version of the hub'}`,
  );
}

async function copyAll(tx: Connection, load: Load): Promise<void> {
  const { folder, manifest, signal, progress = () => {} } = load;
  const total = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  let done = 0;
  const more = (rows: number) => {
    done += rows;
    progress(done, total);
  };
  for (const table of manifest.tables) {
    const text = `copy ${named(table)} (${table.columns.join(', ')}) from stdin with (freeze)`;
    for (const file of table.files) {
      const taken = await copyIn(tx, text, readPart(folder, file, more), signal);
      if (taken !== file.rows) throw new Error(`${named(table)}: ${file.rows} rows were sent and ${taken} taken`);
    }
  }
}

/** The log and the version of the structure in the database are those of the manifest. */
async function requireSameState(tx: Connection, manifest: Manifest): Promise<void> {
  const facts = await readFacts(tx);
  for (const what of ['log', 'migrations', 'reference'] as const) {
    const there = JSON.stringify(facts[what]);
    if (there !== JSON.stringify(manifest[what]))
      throw new BackupDamaged(`the manifest does not belong to the files: ${what} is ${there} in them`);
  }
}
