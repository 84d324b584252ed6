import { badInput, HubError, type Problem, Problems } from './errors.js';

/**
 * A text of the right type whose content is wrong. Scalars hand it on instead of throwing, for two reasons: a batch can
 * refuse the one record that holds it and keep the others, and everywhere else the error keeps its own code
 * (INVALID_USCC), whether the value came as a literal or as a variable.
 */
export class Malformed {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly text: string,
  ) {}
}

const LONE = /\p{Surrogate}/u;

/**
 * Half a character, a UTF-16 surrogate without its other half, by its number and its place among the characters; null where a text has
 * none. No encoding can write it, so no database keeps it.
 */
export function loneSurrogate(text: string): { code: string; message: string } | null {
  const at = text.search(LONE);
  if (at < 0) return null;
  const unit = text.charCodeAt(at).toString(16).toUpperCase();
  const place = [...text.slice(0, at)].length + 1;
  const message = `has half of a character, U+${unit}, as character ${place} (a UTF-16 surrogate, U+D800 to U+DFFF, without its other half)`;
  return { code: 'SURROGATE', message };
}

const NUL = { code: 'CONTROL_CHARACTER', message: 'has a NUL character (U+0000)' } as const;

/**
 * Characters of one text of an argument. Fields have lower limits of their own; this one stands before all of them, so that a text
 * which some field forgot to measure is not looked for, hashed or repeated by the megabyte.
 */
export const LONGEST_TEXT = 10_000;

/** What stands in the way of a text being read or kept, whatever it is for; null for a sound one. */
function faultOf(text: string): { code: string; message: string } | null {
  if (text.length > LONGEST_TEXT)
    return { code: 'TOO_LONG', message: `has ${text.length} characters, at most ${LONGEST_TEXT}` };
  if (text.includes('\0')) return NUL;
  return loneSurrogate(text);
}

interface Found {
  problems: Problems;
  /** Of those, codes of enterprises. */
  usccs: number;
  /** What was sent as the first of these. */
  text: string;
}

/** Everything malformed in an argument, with its path. */
function find(value: unknown, path: string, found: Found): void {
  if (value instanceof Malformed) note(found, { path, code: value.code, message: value.message }, value.text);
  else if (typeof value === 'string') {
    const fault = faultOf(value);
    if (fault) note(found, { path, ...fault });
  } else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) find(value[i], `${path}.${i}`, found);
  } else if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    for (const [key, inner] of Object.entries(value)) find(inner, path ? `${path}.${key}` : key, found);
  }
}

function note(found: Found, problem: Problem, text = ''): void {
  if (found.problems.count === 0) found.text = text;
  if (problem.code.startsWith('USCC_')) found.usccs++;
  found.problems.add(problem);
}

/** Throws what is malformed in a field's arguments: all of it by its place, so that whoever sent a long list mends it at once. */
export function refuseMalformed(args: Record<string, unknown>): void {
  const found: Found = { problems: new Problems(), usccs: 0, text: '' };
  find(args, '', found);
  const { usccs, text } = found;
  const { named: problems, count } = found.problems;
  const [first] = problems;
  if (!first) return;
  if (usccs < count) throw badInput(problems, count);
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  throw new HubError('INVALID_USCC', `${text}: ${first.message}${more}`, { problems });
}
