import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';

interface Rule {
  name: string;
  comment: string;
}
const { forbidden } = createRequire(import.meta.url)(join(projectRoot, '.dependency-cruiser.cjs')) as {
  forbidden: Rule[];
};

/** What the tool says of a tree: the rule that each import breaks; null where it could not look, and then what it says. */
function judged(folder: string): { broken: { rule: string; from: string }[] | null; said: string } {
  const bin = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'db'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
  if (!stdout) return { broken: null, said: stderr };
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return { broken: summary.violations.map(({ rule, from }) => ({ rule: rule.name, from })), said: stderr };
}

const FLOOR = '-keeps-its-floor';
const ROOMS = [...forbidden.flatMap(({ name }) => (name.endsWith(FLOOR) ? [name.replace(FLOOR, '')] : [])), 'cli'];
const floorOf = (room: string) => forbidden.find(({ name }) => name === room + FLOOR);
/** Rooms of one register each: they share their reason. */
const REGISTERS = ROOMS.filter((room) => floorOf(room)?.comment === floorOf('grading')?.comment);

/** For each further rule a file that breaks it: what it is called, and what it imports. */
const PLANTED: Record<string, [file: string, imports: string][]> = {
  'no-cycles': [
    ['src/kernel/here.ts', './there.js'],
    ['src/kernel/there.ts', './here.js'],
  ],
  'outsiders-see-the-index': [['src/server/nosy.ts', '../grading/grading.check.js']],
  'server-sees-no-store': [['src/server/tables.ts', '../../db/tables/grading.js']],
  'cli-uses-the-same-doors': [['src/cli/tables.ts', '../../db/tables/grading.js']],
  'stores-alone-know-tables': [['src/grading/tables.ts', '../../db/tables/grading.js']],
  'decisions-are-pure': [['src/grading/impure.decide.ts', './grading.loader.js']],
  'tables-of-one-room': [
    ['db/tables/hazard.ts', './grading.js'],
    ['db/tables/base.ts', './grading.js'],
  ],
  'tables-know-facts-alone': [
    ['db/tables/accident.ts', '../../src/grading/grading.check.js'],
    ['db/tables/rating.ts', '../../src/register/core.js'],
  ],
  'facts-stand-alone': [
    ['src/grading/grading.facts.ts', '../register/core.js'],
    ['src/grading/own.facts.ts', './grading.check.js'],
    ['src/grading/stored.facts.ts', '../../db/tables/grading.js'],
    ['src/register/facts.ts', '../access/index.js'],
  ],
  'no-dev-packages-in-production': [['src/kernel/borrowed.ts', 'fast-check']],
};
/** What breaks none: a register's table and facts, a room that sees the floors below its own. */
const FINE: [file: string, imports: string][] = [
  ['db/tables/licence.ts', '../../src/licence/licence.facts.js'],
  ['db/tables/penalty.ts', './register.js'],
  ['db/tables/register.ts', '../../src/register/facts.js'],
  ['src/licence/licence.facts.ts', '../register/facts.js'],
  ['src/licence/licence.register.ts', '../register/core.js'],
  ['src/register/define.ts', '../enterprise/core.js'],
  ['src/credit/check.ts', '../rating/core.js'],
  ['src/server/wire.ts', '../licence/core.js'],
];

/** What the planted files import; and every room's doors. */
const THERE = [
  ...ROOMS.flatMap((name) => [`src/${name}/index.ts`, `src/${name}/core.ts`]),
  'src/grading/grading.check.ts',
  'src/grading/grading.loader.ts',
  'db/tables/grading.ts',
];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function plant(files: [file: string, imports: string | null][]): string {
  const folder = mkdtempSync(join(tmpdir(), 'hub-rooms-'));
  folders.push(folder);
  for (const file of ['.dependency-cruiser.cjs', 'package.json']) cpSync(join(projectRoot, file), join(folder, file));
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, imports] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    const name = file.replace(/\W/g, '_');
    writeFileSync(
      join(folder, file),
      `${imports ? `import * as other from '${imports}';\nexport const used = other;\n` : ''}export const ${name} = 1;\n`,
    );
  }
  return folder;
}

const there = THERE.map((file): [string, null] => [file, null]);

