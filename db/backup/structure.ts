import type { Connection } from './copy.js';

/** Statements that put back what was taken away. */
export type PutBack = string[];

interface Named {
  table: string;
  name: string;
  definition: string;
}

/**
 * Takes away what makes a load slow, or its order matter: foreign keys, and indexes that no constraint needs. Each is checked and
 * built over the whole table afterwards, as the database itself writes it. To be done with an empty search path, so that names are whole.
 */
export async function takeAway(connection: Connection): Promise<PutBack> {
  const keys = await connection.unsafe<Named[]>(
    `select conrelid::regclass::text "table", quote_ident(conname) "name", pg_get_constraintdef(oid) definition from pg_constraint
     where connamespace = 'hub'::regnamespace and contype = 'f' and conparentid = 0 order by 1, 2`,
  );
  const indexes = await connection.unsafe<Named[]>(
    `select i.indrelid::regclass::text "table", i.indexrelid::regclass::text "name", pg_get_indexdef(i.indexrelid) definition
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'hub'::regnamespace and c.relkind = 'i' and not c.relispartition
       and not exists (select from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x')) order by 1, 2`,
  );
  for (const { table, name } of keys) await connection.unsafe(`alter table ${table} drop constraint ${name}`);
  for (const { name } of indexes) await connection.unsafe(`drop index ${name}`);
  return [
    ...indexes.map((index) => index.definition),
    ...keys.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`),
  ];
}
