import type { Sql } from 'postgres';
import { type Orm, prepared } from '../../../db/client.js';
import type { EventRow } from '../log/event.js';
import { EVENT_COLUMNS, eventOf } from '../log/event.store.js';
import type { SignedStatement } from './statement.js';

const COLUMNS = `l.id "logId", s.position::float8 "position", s.hash, s.signed_at "signedAt", s.key_id "keyId", s.signature`;

/** The driver hands instants over as texts. */
const dated = (row: SignedStatement | undefined): SignedStatement | null =>
  row ? { ...row, signedAt: new Date(row.signedAt) } : null;

/** The log and its last checkpoint, as a transaction sees them. */
export interface Signing {
  logId: string;
  startPosition: number;
  startHash: Buffer;
  head: number;
  last: SignedStatement | null;
}

const TRY = `select pg_try_advisory_xact_lock(620622) locked`;
const LOG = `select l.id "logId", l.start_position::float8 "startPosition", l.start_hash "startHash", h.position::float8 head
  from hub.log l, hub.head h`;
const LAST = `select ${COLUMNS} from hub.log l, hub.checkpoint s order by s.position desc limit 1`;

/** Takes the turn of signing until the transaction ends; null where another process has it. */
export async function beginSigning(orm: Orm): Promise<Signing | null> {
  const [turn] = await prepared<{ locked: boolean }>(orm, TRY, []);
  if (!turn?.locked) return null;
  const [log] = await prepared<Omit<Signing, 'last'>>(orm, LOG, []);
  if (!log) throw new Error('hub.log has no row: the database is not migrated');
  const [last] = await prepared<SignedStatement>(orm, LAST, []);
  return { ...log, last: dated(last) };
}

const WINDOW = `select ${EVENT_COLUMNS} from hub.event where position > $1 and position <= $2 order by position`;

/** Every event of some positions, whoever may see it. */
export const readWindow = async (orm: Orm, after: number, until: number): Promise<EventRow[]> =>
  (await prepared<EventRow>(orm, WINDOW, [after, until])).map(eventOf);

const INSERT = `insert into hub.checkpoint (position, hash, signed_at, key_id, signature) values ($1, $2, $3, $4, $5)
  on conflict (position) do nothing`;

export async function insertCheckpoint(orm: Orm, s: SignedStatement): Promise<void> {
  await prepared(orm, INSERT, [s.position, s.hash, s.signedAt.toISOString(), s.keyId, s.signature]);
}

/** The last checkpoint; with a position, the first one that stands there or behind it. */
export async function readCheckpoint(sql: Sql, atLeast: number | null): Promise<SignedStatement | null> {
  const order = atLeast === null ? 'order by s.position desc' : 'and s.position >= $1 order by s.position';
  const text = `select ${COLUMNS} from hub.log l, hub.checkpoint s where true ${order} limit 1`;
  const values = atLeast === null ? [] : [atLeast];
  return dated((await sql.unsafe<SignedStatement[]>(text, values, { prepare: true }))[0]);
}

/** All statements of a kind behind a position, in order, so many at most. */
export async function readStatements(
  sql: Sql,
  kind: 'checkpoint' | 'retention',
  after: number,
  limit: number,
): Promise<SignedStatement[]> {
  const text = `select ${COLUMNS} from hub.log l, hub.${kind} s where s.position > $1 order by s.position limit $2`;
  const rows = await sql.unsafe<SignedStatement[]>(text, [after, limit], { prepare: true });
  return rows.map((row) => dated(row) as SignedStatement);
}
