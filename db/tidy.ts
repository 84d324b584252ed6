import type { Sql } from 'postgres';

/**
 * What autovacuum would do a minute after a bulk load, at once: the planner learns the table's new size, and GIN indexes take in
 * the entries that still wait in their pending lists, which every search would read from end to end.
 */
export async function tidyAfterBulkLoad(sql: Sql, table: string): Promise<void> {
  await sql`select gin_clean_pending_list(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
    join pg_am a on a.oid = c.relam where a.amname = 'gin' and i.indrelid = ${`hub.${table}`}::regclass`;
  await sql`analyze ${sql(`hub.${table}`)}`;
}
