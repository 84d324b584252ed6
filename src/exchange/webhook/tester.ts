import { randomUUID } from 'node:crypto';
import type { Db } from '../../../db/client.js';
import type { Keyring } from '../../access/index.js';
import { type Clock, systemClock } from '../../kernel/clock.js';
import type { EventReader } from '../feed/event.reader.js';
import { testEvent } from './cloud-event.js';
import { type Delivery, DeliveryStore } from './delivery.store.js';
import { postOf, readyKeys } from './post.js';
import type { Sender } from './sender.js';
import type { WebhookRow, WebhookStore } from './webhook.store.js';

/** What a process needs to send to receivers. */
export interface WebhookServices {
  keyring: Pick<Keyring, 'seal' | 'open'>;
  sender: Sender;
  /** Time limit of an attempt, in milliseconds. */
  attemptMs: number;
  clock?: Clock;
}

/** Sends one signed event to a webhook, beside its deliveries, and writes down what became of it. */
export function tester(db: Db, reader: EventReader, webhooks: WebhookStore, services: WebhookServices) {
  const { keyring, sender, attemptMs, clock = systemClock } = services;
  const history = new DeliveryStore(db);
  return async ({ id, url }: WebhookRow): Promise<Delivery> => {
    const at = clock.now();
    const message = testEvent(`test-${randomUUID()}`, await reader.logId(), at, id);
    const keys = readyKeys(await webhooks.sealed(id), keyring.open);
    const outcome = await sender.send(postOf(message, keys, at, { url: new URL(url), timeoutMs: attemptMs }));
    const what = { webhookId: id, position: null, eventId: message.id, eventType: message.type, attempt: 1, at };
    const { durationMs, status, error } = outcome;
    const delivery = { ...what, durationMs, responseCode: status, error };
    await history.keep(0, [], [delivery]);
    return delivery;
  };
}
