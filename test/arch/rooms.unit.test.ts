import { execFileSync } from 'node:child_process';
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

/** Names of the rules that a tree breaks. */
function broken(folder: string): string[] {
  const bin = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'db'];
  let text: string;
  try {
    text = execFileSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1e9,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    text = (error as { stdout: string }).stdout;
  }
  const { summary } = JSON.parse(text) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return summary.violations.map((v) => v.rule.name);
}

/** For each rule a file that breaks it: what it is called, and what it imports. */
const PLANTED: Record<string, [file: string, imports: string][]> = {
  'no-cycles': [
    ['src/kernel/here.ts', './there.js'],
    ['src/kernel/there.ts', './here.js'],
  ],
  'kernel-knows-no-one': [['src/kernel/nosy.ts', '../access/index.js']],
  'access-asks-no-one': [['src/access/nosy.ts', '../exchange/index.js']],
  'exchange-carries-sealed-envelopes': [['src/exchange/nosy.ts', '../grading/index.js']],
  'reference-knows-no-register': [['src/reference/nosy.ts', '../enterprise/index.js']],
  'enterprise-is-the-root': [['src/enterprise/nosy.ts', '../grading/index.js']],
  'grading-knows-no-sibling': [['src/grading/nosy.ts', '../credit/index.js']],
  'accident-knows-no-sibling': [['src/accident/nosy.ts', '../hazard/index.js']],
  'hazard-knows-no-sibling': [['src/hazard/nosy.ts', '../accident/index.js']],
  'credit-knows-no-sibling': [['src/credit/nosy.ts', '../grading/index.js']],
  'linkage-knows-no-sibling': [['src/linkage/nosy.ts', '../accident/index.js']],
  'federation-knows-graphs': [['src/federation/nosy.ts', '../hazard/index.js']],
  'outsiders-see-the-index': [['src/server/nosy.ts', '../grading/grading.check.js']],
  'server-sees-no-store': [['src/server/tables.ts', '../../db/tables/grading.js']],
  'cli-uses-the-same-doors': [['src/cli/tables.ts', '../../db/tables/grading.js']],
  'stores-alone-know-tables': [['src/grading/tables.ts', '../../db/tables/grading.js']],
  'decisions-are-pure': [['src/grading/impure.decide.ts', './grading.loader.js']],
  'tables-of-one-room': [['db/tables/hazard.ts', './grading.js']],
  'no-dev-packages-in-production': [['src/kernel/borrowed.ts', 'fast-check']],
};

/** What the planted files import; and every room's index. */
const THERE = [
  ...[
    'access',
    'exchange',
    'reference',
    'enterprise',
    'grading',
    'accident',
    'hazard',
    'credit',
    'linkage',
    'federation',
    'server',
    'cli',
  ].map((name) => `src/${name}/index.ts`),
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

describe('the rooms', () => {
  it('keep every rule of who may import whom', () => {
    expect(broken(projectRoot)).toEqual([]);
  });

  it('have a planted violation for each rule, and each goes red', () => {
    expect(Object.keys(PLANTED).sort()).toEqual(forbidden.map((r) => r.name).sort());
    const folder = plant([...THERE.map((file): [string, null] => [file, null]), ...Object.values(PLANTED).flat()]);
    const red = new Set(broken(folder));
    expect(forbidden.map((r) => r.name).filter((name) => !red.has(name))).toEqual([]);
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
