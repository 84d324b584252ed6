import type { Db } from '../../db/client.js';
import type { EventDraft, EventRow } from '../../src/exchange/index.js';
import { sampleUscc } from '../kit/sample.js';

/** An event that anybody may see, with some data. */
export const draft = (data: object = {}, more: Partial<EventDraft> = {}): EventDraft => ({
  type: 'enterprise.changed',
  subject: sampleUscc(1),
  division: '620621',
  public: true,
  data,
  ...more,
});

/** The log as it lies in the database, whoever may see it. */
export async function logOf({ sql }: Db): Promise<EventRow[]> {
  const rows = await sql<(EventRow & { recordedAt: string })[]>`
    select position::float8 "position", type, subject, division_code division, public, recipient_id "recipientId",
      recorded_at "recordedAt", data, salt, hash from hub.event order by position`;
  return rows.map((r) => ({ ...r, recordedAt: new Date(r.recordedAt) }));
}
