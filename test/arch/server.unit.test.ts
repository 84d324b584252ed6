import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';

const SERVER = join(projectRoot, 'src/server');
/** The folders in the order of the README's table, which is the order in which they may import each other. */
const LISTED = [...readFileSync(join(SERVER, 'README.md'), 'utf8').matchAll(/^\| \[?`(\w+)\/`/gm)].map(
  (m) => m[1] ?? '',
);

/** The folder of the server that a path is in; '' for what stands at the top, or outside. */
const folderOf = (path: string): string => /^(\w+)\//.exec(relative(SERVER, path))?.[1] ?? '';

const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

it('each folder of the server has its line in the README', () => {
  const folders = new Set(files.map((name) => folderOf(join(SERVER, name))));
  folders.delete('');
  expect([...LISTED].sort()).toEqual([...folders].sort());
});

it('a folder of the server imports those alone that stand above it in the README', () => {
  const links = files.flatMap((name) => {
    const file = join(SERVER, name);
    const imported = [...readFileSync(file, 'utf8').matchAll(/(?:from|import|import\() ?'(\.[^']+)'/g)];
    return imported.map(([, path = '']) => ({
      from: folderOf(file),
      to: folderOf(join(dirname(file), path)),
      name,
      path,
    }));
  });
  const between = links.filter(({ from, to }) => from !== '' && to !== '' && from !== to);
  expect(between.length).toBeGreaterThan(50);
  expect(between.filter(({ from, to }) => LISTED.indexOf(to) > LISTED.indexOf(from))).toEqual([]);
});
