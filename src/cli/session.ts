import { connect, type Db } from '../../db/client.js';
import { openDatabase, openRooms, type Rooms, readSettings, requireMigrated, type Settings } from '../server/index.js';

export interface Session {
  settings: Settings;
  db: Db;
  rooms: Rooms;
}

/** Runs a command over the migrated database, with the rooms open; afterwards everything it opened is closed. */
export async function withHub<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const settings = readSettings();
  const database = await openDatabase(settings);
  try {
    await requireMigrated(database.url);
    const db = connect({ url: database.url, max: 4, application: 'hub command', statementTimeout: 0 });
    try {
      return await work({ settings, db, rooms: await openRooms(db) });
    } finally {
      await db.close();
    }
  } finally {
    await database.release();
  }
}
