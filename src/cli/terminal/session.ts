import type { Db } from '../../../db/client.js';
import type { Registers, Settings } from '../../server/core.js';
import { asJson, output } from './output.js';

export interface Session {
  settings: Settings;
  db: Db;
  rooms: Registers;
}

/**
 * Runs a command over the migrated database, which it names on stderr and never makes, with the registers open; afterwards
 * everything it opened is closed.
 */
export async function withHub<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const [{ connect }, server] = await Promise.all([import('../../../db/client.js'), import('../../server/core.js')]);
  const settings = server.readSettings();
  server.requireDatabase(settings);
  output(asJson).say(`hub: ${server.describeDatabase(settings)}`);
  const database = await server.openDatabase(settings);
  try {
    await server.requireMigrated(database.url);
    const db = connect({ url: database.url, max: 4, application: 'hub command', statementTimeout: 0 });
    try {
      const { clockGuard } = await import('../../exchange/core.js');
      clockGuard(db).limits = server.clockLimitsOf(settings);
      const rooms = await server.openRegisters(db);
      // A long import goes by what is noted while it runs.
      const codes = server.watchKnownCodes(db);
      try {
        return await work({ settings, db, rooms });
      } finally {
        await codes.stop();
      }
    } finally {
      await db.close();
    }
  } finally {
    await database.release();
  }
}
