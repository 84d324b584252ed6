import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/exchange/index.js';
import { projectRoot } from '../../src/kernel/project.js';

it('schema/EVENTS.md has every type once, and no other', () => {
  const page = readFileSync(join(projectRoot, 'schema/EVENTS.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z]+\.[a-z]+)` \|/gm)].map((m) => m[1]);
  expect(listed).toEqual([...EVENT_TYPES]);
});
