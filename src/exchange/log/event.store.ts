import type { Sql } from 'postgres';
import { type Orm, prepared } from '../../../db/client.js';
import { Where } from '../../../db/where.js';
import { divisionRange } from '../../kernel/division-code.js';
import { type Epoch, Lineage, type LogIdentity } from '../epoch/lineage.js';
import { headValues, type LockedHead, moveHead, moveText, PATIENT_AGAIN } from '../head/head.store.js';
import type { Link } from './chain.js';
import type { EventRow } from './event.js';
import { EVERYONE, type EventScope } from './event.scope.js';

/** Events in one statement: so many are sent as one text, and an import's memory stays flat. */
const PIECE = 500;
type Columns = Record<'type' | 'subject' | 'division' | 'public' | 'recipient' | 'data' | 'salt' | 'hash', string[]>;

/**
 * Events that follow one another in position and have one time, column by column, as they are sent: texts of JSON hold no line
 * breaks, and nor do codes, so they travel as lines, which needs no escaping.
 */
export class EventBlock {
  private readonly columns: Columns = {
    type: [],
    subject: [],
    division: [],
    public: [],
    recipient: [],
    data: [],
    salt: [],
    hash: [],
  };
  private readonly all = Object.values(this.columns);

  constructor(private readonly first: number) {}

  get length(): number {
    return this.columns.type.length;
  }

  add(event: Link, salt: string, hash: string): void {
    const { columns } = this;
    columns.type.push(event.type);
    columns.subject.push(event.subject ?? '');
    columns.division.push(event.division ?? '');
    columns.public.push(event.public ? 't' : 'f');
    columns.recipient.push(event.recipientId ?? '');
    columns.data.push(event.data);
    columns.salt.push(salt);
    columns.hash.push(hash);
  }

  /** Drops all but the first so many. */
  cutTo(length: number): void {
    for (const column of this.all) column.length = length;
  }

  /**
   * Writes them, moves the head and wakes every process's tail. When this is done, the last statement is on its way: it does all
   * of the last events, so that a single event is one way to the database.
   */
  async write(orm: Orm, head: LockedHead): Promise<{ written: Promise<unknown> }> {
    if (this.length === 0) return { written: moveHead(orm, head) };
    let from = 0;
    for (; from + PIECE < this.length; from += PIECE) await prepared(orm, INSERT, this.piece(head, from, from + PIECE));
    return { written: prepared(orm, LAST, [...this.piece(head, from, this.length), ...headValues(head)]) };
  }

  private piece({ recordedAt }: LockedHead, from: number, to: number): unknown[] {
    const { type, subject, division, public: open, recipient, data, salt, hash } = this.columns;
    const lines = [type, subject, division, open, recipient, data].map((c) => c.slice(from, to).join('\n'));
    const bytes = [salt, hash].map((c) => Buffer.from(c.slice(from, to).join(''), 'hex'));
    return [this.first + from, recordedAt.toISOString(), ...lines, ...bytes];
  }
}

/** A notification carries nothing: what is new is read from the log. */
export const CHANNEL = 'hub_event';

const INSERT = `insert into hub.event (position, type, subject, division_code, public, recipient_id, recorded_at, data, salt, hash)
  select $1::bigint + i - 1, e.type, e.subject, e.division, e.public = 't', e.recipient::uuid, $2::timestamptz, e.data,
    substr($9::bytea, 16 * i::int - 15, 16), substr($10::bytea, 32 * i::int - 31, 32)
  from unnest(string_to_array($3, e'\\n'), string_to_array($4, e'\\n', ''), string_to_array($5, e'\\n', ''),
    string_to_array($6, e'\\n'), string_to_array($7, e'\\n', ''), string_to_array($8, e'\\n'))
    with ordinality as e (type, subject, division, public, recipient, data, i)`;
const LAST = `with written as (${INSERT}) ${moveText(11)} returning pg_notify('${CHANNEL}', ''), ${PATIENT_AGAIN}`;

/** Which log this is, where it begins now, and its last position. */
export interface LogState extends LogIdentity {
  startPosition: number;
  startHash: Buffer;
  head: number;
  /** It was read from a standby, which may lack what its primary has. */
  standby: boolean;
}

export async function readLog(sql: Sql): Promise<LogState> {
  const [row] = await sql<(Omit<LogState, 'lineage'> & { epoch: string; epochs: Epoch[] })[]>`
    select l.id, l.start_position::float8 "startPosition", l.start_hash "startHash", h.position::float8 head, h.epoch, pg_is_in_recovery() standby,
      (select json_agg(json_build_object('id', id, 'parent', parent, 'beganAfter', began_after, 'beganAt',
        to_char(began_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', reason,
        'why', why) order by began_at, id) from hub.epoch) epochs
    from hub.log l, hub.head h`;
  if (!row) throw new Error('hub.log has no row: the database is not migrated');
  const { epoch, epochs, ...state } = row;
  return { ...state, lineage: lineageOf(state.id, epoch, epochs) };
}

