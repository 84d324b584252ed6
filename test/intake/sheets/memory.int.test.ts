import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../../src/kernel/project.js';
import { temporary } from '../kit.js';
import { bookOf } from './book.js';

const file = temporary();
const run = promisify(execFile);
const script = join(projectRoot, 'test/intake/sheets/read.mjs');
/** MB of objects that the process may hold; it needs a third of it for itself. */
const HEAP = 40;
const TEXTS = 12_000;
const TEXT = '红沙岗镇工业集中区煤炭开采销售'.repeat(140);

it('texts of a workbook that no memory of the process could hold are read, and leave nothing behind', async () => {
  // Two bytes a character.
  expect((2 * TEXTS * TEXT.length) / 1024 / 1024).toBeGreaterThan(HEAP);
  const shared = Array.from({ length: TEXTS }, (_, i) => `<si><t>${i}${TEXT}</t></si>`).join('');
  const rows = Array.from({ length: TEXTS }, (_, i) => `<row><c t="s"><v>${i}</v></c></row>`).join('');
  const path = file('large.xlsx', await bookOf({ sheet: `<sheetData>${rows}</sheetData>`, shared }));
  const own = join(dirname(path), 'tmp');
  mkdirSync(own);
  const env = { ...process.env, TMPDIR: own };
  const { stdout } = await run(process.execPath, [`--max-old-space-size=${HEAP}`, script, path], { env });
  const digits = Array.from({ length: TEXTS }, (_, i) => String(i).length).reduce((a, b) => a + b);
  expect(JSON.parse(stdout)).toEqual({ rows: TEXTS, characters: TEXTS * TEXT.length + digits, left: [] });
});
