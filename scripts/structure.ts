import type { Sql } from 'postgres';

/**
 * The structure of a migrated database as text, from its own catalogues: tables with columns, constraints, indexes,
 * triggers and functions, each as PostgreSQL itself writes it. Committed as db/structure.sql and compared in the tests,
 * so that a migration shows in a review as what it does to the database.
 */
export const dumpStructure = (sql: Sql): Promise<string> =>
  sql.begin('read only', async (transaction) => {
    // Names are then printed with their schema, whatever the user's search path.
    await transaction`set local search_path = ''`;
    return structureOf(transaction as unknown as Sql);
  }) as Promise<string>;

async function structureOf(sql: Sql): Promise<string> {
  const columns = await sql`
    select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
      a.attidentity <> '' as identity, a.attgenerated <> '' as generated, pg_get_expr(d.adbin, d.adrelid) as default,
      case when l.collname <> 'default' then l.collname end as collation
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      left join pg_collation l on l.oid = a.attcollation
    where c.relnamespace = 'hub'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    order by c.relname collate "C", a.attnum`;
  const constraints = await sql`
    select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as text from pg_constraint
    where connamespace = 'hub'::regnamespace and contype <> 'n' order by 1, conname collate "C"`;
  const indexes = await sql`
    select indexdef as text from pg_indexes where schemaname = 'hub' order by tablename collate "C", indexname collate "C"`;
  const triggers = await sql`
    select pg_get_triggerdef(t.oid) as text from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not tgisinternal and c.relnamespace = 'hub'::regnamespace order by c.relname collate "C", tgname collate "C"`;
  const partitions = await sql`
    select relname as "table", case when relkind = 'p' then ' partition by ' || pg_get_partkeydef(oid)
      else ' partition of ' || inhparent::regclass || ' ' || pg_get_expr(relpartbound, oid) end as text
    from pg_class left join pg_inherits on inhrelid = oid
    where relnamespace = 'hub'::regnamespace and (relkind = 'p' or relkind = 'r' and relispartition)`;
  const partitioned = new Map(partitions.map((p) => [p.table as string, p.text as string]));
  const functions = await sql`
    select pg_get_functiondef(oid) as text from pg_proc where pronamespace = 'hub'::regnamespace order by proname collate "C"`;

  const tables = [...new Set(columns.map((c) => c.table as string))].map((table) => {
    const own = columns
      .filter((c) => c.table === table)
      .map((c) => {
        const filled = c.generated
          ? ` generated always as (${c.default}) stored`
          : c.default
            ? ` default ${c.default}`
            : '';
        return `  ${c.name} ${c.type}${c.collation ? ` collate ${c.collation}` : ''}${c.required ? ' not null' : ''}${c.identity ? ' identity' : ''}${filled}`;
      });
    const checks = constraints.filter((c) => c.table === `hub.${table}`).map((c) => `  constraint ${c.name} ${c.text}`);
    return `table hub.${table} (\n${[...own, ...checks].join(',\n')}\n)${partitioned.get(table) ?? ''};`;
  });
  const texts = [...functions, ...indexes, ...triggers].map((r) => `${String(r.text).trim()};`);
  return `-- Printed by \`npm run structure\`. Change the migrations, not this file.\n\n${[...tables, ...texts].join('\n\n')}\n`;
}
