import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { connect, type Db } from '../../db/client.js';
import { afterFile } from './after-file.js';
import { withOwnClock } from './clocks.js';
import { withDatabase } from './global-setup.js';

export interface TestDatabase extends Db {
  url: string;
  /**
   * The statements that this connection was sent while `work` ran, without those that are due to the time and not to the work: what a
   * fresh connection asks, and what a process remembers and looks at again after a while. Nothing else may use it meanwhile.
   */
  statements(work: () => Promise<unknown>): Promise<string[]>;
}

/**
 * A migrated database of this test file's own, cloned from the template; closed and dropped after its last test. With `ownClock`, its
 * clock can be set (clocks.ts).
 */
export async function testDatabase({ ownClock = false } = {}): Promise<TestDatabase> {
  const server = inject('databaseUrl');
  const name = `hub_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice() {} });
  await admin.unsafe(`create database ${name} template template_hub`);
  await admin.end();
  const url = withDatabase(server, name);
  if (ownClock) {
    const making = postgres(url, { max: 1, onnotice() {} });
    await withOwnClock(making);
    await making.end();
  }
  let sent: string[] | null = null;
  const db = connect({ url, application: 'hub test', onStatement: (text) => sent?.push(text) });
  afterFile(async () => {
    await db.close();
    const closing = postgres(server, { max: 1, onnotice() {} });
    await closing.unsafe(`drop database ${name} with (force)`);
    await closing.end();
  });
  const statements = async (work: () => Promise<unknown>) => {
    if (sent) throw new Error('the statements of one piece of work are counted at a time');
    const own: string[] = [];
    sent = own;
    await work().finally(() => {
      sent = null;
    });
    return own.filter((s) => !s.includes('pg_catalog') && !s.includes('/* looked at again after a while */'));
  };
  return { ...db, url, statements };
}
