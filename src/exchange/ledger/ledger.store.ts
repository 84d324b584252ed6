import type { Sql } from 'postgres';
import type { EventFamily, EventType } from '../log/event.types.js';
import type { Fault } from '../log/walk.js';

/** A register's tables as the log knows them: every version of a record has its event at its position, and the other way round. */
export interface Ledger {
  /** The table of present versions; `<table>_history` holds the others. */
  table: string;
  family: EventFamily;
  /** Types that may come without a version, because a day brought them. */
  withoutVersion: readonly EventType[];
  /** Whether some of its events name the county where the version names a town. */
  countyOnly?: boolean;
  /** Fields of the API's input, in the order of a file's columns, and the columns that hold them. */
  fields: Readonly<Record<string, string>>;
  /** Those of them that an export writes as numbers; everything else is a text. */
  numbers?: readonly string[];
  /** Those that hold several values: an export writes them as one text. */
  lists?: readonly string[];
  /** What an export says beside them, and an import does not read. */
  more: Readonly<Record<string, string>>;
}

interface Mismatch {
  position: number;
  event: boolean;
  versions: number;
}

/** The first position behind `after` and up to `head` where a register and the log do not agree. */
export async function ledgerFault(sql: Sql, ledger: Ledger, after: number, head: number): Promise<Fault | null> {
  const { table, family, withoutVersion, countyOnly = false } = ledger;
  // An event that a day brought is of a record that was there before.
  const earlier = ['', '_history'].map(
    (t) => `exists (select from hub.${table}${t} o where o.id = e.id and o.position < e.position)`,
  );
  const alone = withoutVersion.length > 0 ? `e.type = any ($4) and (${earlier.join(' or ')})` : 'e.type = any ($4)';
  // What a correction of the clock takes back is told without a version: the facts were right, the day was not.
  const corrected = `e.withdraws and exists (select from hub.clock_correction k where k.position < e.position)`;
  const division = countyOnly
    ? 'case when e.division_code = left(v.division_code, 6) then v.division_code else e.division_code end'
    : 'e.division_code';
  const columns = 'position, uscc, division_code, recorded_at';
  const text = `with versions as (
      select position, min(uscc) uscc, min(division_code) division_code, min(recorded_at) recorded_at, count(*)::int n
      from (select ${columns} from hub.${table} union all select ${columns} from hub.${table}_history) v
      where position > $1 and position <= $2 group by position),
    events as (select position, type, subject, division_code, recorded_at, case when type = any ($4) then (data::json->>'id')::bigint end id,
      data like '%"withdraws":%' withdraws from hub.event
      where position > $1 and position <= $2 and split_part(type, '.', 1) = $3)
    select position::float8 "position", e.type is not null event, coalesce(v.n, 0) versions
    from events e full join versions v using (position)
    where (v.n is null and not (${alone} or ${corrected})) or e.type is null or v.n > 1
      or (e.subject, ${division}, e.recorded_at) is distinct from (v.uscc, v.division_code, v.recorded_at) and v.n is not null
    order by position limit 1`;
  const [found] = await sql.unsafe<Mismatch[]>(text, [after, head, family, withoutVersion as string[]]);
  if (!found) return null;
  const { position, event, versions } = found;
  const what =
    versions === 0
      ? `the event at position ${position} has no version in hub.${table} or its history`
      : versions > 1
        ? `hub.${table} and its history have ${versions} versions of position ${position}`
        : event
          ? `the version of position ${position} in hub.${table} or its history is not that of its event`
          : `the version of position ${position} in hub.${table} or its history has no event`;
  return { position, kind: 'REGISTER', message: what };
}