describe('the rooms', () => {
  it('keep every rule of who may import whom', () => {
    expect(judged(projectRoot)).toMatchObject({ broken: [] });
  });

  it('have a planted violation for each rule, and each goes red', () => {
    const rest = forbidden.map((r) => r.name).filter((name) => !name.endsWith(FLOOR));
    expect(Object.keys(PLANTED).sort()).toEqual(rest.sort());
    const found = judged(plant([...there, ...FINE, ...Object.values(PLANTED).flat()])).broken ?? [];
    for (const [rule, files] of Object.entries(PLANTED))
      for (const [file] of files.slice(0, rule === 'no-cycles' ? 1 : undefined))
        expect(found).toContainEqual({ rule, from: file });
    const fine = FINE.map(([file]) => file);
    expect(found.filter(({ from }) => fine.includes(from))).toEqual([]);
  });

  it('stand on floors: a room that imports one of its own floor or above goes red, whichever two they are', () => {
    const folder = plant([
      ...there,
      ...ROOMS.flatMap((a) =>
        ROOMS.filter((b) => b !== a).map((b): [string, string] => [`src/${a}/sees-${b}.ts`, `../${b}/index.js`]),
      ),
    ]);
    const red = new Set(
      (judged(folder).broken ?? []).filter(({ rule }) => rule.endsWith(FLOOR)).map(({ from }) => from),
    );
    const seen = (a: string) => ROOMS.filter((b) => b !== a && !red.has(`src/${a}/sees-${b}.ts`));
    expect(REGISTERS.length).toBeGreaterThanOrEqual(4);
    const below = ['kernel', 'access', 'exchange', 'reference', 'enterprise'];
    for (const register of REGISTERS) expect(seen(register), register).toEqual([...below, 'register']);
    expect(seen('kernel')).toEqual([]);
    expect(seen('access')).toEqual(['kernel']);
    expect(seen('exchange')).toEqual(['kernel', 'access']);
    expect(seen('reference')).toEqual(['kernel', 'access']);
    expect(seen('enterprise')).toEqual(below.slice(0, 4));
    expect(seen('register')).toEqual(below);
    expect(seen('federation')).toEqual(['kernel']);
    for (const room of ['credit', 'linkage']) {
      expect(seen(room)).toEqual(expect.arrayContaining([...below, 'register']));
      for (const above of ['credit', 'linkage', 'federation', 'server', 'cli']) expect(seen(room)).not.toContain(above);
    }
    expect(seen('server')).toEqual(ROOMS.filter((room) => room !== 'server' && room !== 'cli'));
  });

  it('are guarded from their first file on: one that stands on no floor stops everything, in one sentence', () => {
    const { broken: none, said } = judged(plant([...there, ['src/inspection/index.ts', null]]));
    expect(none).toBeNull();
    expect(said).toContain('src/inspection stands on no floor: say which in ROOMS of .dependency-cruiser.cjs, and why');
  });

  it('give each rule its sentence of reason', () => {
    for (const { name, comment } of forbidden) expect(comment, name).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe('the files', () => {
  const listed = (folder: string): string[] =>
    readdirSync(join(projectRoot, folder), { withFileTypes: true, recursive: true })
      .filter((e) => e.isFile() && e.name.endsWith('.ts'))
      .map((e) => join(e.parentPath ?? e.path, e.name));
  const lines = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;

  it('are small: none over 500 lines, half of them at most 130', () => {
    const sizes = ['src', 'db', 'scripts', 'test'].flatMap(listed).map((file) => ({ file, lines: lines(file) }));
    expect(sizes.filter((s) => s.lines > 500)).toEqual([]);
    const sorted = sizes.map((s) => s.lines).sort((a, b) => a - b);
    expect(sorted[sorted.length >> 1]).toBeLessThanOrEqual(130);
  });

  it('read the environment in one place', () => {
    const readers = listed('src').filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers.map((f) => f.slice(projectRoot.length + 1))).toEqual(['src/server/settings.ts']);
  });

  it('stand in rooms that say what they are', () => {
    const rooms = readdirSync(join(projectRoot, 'src')).filter((name) =>
      statSync(join(projectRoot, 'src', name)).isDirectory(),
    );
    const silent = rooms.filter((name) => !readdirSync(join(projectRoot, 'src', name)).includes('README.md'));
    expect(silent).toEqual([]);
  });
});
