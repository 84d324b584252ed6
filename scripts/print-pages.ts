import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/kernel/project.js';
import { pageFaults, printedTables, withTable } from './pages.js';

/** `npm run pages`: prints the tables of READMEs that the code says. With --check nothing is written: it fails where one drifted. */
const tables = printedTables();
if (process.argv.includes('--check')) {
  const faults = pageFaults(projectRoot, tables);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else process.stdout.write('the tables of the pages are what the code says\n');
} else {
  for (const table of tables) {
    const file = join(projectRoot, table.page);
    writeFileSync(file, withTable(readFileSync(file, 'utf8'), table));
    process.stdout.write(`${table.page}: ${table.name}\n`);
  }
}
