import { type Orm, prepared } from '../../../db/client.js';
import type { EventType } from '../log/event.types.js';
import type { Correction } from './correction.store.js';

/** A day that ends a record: `column >= today`, or `column > today`, says that it has not come. */
export interface Ending {
  column: string;
  notYet: '>=' | '>';
  /** The type that tells it on its day, and the field of it that has the column's value. */
  type: EventType;
  field: string;
}

/** A record that counted as ended by a wrong today, and has not. */
export interface EndedEarly {
  id: string;
  /** Events that said so, and whether the public was told by one of them. None: it was recorded, or asked about, as one that had ended. */
  withdraws: number[];
  public: boolean;
}

/**
 * A credit check, which every event of what it speaks of has its hearers ask anew, speaks of none of these. A register that is new counts
 * among those that it speaks of: that one of its records has not ended is told once too often then, and not left out.
 */
const UNCHECKED = ['accident', 'hazard', 'finding', 'notice', 'webhook', 'log', 'clock'];

// What a correction lets be recorded ahead has a mark of its own time, and was answered by a right clock; but the last of a wrong one has the correction's.
const SEEN = `select e.subject, max(e.position) "position", max((e.recorded_at at time zone 'Asia/Shanghai')::date) "day" from hub.event e
  where e.position > $1 and e.position < $2 and e.subject is not null and split_part(e.type, '.', 1) <> all($3)
    and not exists (select from hub.time_mark m where m.recorded_at = e.recorded_at
      and not exists (select from hub.clock_correction c where c.ahead = m.recorded_at))
  group by e.subject`;

/**
 * Records of a table that counted as ended when something was told of their enterprise by a wrong clock, have not ended, and are not said
 * to be reinstated since.
 */
export function endedEarly(
  orm: Orm,
  { after, position }: Correction,
  today: string,
  of: { table: string; endings: readonly Ending[]; reinstated: EventType },
): Promise<EndedEarly[]> {
  const yet = ({ column, notYet }: Ending) => `(r.${column} ${notYet} $4::date and not r.${column} ${notYet} s.day)`;
  const untrue = ({ type, field, notYet }: Ending) =>
    `(t.type = '${type}' and (t.data::json->>'${field}')::date ${notYet} $4::date)`;
  const text = `with seen as materialized (${SEEN}),
      back as materialized (select data::json->>'id' id, max(position) "position" from hub.event where position > $1 and type = $5 group by 1),
      told as materialized (select t.data::json->>'id' id, t.position, t.public from hub.event t
        where t.position > $1 and t.position < $2 and (${of.endings.map(untrue).join(' or ')})),
      ended as (select r.id::text id, b.position back from hub.${of.table} r join seen s on s.subject = r.uscc left join back b on b.id = r.id::text
        where (${of.endings.map(yet).join(' or ')}) and (b.position is null or b.position < s.position))
    select e.id, coalesce(array_agg(t.position::float8 order by t.position) filter (where t.id is not null), '{}') withdraws,
      coalesce(bool_or(t.public), false) public
    from ended e left join told t on t.id = e.id and (e.back is null or t.position > e.back) group by e.id`;
  return prepared<EndedEarly>(orm, text, [after, position, UNCHECKED, today, of.reinstated]);
}
