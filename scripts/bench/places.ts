import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../../src/kernel/project.js';

/** The references and their load generator: a folder beside the project, or the one that BENCH_PEERS names. Where it is missing, only what needs no reference runs. */
export const PEERS_SOURCE = process.env.BENCH_PEERS ?? join(projectRoot, '../shared/peers');
/** Everything that the benchmarks make and use again; git ignores it. */
export const BENCH = join(projectRoot, '.bench');
/** The copy of the references that runs. */
export const PEERS = join(BENCH, 'peers');
export const HUB = join(projectRoot, 'scripts/hub.mjs');

export const havePeers = (): boolean => existsSync(join(PEERS_SOURCE, 'run.mjs'));

const NOT_SOURCE = new Set(['node_modules', 'data', 'out']);

/** Files below a folder, without what is made from them. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NOT_SOURCE.has(entry.name) ? [] : filesOf(path);
      return entry.isFile() ? [path] : [];
    });
}

/** A fingerprint of folders' files: what was made from other ones is made anew. */
export function fingerprint(...folders: string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders)
    for (const file of filesOf(folder)) hash.update(relative(folder, file)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** What a hub's database is made of. */
export const hubFingerprint = (): string =>
  fingerprint(join(projectRoot, 'db/migrations'), join(projectRoot, 'db/reference'));
