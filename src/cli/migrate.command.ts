import { migrateDatabase } from '../../db/migrate.js';
import { openDatabase, readSettings } from '../server/core.js';
import type { Output } from './output.js';

/** `hub migrate`. */
export async function migrate(out: Output): Promise<void> {
  const database = await openDatabase(readSettings());
  try {
    const { applied, reference } = await migrateDatabase(database.url);
    const lines = [...applied.map((m) => `applied ${m}`), ...(reference ? ['loaded the reference tables'] : [])];
    out.result({ applied, reference }, lines.length > 0 ? lines : 'nothing to do: the database is current');
  } finally {
    await database.release();
  }
}
