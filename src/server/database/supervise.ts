import type { Logger } from 'pino';
import type { Supervisor } from '../../../db/supervisor.js';
import type { OpenDatabase } from './open.js';

/** Has the embedded database started again whenever it dies; the log has one line for each turn. */
export function superviseDatabase({ supervise }: NonNullable<OpenDatabase['own']>, log: Logger): Supervisor {
  return supervise({
    down: (lastWords) => log.error({ lastWords }, 'the embedded database has died; it is started again'),
    failed: (reason) => log.error({ reason }, 'the embedded database could not be started; it is tried again'),
    back: (ms) => log.info({ seconds: Math.round(ms) / 1_000 }, 'the embedded database runs again'),
  });
}
