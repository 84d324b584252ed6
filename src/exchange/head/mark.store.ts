import type { Sql } from 'postgres';
import { type Orm, prepared } from '../../../db/client.js';
import { dateOf } from '../../kernel/date.js';
import type { LockedHead } from './head.store.js';

const MARK = 'insert into hub.time_mark (recorded_at, clock) values ($1::timestamptz, $2::timestamptz)';

/** Notes what the clock says at a recorded time that lies ahead of it. */
export async function mark(orm: Orm, recordedAt: Date, clock: Date): Promise<void> {
  await prepared(orm, MARK, [recordedAt.toISOString(), clock.toISOString()]);
}

/** Notes it for a transaction that goes on from a corrected time. */
export const markHead = (orm: Orm, { recordedAt, clock }: LockedHead): Promise<void> => mark(orm, recordedAt, clock);

/**
 * The recorded time by which everything was recorded that was known at an instant: the instant itself, or a later one where the
 * recorded time was ahead then.
 */
export async function recordedBy(sql: Sql, at: Date): Promise<Date> {
  const [row] = await sql<{ recordedAt: string }[]>`
    select recorded_at "recordedAt" from hub.time_mark where clock <= ${at.toISOString()} order by clock desc, recorded_at desc limit 1`;
  const marked = row ? new Date(row.recordedAt) : at;
  return marked > at ? marked : at;
}

/** When something was really recorded, by its recorded time: what the clock said, where that was ahead of it. */
export async function reallyRecordedAt(sql: Sql, recordedAt: Date): Promise<Date> {
  const [row] = await sql<{ clock: string }[]>`
    select clock from hub.time_mark where recorded_at >= ${recordedAt.toISOString()} order by recorded_at limit 1`;
  const clock = row ? new Date(row.clock) : recordedAt;
  return clock < recordedAt ? clock : recordedAt;
}

const DAYS = `select d::date::text as day, (select m.recorded_at from hub.time_mark m
    where m.clock < (d + interval '1 day') at time zone 'Asia/Shanghai' order by m.clock desc, m.recorded_at desc limit 1)::text last
  from hub.clock_correction c, generate_series((c.clock at time zone 'Asia/Shanghai')::date::timestamp,
    least((c.ahead at time zone 'Asia/Shanghai')::date + 1, $1::date)::timestamp, interval '1 day') d order by 1`;

/**
 * Says of a recorded time on which day, in Shanghai, it really was: what was recorded before a correction, and ahead, counts as of the
 * correction's day, because that took back what was told too early.
 */
export async function recordedDays(orm: Orm, today: string): Promise<(at: Date) => string> {
  const rows = await prepared<{ day: string; last: string }>(orm, DAYS, [today]);
  const days = rows.map(({ day, last }) => ({ day, last: new Date(last) }));
  return (at) => {
    const said = dateOf(at);
    const really = days.find(({ last }) => last >= at)?.day ?? said;
    return really < said ? really : said;
  };
}
