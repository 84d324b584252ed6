import type { Keyring } from '../access/index.js';
import { Announcer } from '../exchange/index.js';
import type { Settings } from './settings.js';
import { startSigning } from './signing.js';
import { deliverWebhooks, type WebhookDeps } from './webhooks.js';

export interface WorkerDeps extends WebhookDeps {
  settings: Settings;
  keyring: Keyring;
}

/** What the hub does of its own: delivers webhooks, announces what a day brings, signs the log. */
export function startWorkers({ settings, keyring, ...deps }: WorkerDeps) {
  const { db, rooms, log } = deps;
  const webhooks = deliverWebhooks(deps);
  const signing = startSigning({ db, keyring, log, everyMs: settings.HUB_CHECKPOINT_SECONDS * 1_000 });
  const announcer = new Announcer(db, rooms.days, {
    announced: (events) => log.info({ events }, 'announced what the day brought'),
    failed: (err) => log.warn({ err }, 'could not announce what the day brought; it is tried again'),
  });
  announcer.start();
  return {
    /** Takes nothing new up, and lets what runs end. */
    stop: async (): Promise<void> => {
      const within = Math.max(0, settings.HUB_STOP_WITHIN_MS - 1_000);
      await Promise.all([webhooks.stop(within), announcer.stop()]);
    },
    /** Signs what was written last. */
    sign: () => signing.stop(),
  };
}
