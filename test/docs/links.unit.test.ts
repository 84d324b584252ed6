import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { anchors, filesBelow, fromTop, pages, prose, read } from './markdown.js';

const lineOf = (text: string, index: number) => text.slice(0, index).split('\n').length;
const isThere = (path: string) => existsSync(join(projectRoot, path));

/** Links of a page that lead to nothing: a file that is not there, a heading that the other page does not have. */
function deadLinks(page: string, text: string): string[] {
  const links = prose(text).replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
  return [...links.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((link) => {
    const [target = '', anchor] = (link[1] as string).split('#');
    if (/^[a-z]+:/.test(target)) return [];
    const path = target === '' ? page : fromTop(join(projectRoot, dirname(page), target));
    const told = `${page}:${lineOf(links, link.index)}: ${link[1]}`;
    if (!isThere(path)) return [told];
    const other = path === page ? text : anchor === undefined ? '' : read(path);
    return anchor === undefined || anchors(other).has(anchor) ? [] : [told];
  });
}

/** Whether a path is that of a file or folder, with or without the ends of its name, or has `*` where something stands. */
function leadsSomewhere(path: string): boolean {
  if (isThere(path)) return true;
  const folder = dirname(path);
  if (folder.includes('*')) return filesBelow(folder.slice(0, folder.indexOf('*')), basename(path)).length > 0;
  if (!isThere(folder)) return false;
  const name = new RegExp(`^${basename(path).replaceAll('.', '\\.').replaceAll('*', '.*')}(\\..*)?$`);
  return readdirSync(join(projectRoot, folder)).some((entry) => name.test(entry));
}

/** Paths from the top of the repository that a text names and that are not there. */
const deadPaths = (file: string, text: string, paths: RegExp): string[] =>
  [...text.matchAll(paths)]
    .filter((found) => !leadsSomewhere((found[1] as string).replace(/[/.]+$/, '')))
    .map((found) => `${file}:${lineOf(text, found.index)}: ${found[1]}`);

const sources = ['src', 'db', 'scripts', 'test'].flatMap((folder) =>
  ['.ts', '.mjs'].flatMap((ending) => filesBelow(folder, ending)),
);
/** Files of sources that a page names by their last part, and that are nowhere. */
const deadSources = (page: string, text: string): string[] =>
  [...text.matchAll(/`(?:\.\.\/)*([\w./-]+\.(?:ts|mjs))`/g)]
    .filter(([, path]) => !sources.some((file) => `/${file}`.endsWith(`/${path}`)))
    .map((found) => `${page}:${lineOf(text, found.index)}: ${found[1]}`);

/** Headings that comments name in quotes behind a page, and neither that page, nor a README from the file's folder upwards, has. */
function deadHeadings(file: string, text: string): string[] {
  return [...text.matchAll(HEADING_IN_COMMENT)].flatMap((found) => {
    const [, path = '', room, heading = ''] = found;
    const ways = [path, `src/${room}/README.md`, `${room}/README.md`];
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) ways.push(join(folder, path));
    const has = (page: string) => isThere(page) && prose(read(page)).includes(`# ${heading}\n`);
    return ways.some(has) ? [] : [`${file}:${lineOf(text, found.index)}: ${found[0]}`];
  });
}

const HEADING_IN_COMMENT = /\b((?:[\w-]+\/)*README\.md)(?: of (?:the )?(\w+))?, "([^"\n]+)"/g;
const IN_BACKTICKS = /`((?:src|db|test|scripts|schema)\/[\w./*-]+)`/g;
const PAGE_IN_COMMENT = /\b((?:src|db|test|scripts|schema)\/(?:[\w-]+\/)*[\w-]+\.md)\b/g;

describe('the pages', () => {
  it('have no link to a file or a heading that is not there', () => {
    expect(pages().length).toBeGreaterThan(20);
    expect(pages().flatMap((page) => deadLinks(page, read(page)))).toEqual([]);
  });

  it('name no file or folder that is not there', () => {
    expect(pages().flatMap((page) => deadPaths(page, prose(read(page)), IN_BACKTICKS))).toEqual([]);
  });

  it('name no file of a source that is nowhere', () => {
    expect(pages().flatMap((page) => deadSources(page, prose(read(page))))).toEqual([]);
  });

  it('are there where the sources name them', () => {
    const dead = (file: string, text: string) => [
      ...deadPaths(file, text, PAGE_IN_COMMENT),
      ...deadHeadings(file, text),
    ];
    expect(sources.flatMap((file) => dead(file, read(file)))).toEqual([]);
  });

  it('would be told of: a link, a heading and a path that went away', () => {
    const text = [
      'See [here](../kernel/README.md#no-such-heading), [there](gone.md), [a room](../kernel/README.md#on-whose-behalf)',
      '`src/kernel/gone.ts`, `src/kernel/date`, `src/kernel/*.words.ts`, [itself](#one-1), [not](#one-2)',
      '## One\n## One\n```\n[in a block](gone.md)\n```\n`[in code](gone.md)`',
    ].join('\n');
    const page = 'src/server/README.md';
    expect(deadLinks(page, text)).toEqual([
      `${page}:1: ../kernel/README.md#no-such-heading`,
      `${page}:1: gone.md`,
      `${page}:2: #one-2`,
    ]);
    expect(deadPaths(page, text, IN_BACKTICKS)).toEqual([`${page}:2: src/kernel/gone.ts`]);
    expect(deadSources(page, '`hub.ts`, `../kernel/date.ts`,\n`gone.ts`')).toEqual([`${page}:2: gone.ts`]);
    // Written in two, so that this file itself names no page that is not there.
    const gone = `src/${'gone'}/README.md`;
    const comment = `/** As src/exchange/README.md says, and not ${gone}. */`;
    expect(deadPaths('a.ts', comment, PAGE_IN_COMMENT)).toEqual([`a.ts:1: ${gone}`]);
    const named = (heading: string) => `(README.md${`, "${heading}"`})`;
    expect(deadHeadings('src/exchange/log/event.ts', `${named('Standing aside')} ${named('Gone')}`)).toHaveLength(1);
  });
});
