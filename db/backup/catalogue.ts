import type { Connection } from './copy.js';
import type { BackupTable, Manifest } from './manifest.js';

/** A table as it is copied, before its rows are counted. */
export type TableShape = Omit<BackupTable, 'rows' | 'files'>;

const BOUND = /^FOR VALUES FROM \('(\d+)'\) TO \('(\d+)'\)$/;

/** A table's name as a statement has it; its parts are plain names (manifest.ts). */
export const named = ({ schema, name }: { schema: string; name: string }): string => `${schema}.${name}`;

/**
 * Every table of the hub with the columns that are kept, in one order. Partitions stand for the log's table, and those that retention
 * has taken out of it and not dropped yet are no part of it any more.
 */
export async function readShapes(connection: Connection): Promise<TableShape[]> {
  const rows = await connection.unsafe<
    { schema: string; name: string; bound: string | null; pending: boolean | null; columns: string[] }[]
  >(`select n.nspname "schema", c.relname "name", pg_get_expr(c.relpartbound, c.oid) bound, i.inhdetachpending pending,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_inherits i on i.inhrelid = c.oid
    where n.nspname in ('hub', 'hub_migrations') and c.relkind = 'r'
    order by n.nspname collate "C", c.relname collate "C"`);
  return rows.flatMap(({ schema, name, bound, pending, columns }) => {
    const [, first, past] = BOUND.exec(bound ?? '') ?? [];
    const partition = first === undefined ? null : { first: Number(first), past: Number(past) };
    const takenOut = pending === true || (partition === null && schema === 'hub' && /^event_\d+$/.test(name));
    return takenOut ? [] : [{ schema, name, partition, columns }];
  });
}

/** About how many rows there are, as the database estimates it; what it has not looked at yet counts nothing. */
export async function estimateRows(connection: Connection): Promise<number> {
  const [row] = await connection.unsafe<{ n: number }[]>(
    `select coalesce(sum(greatest(c.reltuples, 0)), 0)::float8 n from pg_class c
     where c.relnamespace = to_regnamespace('hub') and c.relkind = 'r'`,
  );
  return row?.n ?? 0;
}

/** Where the sequences are. They know no snapshot: what is read after one began is at least what it has given. */
export async function readSequences(connection: Connection): Promise<Manifest['sequences']> {
  const names = await connection.unsafe<{ schema: string; name: string }[]>(
    `select n.nspname "schema", c.relname "name" from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('hub', 'hub_migrations') and c.relkind = 'S' order by 1, 2`,
  );
  const sequences: Manifest['sequences'] = [];
  for (const sequence of names) {
    const [at] = await connection.unsafe<{ last: string; called: boolean }[]>(
      `select last_value::text "last", is_called called from ${named(sequence)}`,
    );
    if (at) sequences.push({ ...sequence, ...at });
  }
  return sequences;
}

type Facts = Pick<Manifest, 'log' | 'migrations' | 'reference' | 'postgres'>;

const HASH = (column: string) => `encode(${column}, 'hex')`;

/** What the state of the database is that a snapshot shows: its log, and the version of its structure. */
export async function readFacts(connection: Connection): Promise<Facts> {
  const [log] = await connection.unsafe<Record<string, string>[]>(
    `select l.id, l.start_position::text "startPosition", ${HASH('l.start_hash')} "startHash", h.position::text "position",
       ${HASH('h.hash')} hash, h.recorded_at::text "recordedAt", current_setting('server_version') postgres,
       obj_description('hub.division'::regclass) reference
     from hub.log l, hub.head h`,
  );
  if (!log) throw new Error('hub.log or hub.head has no row: the database is not migrated');
  const [last] = await connection.unsafe<Record<string, string>[]>(
    // By the column, not by the text of the same name: 970 is not behind 1049.
    `select c.position::text "position", ${HASH('c.hash')} hash, c.signed_at::text "signedAt", c.key_id "keyId"
     from hub.checkpoint c order by c.position desc limit 1`,
  );
  const applied = await connection.unsafe<{ when: string; hash: string }[]>(
    'select created_at::text "when", hash from hub_migrations.applied order by created_at',
  );
  const { id, startHash, hash, postgres, reference } = log as Record<string, string>;
  return {
    postgres: postgres as string,
    reference: reference ?? null,
    log: {
      id: id as string,
      startPosition: Number(log.startPosition),
      startHash: startHash as string,
      position: Number(log.position),
      hash: hash as string,
      recordedAt: instant(log.recordedAt),
      lastCheckpoint: last
        ? {
            position: Number(last.position),
            hash: last.hash as string,
            signedAt: instant(last.signedAt),
            keyId: last.keyId as string,
          }
        : null,
    },
    migrations: applied.map((m) => ({ when: Number(m.when), hash: m.hash })),
  };
}

const instant = (text: string | undefined): string => new Date(text as string).toISOString();
