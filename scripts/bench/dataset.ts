import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateOf } from '../../src/kernel/date.js';
import { generate } from './generate.js';
import { BENCH, fingerprint, havePeers, PEERS_SOURCE } from './places.js';
import { runNode, say } from './process.js';

/** The CSVs enterprise, grading, rating and restriction, columns as the references' schema.sql has them. */
export interface Dataset {
  n: number;
  folder: string;
  /** Which data they are. */
  mark: string;
  by: 'references' | 'own';
}

/** The generated dataset of a size: the references' where they are there, so that all servers hold the same rows; else an own one. */
export async function dataset(n: number): Promise<Dataset> {
  const by = havePeers() ? 'references' : 'own';
  const folder = join(BENCH, `csv-${by}-${n}`);
  const file = join(folder, '.bench-mark');
  const source = by === 'references' ? fingerprint(PEERS_SOURCE) : 'own 1';
  const known = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (known.startsWith(`${source} `)) return { n, folder, mark: known, by };

  say(`generating ${n} enterprises …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const today = dateOf(new Date());
  if (by === 'references') {
    await runNode([join(PEERS_SOURCE, 'gen.mjs'), '--n', String(n), '--today', today, '--dir', folder]);
  } else await generate(n, today, folder);
  const mark = `${source} of ${today}`;
  writeFileSync(file, mark);
  return { n, folder, mark, by };
}
