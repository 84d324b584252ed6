import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Db } from '../../../db/client.js';
import type { Keyring } from '../../access/index.js';
import { Checkpointer, strangeSigner } from '../../exchange/index.js';
import { faultsOf } from '../faults/faults.js';

/** Milliseconds that the last checkpoint may take when the hub stops. */
const LAST_WITHIN_MS = 1_000;

interface Signing {
  db: Db;
  keyring: Keyring;
  log: Logger;
  everyMs: number;
}

/** Signs checkpoints of the log while the hub runs, and a last one when it stops. */
export function startSigning({ db, keyring, log, everyMs }: Signing): { stop(): Promise<void> } {
  strangeSigner(db, keyring).then(
    (strange) => strange && log.error(strange),
    (err) => faultsOf(log).report(err, 'the last checkpoint of the log could not be read'),
  );
  const checkpointer = new Checkpointer({
    db,
    keyring,
    everyMs,
    onAltered: ({ message, fault }) =>
      log.error({ ...fault }, `${message}; nothing more of it is signed. Run: npx hub verify`),
    onError: (err) => faultsOf(log).report(err, 'no checkpoint of the log could be made'),
  });
  checkpointer.start();
  return {
    stop: async () => {
      await Promise.race([checkpointer.stop(), sleep(LAST_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}
