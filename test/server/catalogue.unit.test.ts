import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/kernel/errors.js';
import { projectRoot } from '../../src/kernel/project.js';
import { REQUEST_CODES } from '../../src/server/faults/errors.js';

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');
const sources = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read('src', name));

/** Calls that take a problem's code as their first or second argument. */
const CALL =
  /\b(?:fault|note|reject|refuse|orMalformed|Malformed|RecordFault|parsed)\(\s*(?:(?:[\w.$]+|'[^']*'|`[^`]*`)\s*,\s*)?'([A-Z][A-Z_]+)'/g;
/** Codes that are written into a problem, an error or a result. */
const LITERAL = /\b(?:code: |code \?\? |\.code = )'([A-Z_]+)'/g;
const matches = (pattern: RegExp) => sources.flatMap((text) => [...text.matchAll(pattern)].map((m) => m[1] as string));

/** The codes in the first column of a section's table. */
function documented(section: string): string[] {
  const [, after = ''] = read('schema/ERRORS.md').split(`## ${section}\n`);
  const [own = ''] = after.split('\n## ');
  return [...own.matchAll(/^\| `([A-Z_]+)` \| \S.* \| \S.* \|$/gm)].map((m) => m[1] as string);
}
const sorted = (codes: Iterable<string>) => [...new Set(codes)].sort();

describe('schema/ERRORS.md', () => {
  const errors = [...ERROR_CODES, ...REQUEST_CODES];

  it('has every code of an error once, with its meaning and its mend, and no other', () => {
    const found = documented('Codes of errors');
    expect(found).toHaveLength(new Set(found).size);
    expect(sorted(found)).toEqual(sorted(errors));
  });

  it('has every code of a problem once, with its meaning and its mend, and no other', () => {
    const uscc = /type UsccFault =\s+([^;]+);/.exec(read('src/kernel/uscc.ts'))?.[1] ?? '';
    const faults = [...uscc.matchAll(/'([A-Z_]+)'/g)].map((m) => `USCC_${m[1]}`);
    expect(faults.length).toBeGreaterThan(4);
    // The metrics' label for an error without a code is no code.
    const literal = matches(LITERAL).filter((code) => code !== 'NONE' && !(errors as string[]).includes(code));
    const found = documented('Codes of problems');
    expect(found).toHaveLength(new Set(found).size);
    expect(sorted(found)).toEqual(sorted([...matches(CALL), ...literal, ...faults]));
  });

  it('misses no refusal of the sources: each call has its code where it is looked for', () => {
    const at = new RegExp(CALL.source, 'y');
    const missed = sources.flatMap((text) =>
      [...text.matchAll(/\b(?:fault|reject|refuse)\(\s*'/g)].flatMap((call) => {
        at.lastIndex = call.index;
        return at.test(text) ? [] : [text.slice(call.index, call.index + 80)];
      }),
    );
    expect(missed).toEqual([]);
    expect(matches(CALL).length).toBeGreaterThan(60);
  });
});
