import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';

/** Where the time of day is meant, and not how long something takes: a clock that is set changes that by as much as it is set. */
const TIME_OF_DAY = [
  'src/kernel/machine.ts', // the machine's time of day, which the guard of the clock compares
];

it('how long something takes is measured by performance.now, which no setting of the clock moves', () => {
  const files = ['src', 'db'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const using = files.filter((file) => readFileSync(join(projectRoot, file), 'utf8').includes('Date.now('));
  expect(using.sort()).toEqual(TIME_OF_DAY);
});
