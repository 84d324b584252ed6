import { migrateDatabase } from '../../db/migrate.js';
import { describeDatabase, openDatabase, readSettings, refuseSecondDatabase } from '../server/core.js';
import type { Output } from './terminal/output.js';

/** `hub migrate`: makes the embedded database where there is none, but beside a hub that runs on another one with --new alone. */
export async function migrate(out: Output, options: { new?: boolean }): Promise<void> {
  const settings = readSettings();
  if (!options.new) refuseSecondDatabase(settings, 'npx hub migrate');
  out.say(`hub: ${describeDatabase(settings)}`);
  const database = await openDatabase(settings);
  try {
    const { applied, reference } = await migrateDatabase(database.url);
    const lines = [...applied.map((m) => `applied ${m}`), ...(reference ? ['loaded the reference tables'] : [])];
    out.result({ applied, reference }, lines.length > 0 ? lines : 'nothing to do: the database is current');
  } finally {
    await database.release();
  }
}
