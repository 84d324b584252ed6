import type { Db } from '../../../db/client.js';
import type { WebhookDisabledReason } from '../../kernel/vocabulary.js';
import { sequenced } from '../sequencer/sequencer.js';
import type { WebhookRow, WebhookStore, WebhookView } from './webhook.store.js';

export interface Disabling {
  reason: WebhookDisabledReason;
  at: Date;
  /** What the last attempt ended with. */
  error?: string | null;
  /** Only while this process holds it and it has not changed. */
  only?: { revision: number; leaseToken: number };
}

/**
 * Disables a webhook and tells its agency and the operators by an event, in one transaction. Null where it was not active. The
 * event names the host alone: an address may hold a secret of the receiver's, and the log is never erased.
 */
export function disableAndTell(
  db: Db,
  store: WebhookStore,
  view: WebhookView,
  id: string,
  { reason, at, error = null, only }: Disabling,
): Promise<WebhookRow | null> {
  return sequenced(db, async (turn) => {
    const row = await store.disable(turn.orm, view, id, reason, at, only);
    if (row) {
      const { host } = new URL(row.url);
      const failing = { failingSince: row.failingSince, attempts: row.attempt, error };
      const data = { webhook: id, host, reason, acknowledged: row.position, ...failing };
      const what = { type: 'webhook.disabled' as const, subject: null, division: null, public: false };
      turn.append({ ...what, recipientId: row.agencyId, data });
    }
    return row;
  });
}
