import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultInChinese, hasChinese } from '../../src/intake/rejected/faults.words.js';
import { letters } from '../../src/intake/table/letters.js';
import { projectRoot } from '../../src/kernel/project.js';

/** The codes of problems that schema/ERRORS.md has; test/server/catalogue holds that page and the sources together. */
function codes(): string[] {
  const page = readFileSync(join(projectRoot, 'schema/ERRORS.md'), 'utf8');
  const [, after = ''] = page.split('## Codes of problems\n');
  return [...after.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((m) => m[1] as string);
}

describe('the reasons of rejected rows in Chinese', () => {
  it('are there for every code of a problem', () => {
    expect(codes().length).toBeGreaterThan(70);
    expect(codes().filter((code) => !hasChinese(code))).toEqual([]);
  });

  it('say what is wrong and what to do, in whole sentences without a word of English prose', () => {
    for (const code of codes()) {
      const sentence = faultInChinese(code);
      expect(sentence, code).toMatch(/^[^a-z].*。$/);
      expect(sentence, code).toMatch(/请|无须|不能再|见 message/);
    }
  });

  it('point to the English message where somebody forgot one', () => {
    expect(faultInChinese('NOBODY_HAS_WRITTEN_THIS')).toContain('message');
  });
});

it('columns are named as spreadsheets name them', () => {
  expect([0, 2, 25, 26, 27, 51, 52, 701, 702].map(letters)).toEqual('A C Z AA AB AZ BA ZZ AAA'.split(' '));
});
