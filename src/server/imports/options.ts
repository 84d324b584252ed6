import type { ImportOptions, Limit } from '../../intake/core.js';
import { badInput, type Problem } from '../../kernel/errors.js';

/** How a file is to be read and written, as whoever hands it in asks for it. What is left out is not there: equal options are equal as JSON. */
export interface AskedOptions {
  /** Say what would come of it, and write nothing. */
  dryRun?: boolean;
  /** All of it or nothing. */
  atomic?: boolean;
  /** So many rejected rows (`100`), or such a part of all (`10%`), end it. */
  maxRejected?: string;
  capitalUnit?: 'YUAN' | 'TEN_THOUSAND_YUAN';
  sheet?: string;
  /** The file's headers to fields; null: not used. */
  map?: Record<string, string | null>;
}

/** The options as `importFile` takes them: the one place where the two meet. */
export function importOptionsOf({ map, sheet, capitalUnit, maxRejected, dryRun, atomic }: AskedOptions) {
  const options = { reading: { map, sheet, capitalUnit }, dryRun, atomic, maxRejected: limitOf(maxRejected) };
  return options satisfies Pick<ImportOptions, keyof typeof options>;
}

function limitOf(text: string | undefined): Limit | undefined {
  if (text === undefined) return undefined;
  const number = Number.parseFloat(text);
  return text.endsWith('%') ? { percent: number } : { rows: number };
}

/** Longest value of an option. */
const MOST_CHARACTERS = 20_000;
const UNITS = ['YUAN', 'TEN_THOUSAND_YUAN'];

type Reader = (value: string) => unknown;
const WRONG = Symbol('wrong');
const flag: Reader = (value) => (value === '1' ? true : value === '0' ? undefined : WRONG);

const READERS: Record<keyof AskedOptions, { read: Reader; takes: string }> = {
  dryRun: { read: flag, takes: '0 or 1' },
  atomic: { read: flag, takes: '0 or 1' },
  maxRejected: {
    read: (value) => (/^(\d{1,9}|\d{1,2}(\.\d{1,4})?%|100%)$/.test(value) ? value : WRONG),
    takes: 'a count of rows, or a part of them as 10%',
  },
  capitalUnit: { read: (value) => (UNITS.includes(value) ? value : WRONG), takes: UNITS.join(' or ') },
  sheet: {
    read: (value) => (/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(value) ? value : WRONG),
    takes: 'the name or number of a sheet',
  },
  map: { read: mapOf, takes: 'a JSON object of headers to fields: {"企业全称":"name","备注":null}' },
};
export const OPTION_NAMES = Object.keys(READERS) as (keyof AskedOptions)[];

function mapOf(value: string): unknown {
  try {
    const map: unknown = JSON.parse(value);
    if (typeof map !== 'object' || map === null || Array.isArray(map)) return WRONG;
    return Object.values(map).every((field) => field === null || typeof field === 'string') ? map : WRONG;
  } catch {
    return WRONG;
  }
}

/** Reads the options of a query. BAD_USER_INPUT with every one that is wrong. */
export function readOptions(query: Readonly<Record<string, unknown>>): AskedOptions {
  const problems: Problem[] = [];
  const options: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) {
    const given = query[name];
    if (given === undefined) continue;
    const { read, takes } = READERS[name];
    const value = typeof given === 'string' && given.length <= MOST_CHARACTERS ? read(given) : WRONG;
    if (value === WRONG) problems.push({ path: name, code: 'VALUE', message: `takes ${takes}` });
    else if (value !== undefined) options[name] = value;
  }
  if (problems.length > 0) throw badInput(problems);
  return options;
}
