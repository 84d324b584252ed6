import type { Sql } from 'postgres';
import { openPool } from './pool.js';

export interface ListenerOptions {
  url: string;
  channel: string;
  application: string;
  /** Called for every notification; it may come before, while or after a statement is answered. */
  notified(): void;
}

/** Milliseconds after which a connection that answers nothing counts as lost, whatever its socket says. */
const SILENCE_MS = 10_000;

/** A connection of its own that listens, and is made anew when it is lost. */
export interface Listener {
  /** Runs statements on the connection, after it listens. Rejects where it is lost or silent; the next call makes it anew. */
  run<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * The driver's own `listen` gives up for good where the database is still away when it reconnects. Here every call sees to it that
 * the connection listens before it asks for anything, so that nothing falls between the two.
 */
export function listener({ url, channel, application, notified }: ListenerOptions): Listener {
  let listening = false;
  const open = (): Sql =>
    openPool(url, {
      max: 1,
      max_lifetime: null,
      connect_timeout: 5,
      backoff: () => 0.25,
      onnotify: notified,
      onclose() {
        listening = false;
      },
      connection: { application_name: application, statement_timeout: SILENCE_MS, TimeZone: 'UTC' },
    });
  let sql = open();
  const attempt = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    if (!listening) {
      await sql.unsafe(`listen ${channel}`);
      listening = true;
    }
    return work(sql);
  };
  return {
    run: async (work) => {
      let timer: NodeJS.Timeout | undefined;
      const silent = new Promise<never>((_, fail) => {
        timer = setTimeout(() => {
          void sql.end({ timeout: 0 });
          listening = false;
          sql = open();
          fail(Object.assign(new Error('the database does not answer'), { code: 'CONNECTION_SILENT' }));
        }, SILENCE_MS);
      });
      const result = attempt(work);
      result.catch(() => {}); // of an attempt that was given up
      try {
        return await Promise.race([result, silent]);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => sql.end({ timeout: 0.3 }),
  };
}
