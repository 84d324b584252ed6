import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PrintedTable, pageFaults, printedTables, withTable } from '../../scripts/pages.js';
import { projectRoot } from '../../src/kernel/project.js';
import { SETTINGS } from '../../src/server/index.js';
import { filesBelow, read } from './markdown.js';

describe('README.md', () => {
  it('can be held by a newcomer: at most 100 lines of at most 140 characters', () => {
    const lines = read('README.md').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(100);
    expect(lines.filter((line) => [...line].length > 140)).toEqual([]);
  });

  it('has the two commands first, a picture of the flow, and five things to try', () => {
    const text = read('README.md');
    expect(text.indexOf('npm start')).toBeLessThan(1_200);
    expect(text).toMatch(/^```mermaid\nflowchart /m);
    expect([...text.matchAll(/^\*\*(\d)\. /gm)].map((m) => m[1])).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('the printed tables', () => {
  const tables = printedTables();

  it('are what the code says', () => {
    expect(pageFaults(projectRoot, tables)).toEqual([]);
    expect(tables.map(({ name }) => name)).toEqual(['settings', 'columns', 'unknown', 'registers']);
    expect(tables[0]?.lines).toHaveLength(2 + Object.keys(SETTINGS).length);
  });

  it('that drifted are told of, and printed anew', () => {
    const changed: PrintedTable = { page: 'src/server/README.md', name: 'settings', lines: ['| another | table |'] };
    expect(pageFaults(projectRoot, [changed])).toEqual([
      'src/server/README.md: the settings are not what the code says; run: npm run pages',
    ]);
    const before = read(changed.page);
    const after = withTable(before, changed);
    expect(after).toContain('-->\n| another | table |\n<!-- /printed -->');
    expect(withTable(after, tables[0] as PrintedTable)).toBe(before);
    expect(() => withTable('no marks', changed)).toThrow('has no marks for the table settings');
  });
});

describe('src/README.md', () => {
  it('has every room', () => {
    const rooms = readdirSync(join(projectRoot, 'src'), { withFileTypes: true }).filter((e) => e.isDirectory());
    const text = read('src/README.md');
    // A room of a register says itself what it is: the page has a line for all of them.
    const others = rooms.filter(
      (e) => !readdirSync(join(projectRoot, 'src', e.name)).includes(`${e.name}.register.ts`),
    );
    expect(others.map((e) => e.name).filter((name) => !text.includes(`](${name}/README.md)`))).toEqual([]);
  });
});

describe('src/cli/README.md', () => {
  it('has every command that the sources define', () => {
    const [, after = ''] = read('src/cli/README.md').split('\n## Commands\n');
    const words = new Set((after.split('\n## ')[0] as string).match(/[a-z][a-z-]*/g));
    const defined = filesBelow('src/cli', '.ts').flatMap((file) =>
      [...read(file).matchAll(/\.command\('([a-z][a-z-]*)/g)].map((m) => m[1] as string),
    );
    expect(defined.length).toBeGreaterThan(30);
    expect(defined.filter((name) => !words.has(name))).toEqual([]);
  });
});
