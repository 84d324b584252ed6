/** Reads a sheet to its end, from the built files: `node read.mjs FILE`; says what it read, and what it left in the folder of temporary files meanwhile. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { openSheet } from '../../../dist/src/intake/sheet/open-sheet.js';

const [path] = process.argv.slice(2);
const sheet = await openSheet({ path, name: path, asked: undefined, warn() {} });
const left = readdirSync(tmpdir());
let rows = 0;
let characters = 0;
for await (const some of sheet.rows) {
  rows += some.length;
  for (const { cells } of some) for (const cell of cells) characters += cell.length;
}
await sheet.close();
console.log(JSON.stringify({ rows, characters, left }));
