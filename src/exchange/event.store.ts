import { type Orm, prepared } from '../../db/client.js';
import type { EventRow } from './event.js';

/** Texts of JSON hold no line breaks, and nor do codes: so they travel as lines, which needs no escaping. */
const lines = (events: readonly EventRow[], of: (event: EventRow) => string | null): string =>
  events.map((e) => of(e) ?? '').join('\n');

const INSERT = `insert into hub.event (position, type, subject, division_code, public, recipient_id, recorded_at, data, salt, hash)
  select $1::bigint + i - 1, e.type, e.subject, e.division, e.public = 't', e.recipient::uuid, $2::timestamptz, e.data,
    substr($9::bytea, 16 * i::int - 15, 16), substr($10::bytea, 32 * i::int - 31, 32)
  from unnest(string_to_array($3, e'\\n'), string_to_array($4, e'\\n', ''), string_to_array($5, e'\\n', ''),
    string_to_array($6, e'\\n'), string_to_array($7, e'\\n', ''), string_to_array($8, e'\\n'))
    with ordinality as e (type, subject, division, public, recipient, data, i)`;

/** Writes events that follow one another in position and have one time, in one statement. */
export async function insertEvents(orm: Orm, events: readonly EventRow[]): Promise<void> {
  const [first] = events;
  if (!first) return;
  await prepared(orm, INSERT, [
    first.position,
    first.recordedAt.toISOString(),
    lines(events, (e) => e.type),
    lines(events, (e) => e.subject),
    lines(events, (e) => e.division),
    lines(events, (e) => (e.public ? 't' : 'f')),
    lines(events, (e) => e.recipientId),
    lines(events, (e) => e.data),
    Buffer.concat(events.map((e) => e.salt)),
    Buffer.concat(events.map((e) => e.hash)),
  ]);
}

/** Wakes every process's tail when the transaction commits. It carries nothing: what is new is read from the log. */
export const CHANNEL = 'hub_event';
export const notify = (orm: Orm) => prepared(orm, `select pg_notify('${CHANNEL}', '')`, []);
