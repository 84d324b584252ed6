// `npm test`: sets up what is missing, then lint, types, drift of the printed schemas, and every test. Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { root, setup } from './setup.mjs';

setup();
const node = process.execPath;
const bin = (name) => `node_modules/${name}`;
const only = process.argv.slice(2);
const steps = [
  ['lint and format', [bin('@biomejs/biome/bin/biome'), 'check', '.']],
  ['types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.test.json']],
  ['printed schemas', ['dist/scripts/print-schema.js', '--check']],
  ['tests', [bin('vitest/vitest.mjs'), 'run', ...only]],
];
for (const [what, args] of only.length > 0 ? steps.slice(-1) : steps) {
  process.stderr.write(`hub: ${what} …\n`);
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`hub: ${what} failed\n`);
    process.exit(status ?? 1);
  }
}
