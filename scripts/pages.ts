import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { projectRoot } from '../src/kernel/project.js';
import { UNKNOWN_WORDS } from '../src/kernel/unknown.words.js';
import { type RegisterHeaders, wholeHeaders } from '../src/register/core.js';
import { readSettings, SETTINGS } from '../src/server/core.js';
import { REGISTERS } from '../src/server/registers.js';

/** Lines that the code says, and the page that has them between two marks: `<!-- printed: NAME … -->` and `<!-- /printed -->`, in a source `// printed: NAME …` and `// /printed`. */
export interface PrintedTable {
  page: string;
  name: string;
  lines: readonly string[];
}

const NOTE = 'by `npm run pages`; edit the code, not the table';
const marksOf = (page: string) =>
  page.endsWith('.ts')
    ? { begin: '// printed: ', noted: '', end: '// /printed' }
    : { begin: '<!-- printed: ', noted: ' -->', end: '<!-- /printed -->' };

/** Links are written as from the top of the repository; a page stands in a folder of it. */
const linkedFrom = (page: string, text: string): string =>
  text.replace(/\]\((?!https?:|#)([^)]+)\)/g, (_, target: string) => `](${posix.relative(dirname(page), target)})`);
const table = (page: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---|').join('')}`,
  ...rows.map((row) => linkedFrom(page, `| ${row.join(' | ')} |`)),
];

/** Every setting with its default and its meaning. */
function settings(): PrintedTable {
  const page = 'src/server/README.md';
  const defaults: Readonly<Record<string, unknown>> = readSettings({});
  const written = (value: unknown) =>
    value === undefined ? 'unset' : `\`${typeof value === 'boolean' ? Number(value) : value}\``;
  const rows = Object.entries(SETTINGS).map(([name, { about }]) => [`\`${name}\``, written(defaults[name]), about]);
  return { page, name: 'settings', lines: table(page, ['setting', 'default', 'what'], rows) };
}

/** Every register's columns, each with the Chinese header that is usual. */
function columns(): PrintedTable {
  const page = 'src/intake/README.md';
  const rows = Object.entries(REGISTERS).map(([register, entry]) => {
    const headers = wholeHeaders(entry.headers);
    const example = `scripts/demonstration/${register}.csv`;
    const needed = headers.required.map((field) => column(headers, field));
    const others = Object.keys(headers.fields).filter((field) => !headers.required.includes(field));
    const more = [...others.map((field) => column(headers, field)), ...Object.keys(headers.tenThousands ?? {})];
    const named = existsSync(join(projectRoot, example)) ? `[${register}](${example})` : register;
    return [named, needed.join(', '), more.join(', ')];
  });
  return { page, name: 'columns', lines: table(page, ['register', 'needed', 'possible'], rows) };
}

const column = ({ fields, internal = [] }: RegisterHeaders, field: string): string => {
  const usual = fields[field]?.[0] ?? '';
  return internal.includes(field) ? usual : `\`${field}\` ${usual}`;
};

/** The words for "not known", by who writes them. */
function unknown(): PrintedTable {
  const page = 'src/intake/VALUES.md';
  const quoted = (words: readonly string[]) =>
    [...new Set(words)]
      .map((word) => (word === '' ? 'an empty cell' : `\`${word.replaceAll('|', '\\|')}\``))
      .join(', ');
  const { ofPrograms, ofSpreadsheets, ofPeople } = UNKNOWN_WORDS;
  const rows = [
    ['programs', quoted(ofPrograms)],
    ['a spreadsheet where a formula failed', quoted(ofSpreadsheets)],
    ['people', quoted(ofPeople)],
  ];
  return { page, name: 'unknown', lines: table(page, ['written by', 'words'], rows) };
}

/** The registers' names, for help texts that load no room. */
function names(): PrintedTable {
  const quoted = Object.keys(REGISTERS).map((name) => `  '${name}',`);
  const lines = ['export const REGISTER_NAMES: readonly string[] = [', ...quoted, '];'];
  return { page: 'src/cli/register-names.ts', name: 'registers', lines };
}

/** All that `npm run pages` prints. */
export const printedTables = (): PrintedTable[] => [settings(), columns(), unknown(), names()];

/** A page's text with the table as the code says it. Throws where the page lacks the table's marks. */
export function withTable(text: string, { page, name, lines }: PrintedTable): string {
  const marks = marksOf(page);
  const from = text.indexOf(`${marks.begin}${name} `);
  const to = text.indexOf(marks.end, from);
  if (from < 0 || to < 0) throw new Error(`${page} has no marks for the table ${name}`);
  const begin = `${marks.begin}${name} ${NOTE}${marks.noted}`;
  return `${text.slice(0, from)}${begin}\n${lines.join('\n')}\n${text.slice(to)}`;
}

/** What is wrong with the pages below a folder: a table that is not what the code says. */
export const pageFaults = (folder: string, tables: readonly PrintedTable[]): string[] =>
  tables.flatMap((table) => {
    const text = readFileSync(join(folder, table.page), 'utf8');
    return withTable(text, table) === text
      ? []
      : [`${table.page}: the ${table.name} are not what the code says; run: npm run pages`];
  });
