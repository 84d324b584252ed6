import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges } from 'graphql';
import { compose, subgraphSdl } from '../src/federation/index.js';
import { projectRoot } from '../src/kernel/project.js';
import { describeRooms, subgraphUrl } from '../src/server/index.js';

/**
 * `npm run schema`: prints every subgraph, the supergraph and the API to schema/. With --check nothing is written: it fails
 * where a file is not what the code says (drift), and where the API breaks what was released (api.released.graphql) without
 * the change standing in schema/breaking-changes.json. With --release the present API becomes the released one.
 */
const folder = join(projectRoot, 'schema');
const ROUTER_BASE = 'http://127.0.0.1:4000';

interface Declared {
  /** As the check names it. */
  change: string;
  reason: string;
}

const read = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');

function breakingFaults(apiSdl: string): string[] {
  const released = read('api.released.graphql');
  if (!released) return ['schema/api.released.graphql is missing; run: npm run schema -- --release'];
  const declared = new Set((JSON.parse(read('breaking-changes.json') || '[]') as Declared[]).map((d) => d.change));
  return findBreakingChanges(buildSchema(released), buildSchema(apiSdl))
    .map((c) => c.description)
    .filter((description) => !declared.has(description))
    .map((description) => `breaking, and not declared in schema/breaking-changes.json: ${description}`);
}

function main(argv: string[]): void {
  const subgraphs = describeRooms();
  const { supergraphSdl, apiSdl } = compose(subgraphs, subgraphUrl(ROUTER_BASE));
  const head = '# Printed by `npm run schema`. Edit the code, not this file.\n';
  const files = new Map(subgraphs.map((s) => [`${s.name}.graphql`, head + subgraphSdl(s)]));
  files.set('supergraph.graphql', head + supergraphSdl).set('api.graphql', head + apiSdl);

  if (argv.includes('--release')) files.set('api.released.graphql', head + apiSdl);
  if (!argv.includes('--check')) {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    process.stdout.write(`schema/: ${[...files.keys()].join(', ')}\n`);
  }
  const drift = [...files]
    .filter(([name, text]) => read(name) !== text)
    .map(([name]) => `schema/${name} is not what the code says; run: npm run schema`);
  const faults = [...drift, ...breakingFaults(apiSdl)];
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else if (argv.includes('--check'))
    process.stdout.write('schema/ is what the code says, and breaks nothing released\n');
}

main(process.argv.slice(2));
