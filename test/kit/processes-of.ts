import { readdirSync, readFileSync } from 'node:fs';

/** The PostgreSQL of a data folder: every process that runs for it. */
export function databaseOf(folder: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return command.includes(`${folder}/pg`) && command.includes('postgres') ? [Number(name)] : [];
    } catch {
      return []; // it ended meanwhile
    }
  });
}
