import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, from the sources as well as from dist/. */
export const projectRoot = find(dirname(fileURLToPath(import.meta.url)));

function find(from: string): string {
  const file = join(from, 'package.json');
  if (existsSync(file) && existsSync(join(from, 'db/migrations'))) return from;
  if (dirname(from) === from) throw new Error('the project folder was not found');
  return find(dirname(from));
}

/** The hub's own version. */
export const version: string = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version;
