import { describe, expect, it } from 'vitest';
import { filesBelow, read } from './markdown.js';

const [, fields = '', house = ''] = read('GLOSSARY.md').split(/^## .*\n/m);
/** Cells of a table's rows, its head left out. */
const rows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
    .slice(1);
const words = (text: string) => rows(text).map(([word]) => word as string);

describe('GLOSSARY.md', () => {
  it('is in the order of the alphabet, each word once', () => {
    for (const list of [words(fields), words(house)]) {
      expect(list.length).toBeGreaterThan(30);
      expect(list).toEqual([...new Set(list)].sort());
    }
  });

  it('has a Chinese term, an identifier and a meaning for each word of the field', () => {
    const incomplete = rows(fields).filter(
      ([, chinese = '', identifier = '', meaning = '']) =>
        !/\p{Script=Han}/u.test(chinese) || !/^`\w+`$/.test(identifier) || !/\w/.test(meaning),
    );
    expect(incomplete).toEqual([]);
  });

  it('says of each word of the house where it lives', () => {
    expect(rows(house).filter(([, meaning = '']) => !/\]\([\w./-]+\.md(#[\w-]+)?\)/.test(meaning))).toEqual([]);
  });

  it('names no identifier that neither the sources nor the schema have', () => {
    const text = [...filesBelow('src', '.ts'), ...filesBelow('db', '.ts'), 'schema/api.graphql'].map(read).join('\n');
    const known = new Set(text.match(/[\w.]+/g)?.flatMap((name) => [name, ...name.split('.')]));
    const named = [...`${fields}${house}`.matchAll(/`([\w.]+)`/g)].map((m) => m[1] as string);
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((name) => name !== 'src' && !known.has(name))).toEqual([]);
  });
});
