// `npm test`: sets up what is missing, then lint, types, drift of the printed tables and schemas, and every test.
// `npm test -- [unit|int|e2e] [FOLDER…]`: those tests alone; further arguments go to vitest, --watch runs them again on a change.
import { spawn } from 'node:child_process';
import { install, root, setup } from './setup.mjs';

const KINDS = ['unit', 'int', 'e2e'];
const given = process.argv.slice(2);
const rest = given.filter((arg) => arg !== '--watch' && arg !== '-w');
const watch = rest.length < given.length;
const kinds = [];
while (KINDS.includes(rest[0])) kinds.push(rest.shift());
const whole = !watch && kinds.length === 0 && rest.length === 0;
// What needs no process of the hub needs no build.
const built = kinds.length === 0 || kinds.some((kind) => kind !== 'unit');
if (built) setup();
else install();

const bin = (name) => `node_modules/${name}`;
const CHECKS = [
  ['lint and format', [bin('@biomejs/biome/bin/biome'), 'check', '.']],
  ['types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.test.json']],
  ['printed tables', ['dist/scripts/print-pages.js', '--check']],
  ['printed schemas', ['dist/scripts/print-schema.js', '--check']],
];
const tests = [
  ...[bin('vitest/vitest.mjs'), watch ? 'watch' : 'run', ...kinds.map((kind) => `--project=${kind}*`)],
  ...rest,
];

// Ctrl-C reaches the children too: what they say and stop comes first.
process.on('SIGINT', () => {});

/** Runs node to its end; without `shown` its output is kept. */
function run(args, shown) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
  process.once('SIGTERM', () => child.kill());
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
  return new Promise((done) => child.once('close', (status) => done({ status: status ?? 1, said })));
}
const say = (line) => process.stderr.write(`hub: ${line}\n`);

async function checked([what, args]) {
  const { status, said } = await run(args, false);
  if (status === 0) return true;
  process.stderr.write(said);
  say(`${what} failed`);
  return false;
}

if (whole) {
  say(`${CHECKS.map(([what]) => what).join(', ')} …`);
  const results = await Promise.all(CHECKS.map(checked));
  if (results.includes(false)) process.exit(1);
}
say('tests …');
// Beside some of the tests a stale schema is a warning: they tell the truth without it.
const schemas = built && !whole ? run(CHECKS.at(-1)[1], false) : null;
const warn = async () => {
  const found = await schemas;
  if (found && found.status !== 0) {
    process.stderr.write(found.said);
    say('WARNING schema/ is not what the code says; print it: npm run schema');
  }
};
if (watch) warn();
const { status } = await run(tests, true);
if (!watch) await warn();
if (status !== 0 && !watch) say('tests failed');
process.exit(status);