/** Epochs are never changed, so as many with the same last one are the same. */
function lineageOf(logId: string, current: string, epochs: Epoch[]): Lineage {
  const key = `${logId} ${current} ${epochs.length}`;
  if (known?.key !== key) known = { key, lineage: new Lineage(epochs, current) };
  return known.lineage;
}
let known: { key: string; lineage: Lineage } | undefined;

/** A piece of the log: positions after `after` up to and including `until`, at most `limit` events of those asked for. */
export interface Piece {
  after: number;
  until: number;
  limit: number;
  types?: readonly string[] | undefined;
  /** In one of these divisions or below it. */
  divisions?: readonly string[] | undefined;
  /** Of these types whatever else is asked for. */
  always?: readonly string[] | undefined;
}

export const EVENT_COLUMNS = `position::float8 "position", type, subject, division_code division, public, recipient_id "recipientId",
  recorded_at "recordedAt", data, salt, hash`;

/** The driver hands instants over as texts. */
export function eventOf(row: EventRow): EventRow {
  row.recordedAt = new Date(row.recordedAt);
  return row;
}

/** The events of a piece that a scope sees, in order. */
export async function readEvents(sql: Sql, scope: EventScope, piece: Piece): Promise<EventRow[]> {
  const where = conditionOf(scope, piece);
  const text = `select ${EVENT_COLUMNS} from hub.event where ${where} order by position limit ${where.value(piece.limit)}`;
  return (await sql.unsafe<EventRow[]>(text, where.values as never[], { prepare: true })).map(eventOf);
}

/** How many events of a piece a scope sees. */
export async function countEvents(sql: Sql, scope: EventScope, piece: Omit<Piece, 'limit'>): Promise<number> {
  const where = conditionOf(scope, piece);
  const text = `select count(*)::int n from hub.event where ${where}`;
  const [row] = await sql.unsafe<{ n: number }[]>(text, where.values as never[], { prepare: true });
  return row?.n ?? 0;
}

/** Every event after a position, whoever may see it: for the tail, and for what the hub itself concludes from the log. */
export async function readAll(sql: Sql, after: number, limit: number): Promise<EventRow[]> {
  // Positions have no gaps, so the range is the limit; but where retention has dropped what follows.
  const text = `select ${EVENT_COLUMNS} from hub.event where position > $1 and position <= $2 order by position`;
  const rows = await sql.unsafe<EventRow[]>(text, [after, after + limit], { prepare: true });
  if (rows.length > 0) return rows.map(eventOf);
  const [next] = await sql<{ position: number | null }[]>`
    select min(position)::float8 "position" from hub.event where position > ${after}`;
  return next?.position == null ? [] : readAll(sql, next.position - 1, limit);
}

/** The chain's hash at each of these positions that the log has. */
export async function readHashes(sql: Sql, positions: readonly number[]): Promise<Map<number, Buffer>> {
  const text = `select position::float8 "position", hash from hub.event where position = any($1::bigint[])
    union select start_position::float8, start_hash from hub.log where start_position = any($1::bigint[])`;
  const rows = await sql.unsafe<{ position: number; hash: Buffer }[]>(text, [positions as number[]], { prepare: true });
  return new Map(rows.map((r) => [r.position, r.hash]));
}

function conditionOf(scope: EventScope, { after, until, types, divisions, always }: Omit<Piece, 'limit'>): Where {
  const where = new Where().and('position > ? and position <= ?', after, until);
  visible(where, scope);
  const asked: string[] = [];
  if (types) asked.push(`type = any(${where.value(types)})`);
  if (divisions) asked.push(`(${divisions.map((area) => inArea(where, area)).join(' or ') || 'false'})`);
  if (asked.length === 0) return where;
  const anyway = always ? ` or type = any(${where.value(always)})` : '';
  return where.and(`(${asked.join(' and ')}${anyway})`);
}

/** The condition of `sees` (event.scope.ts). */
function visible(where: Where, { all, own, published, territory, recipient }: EventScope): void {
  const open: string[] = [];
  if (all.length > 0) open.push(`type = any(${where.value(all)})`);
  if (own.length > 0) open.push(`type = any(${where.value(own)}) and ${inArea(where, territory as string)}`);
  if (published.length > 0) open.push(`public and type = any(${where.value(published)})`);
  const impersonal = `recipient_id is null and (${open.join(' or ') || 'false'})`;
  if (recipient === null) where.and(`(${impersonal})`);
  else if (recipient === EVERYONE) where.and(`(${impersonal} or recipient_id is not null)`);
  else where.and(`(${impersonal} or recipient_id = ?::uuid)`, recipient);
}

function inArea(where: Where, area: string): string {
  const range = divisionRange(area);
  if (!range) return 'division_code is not null';
  return `(division_code >= ${where.value(range.from)} and division_code < ${where.value(range.to)})`;
}
