import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';

/** Where the time of day is meant, and not how long something takes: a clock that is set changes that by as much as it is set. */
const TIME_OF_DAY = [
  'src/cli/doctor.command.ts', // how far the clock is from the database's
  'src/exchange/settled.ts', // an instant that a caller names
  'src/exchange/wayback/correct.ts', // whether the process's clock agrees with the database's
  'src/exchange/webhook/sender.ts', // Retry-After as a date
  'src/linkage/linkage.worker.ts', // since when a row waits, as the database has it
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
