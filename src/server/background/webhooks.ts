import type { Logger } from 'pino';
import type { Db } from '../../../db/client.js';
import type { Keyring } from '../../access/index.js';
import { AddressGuard, type LogTail, Sender, type WebhookServices, WebhookWorker } from '../../exchange/index.js';
import { faultsOf } from '../faults/faults.js';
import type { Rooms } from '../rooms.js';
import type { Settings } from '../settings.js';
import type { Metrics } from '../watch/metrics.js';

/** What this process sends webhooks with: its settings, its keys, its connections. */
export function webhookServices(settings: Settings, keyring: Keyring): WebhookServices {
  const sender = new Sender(new AddressGuard(settings.HUB_WEBHOOK_ALLOW));
  return { keyring, sender, attemptMs: settings.HUB_WEBHOOK_TIMEOUT_MS };
}

export interface WebhookDeps {
  db: Db;
  rooms: Rooms;
  services: WebhookServices;
  tail: LogTail;
  metrics: Metrics;
  log: Logger;
}

/** Starts to deliver webhooks, and has deliveries and lags measured. */
export function deliverWebhooks({ db, rooms, services, tail, metrics, log }: WebhookDeps) {
  metrics.watchLags(rooms.lags);
  const worker = new WebhookWorker({
    ...services,
    ...{ db, tail, reader: rooms.ownEvents },
    measured: (outcome, ms) => metrics.deliveries.observe({ outcome }, ms / 1_000),
    onError: (err, webhook) => faultsOf(log).report(err, 'webhooks wait; it is tried again', { webhook }),
  });
  worker.start();
  return {
    /** Lets running attempts end for so long, and gives the webhooks back to the other processes. */
    stop: async (withinMs: number): Promise<void> => {
      await worker.stop(withinMs);
      services.sender.close();
    },
  };
}
