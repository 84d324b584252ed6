import type { Keyring } from '../../access/index.js';
import { Announcer, keepWitness } from '../../exchange/index.js';
import { systemClock, today } from '../../kernel/clock.js';
import { daysBetween } from '../../kernel/date.js';
import { faultsOf } from '../faults/faults.js';
import type { Imports } from '../imports/imports.js';
import { type Settings, witnessOf } from '../settings.js';
import { startSigning } from './signing.js';
import { deliverWebhooks, type WebhookDeps } from './webhooks.js';

export interface WorkerDeps extends WebhookDeps {
  settings: Settings;
  keyring: Keyring;
  imports: Imports;
}

/** Decides from the log: cases, restrictions, notices. */
function startLinkage({ rooms, tail, log }: Pick<WorkerDeps, 'rooms' | 'tail' | 'log'>) {
  const worker = rooms.linkage({
    ...{ tail, reader: rooms.ownEvents },
    report: {
      undecided: (uscc, reason) =>
        log.warn({ uscc, reason }, 'the linkage leaves an enterprise undecided; it is tried again'),
      failed: (err) => faultsOf(log).report(err, 'the linkage waits; it is tried again'),
    },
  });
  worker.start();
  return worker;
}

/** What the hub does of its own: decides from the log, delivers webhooks, announces what a day brings, signs the log. */
export function startWorkers({ settings, keyring, imports, ...deps }: WorkerDeps) {
  const { db, rooms, log } = deps;
  const webhooks = deliverWebhooks(deps);
  const signing = startSigning({ db, keyring, log, everyMs: settings.HUB_CHECKPOINT_SECONDS * 1_000 });
  const announcer = new Announcer(db, rooms.days, {
    announced: (events) => log.info({ events }, 'announced what the day brought'),
    failed: (err) => faultsOf(log).report(err, 'could not announce what the day brought; it is tried again'),
  });
  announcer.start();
  deps.metrics.watchHolidays(async () => daysBetween(today(systemClock), await rooms.holidaysUntil()));
  const linkage = settings.HUB_LINKAGE ? startLinkage(deps) : undefined;
  deps.metrics.watchImports(() => imports.state());
  imports
    .start()
    .catch((err) =>
      faultsOf(log).report(err, 'the folder of uploads cannot be used; nothing that is handed in is taken'),
    );
  const leave = keepWitness(db, deps.tail, witnessOf(settings), (err) =>
    log.warn({ err }, 'what was seen of the log could not be written down beside the keys'),
  );
  return {
    /** Takes nothing new up, and lets what runs end. */
    stop: async (): Promise<void> => {
      const within = Math.max(0, settings.HUB_STOP_WITHIN_MS - 1_000);
      await Promise.all([webhooks.stop(within), announcer.stop(), linkage?.stop(), imports.stop(), leave()]);
    },
    /** Signs what was written last. */
    sign: () => signing.stop(),
  };
}
