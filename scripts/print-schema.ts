import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/kernel/project.js';
import { RELEASED, schemaFaults, schemaFiles } from './schema.js';

/**
 * `npm run schema`: prints every subgraph, the supergraph and the API to schema/. With --check nothing is written: it fails
 * where a file is not what the code says (drift), where the API breaks what was released (api.released.graphql) without
 * the change standing in schema/breaking-changes.json, and where it breaks an operation of schema/operations.json. With --release the present API becomes the released one.
 */
function main(argv: string[]): void {
  const folder = join(projectRoot, 'schema');
  const files = schemaFiles();
  const check = argv.includes('--check');
  if (!check) {
    const written = new Map(files);
    if (argv.includes('--release')) written.set(RELEASED, files.get('api.graphql') as string);
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of written) writeFileSync(join(folder, name), text);
    process.stdout.write(`schema/: ${[...written.keys()].join(', ')}\n`);
  }
  const faults = schemaFaults(folder, files);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else if (check) process.stdout.write('schema/ is what the code says, and breaks nothing released\n');
}

main(process.argv.slice(2));
