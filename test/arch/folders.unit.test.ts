import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { againstTheOrder, folderCircles, foldersToldBy, type Import, importsOf } from './folder-circles.js';

let known: Promise<Import[]> | undefined;
const importsOfTheHub = (): Promise<Import[]> => {
  known ??= importsOf(projectRoot);
  return known;
};

/** The circles of a tree with these files in its `src`, each of the lines that are given. */
async function circlesOf(files: Record<string, string[]>): Promise<string[]> {
  const tree = mkdtempSync(join(tmpdir(), 'hub-folders-'));
  try {
    writeFileSync(join(tree, 'package.json'), '{"type":"module"}');
    for (const [file, lines] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, 'src', file)), { recursive: true });
      writeFileSync(join(tree, 'src', file), [...lines, `export const name = '${file}';`].join('\n'));
    }
    return folderCircles(await importsOf(tree));
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
const from = (path: string) => `import { name as other } from '${path}';\nexport const used = other;`;
const typeFrom = (path: string) => `import type { name as other } from '${path}';\nexport type Used = typeof other;`;

it('no folders import each other in a circle', async () => {
  const imports = await importsOfTheHub();
  expect(imports).toContainEqual({ from: 'src/exchange/core.ts', to: 'src/exchange/log/event.ts' });
  expect(folderCircles(imports)).toEqual([]);
});

it('two folders that import each other are told with the two files, though these import other files than each other', async () => {
  const circles = await circlesOf({
    'room/index.ts': [from('./case/open.js')],
    'room/case/open.ts': [from('../notice/issue.js')],
    'room/case/row.ts': [],
    'room/notice/issue.ts': [],
    'room/notice/read.ts': [typeFrom('../case/row.js')],
  });
  expect(circles).toEqual([
    'src/room/case/ -> src/room/notice/ -> src/room/case/: src/room/case/open.ts imports src/room/notice/issue.ts; src/room/notice/read.ts imports src/room/case/row.ts',
  ]);
});

it('a circle is found through three folders, through a file beside them, and below a folder', async () => {
  const circles = await circlesOf({
    'far/a/a.ts': [from('../b/b.js')],
    'far/b/b.ts': [from('../c/c.js')],
    'far/c/c.ts': [from('../a/other.js')],
    'far/a/other.ts': [],
    'beside/between.ts': [from('./a/one.js')],
    'beside/a/one.ts': [],
    'beside/a/two.ts': [from('../between.js')],
    'deep/live/a/one.ts': [from('../b/one.js')],
    'deep/live/b/one.ts': [],
    'deep/live/b/two.ts': [typeFrom('../a/two.js')],
    'deep/live/a/two.ts': [],
  });
  expect(circles.map((text) => text.split(':')[0]).sort()).toEqual([
    'src/beside/a/ -> src/beside/between.ts -> src/beside/a/',
    'src/deep/live/a/ -> src/deep/live/b/ -> src/deep/live/a/',
    'src/far/a/ -> src/far/b/ -> src/far/c/ -> src/far/a/',
  ]);
});

it('a room whose doors import every folder, and whose folders import what stands beside the doors, has no circle', async () => {
  const circles = await circlesOf({
    'room/index.ts': [from('./write/write.js'), from('./log/log.js')],
    'room/settings.ts': [],
    'room/write/write.ts': [from('../log/log.js'), from('../settings.js')],
    'room/log/log.ts': [from('../settings.js'), from('./inner/inner.js')],
    'room/log/inner/inner.ts': [],
  });
  expect(circles).toEqual([]);
});

it('a room that tells of its folders in a table tells of each, and each imports only those above it', async () => {
  const imports = await importsOfTheHub();
  const files = imports.flatMap(({ from, to }) => [from.split('/'), to.split('/')]);
  const tables = [...new Set(files.map(([, room]) => room as string))].flatMap((room) => {
    const readme = join(projectRoot, 'src', room, 'README.md');
    const told = existsSync(readme) ? foldersToldBy(readFileSync(readme, 'utf8')) : null;
    return told ? [{ room, told }] : [];
  });
  expect(tables.map(({ room }) => room)).toEqual(expect.arrayContaining(['exchange', 'linkage', 'server']));
  for (const { room, told } of tables) {
    const there = new Set(files.flatMap(([, of, folder, below]) => (of === room && below ? [folder as string] : [])));
    expect([...told].sort(), `src/${room}/README.md`).toEqual([...there].sort());
    expect(againstTheOrder(room, told, imports)).toEqual([]);
  }
});

it('a folder that imports one below its line in the table is told', () => {
  const table =
    '| folder | what |\n|---|---|\n| `log/` | a |\n| [write/](write/README.md) | b |\n| [`feed/`](feed/README.md) | c |\n\nMore.';
  expect(foldersToldBy(table)).toEqual(['log', 'write', 'feed']);
  expect(foldersToldBy('| file | what |')).toBeNull();
  const imports = [
    { from: 'src/room/feed/page.ts', to: 'src/room/log/event.ts' },
    { from: 'src/room/index.ts', to: 'src/room/feed/page.ts' },
    { from: 'src/room/log/event.ts', to: 'src/room/settings.ts' },
    { from: 'src/room/log/event.ts', to: 'src/room/write/batch.ts' },
  ];
  const room = 'room';
  expect(againstTheOrder(room, ['log', 'write', 'feed'], imports)).toEqual([
    `src/${room}/log/event.ts imports src/${room}/write/batch.ts, which src/${room}/README.md tells of below it`,
  ]);
});
