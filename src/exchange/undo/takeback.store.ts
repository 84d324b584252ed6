import { getTableColumns, getTableName, sql as raw } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Sql } from 'postgres';
import { bulkInsert } from '../../../db/bulk.js';
import { type Orm, prepared } from '../../../db/client.js';
import { takeback } from '../../../db/tables/exchange.js';
import type { VersionTables } from '../../../db/versions.js';
import type { AgencyKind } from '../../kernel/vocabulary.js';
import type { EventFamily } from '../log/event.types.js';
import type { Kept, Version } from './takeback.decide.js';
import type { Recorded, Takeback } from './takeback.js';

/** A batch that an import wrote: the positions behind `after` up to `until` are its versions. */
export interface ImportBatch {
  operation: string;
  agencyId: string;
  name: string;
  kind: AgencyKind;
  divisionCode: string | null;
  after: number;
  until: number;
}

/** What an import wrote, in its order; batches that changed nothing are left out. Null: no import has this receipt. */
export async function readBatches(sql: Sql, importId: string): Promise<ImportBatch[] | null> {
  const rows = await sql<ImportBatch[]>`
    select s.operation, s.agency_id "agencyId", a.name, a.kind, a.division_code "divisionCode", s.position::float8 "until",
      (s.position - (s.receipt->>'inserted')::int - (s.receipt->>'updated')::int)::float8 "after"
    from hub.submission s join hub.agency a on a.id = s.agency_id where s.import_id = ${importId} order by s.position`;
  return rows.length === 0 ? null : rows.filter((b) => b.until > b.after);
}

/** A run of `hub import` as its batches tell it. */
export interface ImportRun {
  receipt: string;
  operation: string;
  recordedAt: string;
  files: string[];
  providers: string[];
  inserted: number;
  updated: number;
  unchanged: number;
  /** Records that were taken back. */
  takenBack: number;
}

/** The latest imports, newest first. */
export async function recentImports(sql: Sql, limit: number): Promise<ImportRun[]> {
  return sql<ImportRun[]>`
    select s.import_id receipt, min(s.operation) operation, min(s.recorded_at)::text "recordedAt",
      array_agg(distinct s.receipt->>'file') files, array_agg(distinct a.name) providers,
      sum((s.receipt->>'inserted')::int)::float8 inserted, sum((s.receipt->>'updated')::int)::float8 updated,
      sum((s.receipt->>'unchanged')::int)::float8 unchanged,
      (select count(*)::float8 from hub.takeback t where t.import_id = s.import_id) "takenBack"
    from hub.submission s join hub.agency a on a.id = s.agency_id where s.import_id is not null
    group by s.import_id order by min(s.recorded_at) desc, s.import_id limit ${limit}`;
}

const nameOf = (table: PgTable) => `hub.${getTableName(table)}`;

/** The records that have a version in a range of positions: by the log, or where it no longer goes back so far, by the tables. */
export async function keysWritten(
  orm: Orm,
  { live, history, key }: VersionTables,
  family: EventFamily,
  [after, until]: [number, number],
): Promise<string[]> {
  const [log] = await prepared<{ start: number }>(
    orm,
    'select start_position::float8 start from hub.log where single = $1',
    [1],
  );
  const range = 'position > $1 and position <= $2';
  const named = key === 'uscc' ? 'subject' : "data::json->>'id'";
  const logged = `select distinct ${named} key from hub.event where ${range} and split_part(type, '.', 1) = $3`;
  const kept = `select ${key}::text key from ${nameOf(live)} where ${range} union select ${key}::text from ${nameOf(history)} where ${range}`;
  const rows =
    (log?.start ?? 0) <= after
      ? await prepared<{ key: string }>(orm, logged, [after, until, family])
      : await prepared<{ key: string }>(orm, kept, [after, until]);
  return rows.map((r) => r.key).filter((k) => k !== null);
}

/** Everything that is kept of these records, in three statements. */
export async function readKept<Row extends Recorded>(
  orm: Orm,
  { live, history, key }: VersionTables,
  keys: readonly string[],
): Promise<Kept<Row>[]> {
  const by = new Map(keys.map((k) => [k, { key: k, versions: [] as Version<Row>[], takebacks: [] as Takeback[] }]));
  for (const table of [live, history]) {
    const column = getTableColumns(table)[key];
    const rows = await orm
      .select()
      .from(table)
      .where(raw`${column}::text = any(${raw.param(keys)}::text[])`);
    for (const { supersededAt: _, supersededPosition, ...row } of rows as Record<string, unknown>[]) {
      const version = { ...row, [key]: String(row[key]) } as unknown as Row;
      const past = supersededPosition === version.position;
      by.get(String(row[key]))?.versions.push({ row: version, live: table === live, past });
    }
  }
  const { register, key: of } = takeback;
  const taken = await orm
    .select()
    .from(takeback)
    .where(raw`${register} = ${getTableName(live)} and ${of} = any(${raw.param(keys)})`);
  for (const { recordedAt: _, register: __, ...t } of taken) by.get(t.key)?.takebacks.push(t);
  return [...by.values()];
}

/** Says which versions take back which. */
export async function keepTakebacks(
  orm: Orm,
  live: PgTable,
  recordedAt: Date,
  rows: readonly (Takeback & { key: string })[],
): Promise<void> {
  const register = getTableName(live);
  await bulkInsert(
    orm,
    takeback,
    rows.map((t) => ({ ...t, register, recordedAt })),
  );
}

/** Ends records: their history keeps them, at the positions that `keepTakebacks` has said before. */
export async function endRecords(orm: Orm, { live, key }: VersionTables, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const type = key === 'id' ? 'bigint' : 'text';
  await prepared(orm, `delete from ${nameOf(live)} where ${key} = any($1::${type}[])`, [keys]);
}

/** The tables that refer to each of these records, by the database's own foreign keys. */
export async function referrers(
  orm: Orm,
  { live, key }: VersionTables,
  keys: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (keys.length === 0) return found;
  const links = await prepared<{ table: string; column: string }>(
    orm,
    `select k.conrelid::regclass::text "table", a.attname "column" from pg_constraint k
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
      where k.contype = 'f' and k.confrelid = $1::text::regclass order by 1`,
    [nameOf(live)],
  );
  const type = key === 'id' ? 'bigint' : 'text';
  for (const { table, column } of links) {
    const text = `select distinct ${column}::text key from ${table} where ${column} = any($1::${type}[])`;
    for (const { key: of } of await prepared<{ key: string }>(orm, text, [keys]))
      found.set(of, [...(found.get(of) ?? []), table.replace(/^hub\./, '')]);
  }
  return found;
}

/**
 * When the record of a version ended, null: never; for a register whose readers look at all versions and not at what superseded
 * them.
 */
export function endedAt(sql: Sql, register: string, version: { key: string; position: string }) {
  return sql`(select min(t.recorded_at) from hub.takeback t where t.register = ${register} and t.key = ${sql(version.key)}
    and t.restores is null and t.position >= ${sql(version.position)})`;
}

/** The same as a condition: versions of a record that had ended by an instant do not count. */
export function notEnded(sql: Sql, register: string, version: { key: string; position: string }, at: string) {
  return sql`not exists (select from hub.takeback t where t.register = ${register} and t.key = ${sql(version.key)}
    and t.restores is null and t.position >= ${sql(version.position)} and t.recorded_at <= ${at})`;
}
