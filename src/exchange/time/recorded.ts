import type { Sql } from 'postgres';
import { span } from './clock.words.js';

/**
 * Recorded times that cannot have been the time of day: nothing was altered, and whoever asks what was known when should know of it.
 * AHEAD: the hub signed the log there earlier than the event says that it was recorded, or the time has yet to come. STOOD_STILL:
 * submissions that came at different times were recorded at one, because the clock was behind it.
 */
export interface TimeFinding {
  kind: 'AHEAD' | 'STOOD_STILL';
  from: number;
  to: number;
  message: string;
}

/** Less is not looked at: a statement may wait for half a minute, and a clock be seconds off. */
const NOTED_MS = 60_000;
const MOST = 20;

/** Collects checkpoints that were signed before what they cover is said to have been recorded. */
export class AheadOfTime {
  readonly found: TimeFinding[] = [];
  private open: { from: number; to: number; most: number } | null = null;

  /** At a checkpoint: when the event there was recorded, and when it was signed. */
  at(position: number, recordedAt: Date, signedAt: Date): void {
    const ahead = recordedAt.getTime() - signedAt.getTime();
    if (ahead <= NOTED_MS) {
      this.close();
      return;
    }
    this.open ??= { from: position, to: position, most: 0 };
    this.open.to = position;
    this.open.most = Math.max(this.open.most, ahead);
  }

  close(): void {
    if (!this.open || this.found.length >= MOST) return;
    const { from, to, most } = this.open;
    const which = from === to ? `position ${from} was` : `positions ${from} to ${to} were`;
    const message = `${which} recorded up to ${span(most)} ahead of the time at which the hub signed the log there`;
    this.found.push({ kind: 'AHEAD', from, to, message });
    this.open = null;
  }
}

/** What the tables say of times behind a position, up to the head of a walk. */
export async function strangeTimes(sql: Sql, after: number, head: number): Promise<TimeFinding[]> {
  const [last] = await sql<{ ahead: number }[]>`
    select extract(epoch from recorded_at - clock_timestamp())::float8 * 1000 ahead from hub.head
    where corrected_at is distinct from recorded_at`;
  const still = await sql<{ from: number; to: number; count: number; at: string; during: number }[]>`
    select min(position)::float8 "from", max(position)::float8 "to", count(*)::int count, recorded_at::text "at",
      extract(epoch from max(received_at) - min(received_at))::float8 * 1000 during
    from hub.submission where position > ${after} and position <= ${head} and import_id is null
    group by recorded_at having count(*) > 1 and max(received_at) - min(received_at) > ${NOTED_MS} * interval '1 ms'
    order by 1 limit ${MOST}`;
  const found: TimeFinding[] = still.map(({ from, to, count, at, during }) => ({
    kind: 'STOOD_STILL',
    from,
    to,
    message: `positions ${from} to ${to}: ${count} submissions that came within ${span(during)} were all recorded at ${new Date(at).toISOString()}`,
  }));
  if (last && last.ahead > NOTED_MS) {
    const message = `the last event was recorded ${span(last.ahead)} ahead of the database’s clock; see: npx hub clock status`;
    found.push({ kind: 'AHEAD', from: head, to: head, message });
  }
  return found;
}
