import { eventId, type LogIdentity } from '../epoch/lineage.js';
import type { EventRow } from '../log/event.js';
import { cursorOfEvent } from '../log/log.cursor.js';

/** A message as it is sent: what it is called, and the CloudEvent in structured JSON. */
export interface Message {
  id: string;
  type: string;
  /** Null for one that is not of the log. */
  position: number | null;
  body: string;
}

const sourceOf = (logId: string) => `urn:uuid:${logId}`;

/** The attributes as JSON members in their order, without what is null, and `data` last, to the letter as it was hashed. */
function structured(attributes: Record<string, string | boolean | null>, data: string): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== null);
  return `${JSON.stringify(Object.fromEntries(given)).slice(0, -1)},"data":${data}}`;
}

/** An event of the log as a CloudEvent 1.0; names of extensions are lower-case letters, as it demands. */
export function cloudEvent(event: EventRow & { log: LogIdentity }): Message {
  const { log } = event;
  const id = eventId(event);
  const body = structured(
    {
      specversion: '1.0',
      id,
      source: sourceOf(log.id),
      type: event.type,
      subject: event.subject,
      time: event.recordedAt.toISOString(),
      datacontenttype: 'application/json',
      cursor: cursorOfEvent(event),
      division: event.division,
      public: event.public,
      recipient: event.recipientId,
      salt: event.salt.toString('hex'),
      hash: event.hash.toString('hex'),
    },
    event.data,
  );
  return { id, type: event.type, position: event.position, body };
}

/** What a test sends: signed and shaped like an event, of a type that the log never has. */
export function testEvent(id: string, logId: string, at: Date, webhookId: string): Message {
  const type = 'webhook.test';
  const [specversion, time, datacontenttype] = ['1.0', at.toISOString(), 'application/json'];
  const attributes = { specversion, id, source: sourceOf(logId), type, time, datacontenttype };
  return { id, type, position: null, body: structured(attributes, JSON.stringify({ webhook: webhookId })) };
}
