import { badInput, HubError, type Problem } from './errors.js';

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

/** Half a character: a UTF-16 surrogate without its other half. No encoding can write it, so no database keeps it. */
export const LONE_SURROGATE = {
  code: 'SURROGATE',
  message: 'has half of a character (a UTF-16 surrogate, U+D800 to U+DFFF, without its other half)',
} as const;
export const hasLoneSurrogate = (text: string): boolean => /\p{Surrogate}/u.test(text);

const NUL = { code: 'CONTROL_CHARACTER', message: 'has a NUL character (U+0000)' } as const;

/** What stands in the way of a text being kept, whatever it is for; null for a sound one. */
function faultOf(text: string): typeof NUL | typeof LONE_SURROGATE | null {
  if (text.includes('\0')) return NUL;
  return hasLoneSurrogate(text) ? LONE_SURROGATE : null;
}

/** Everything malformed in an argument, with its path. */
function find(value: unknown, path: string, found: (Problem & { text: string })[]): void {
  if (value instanceof Malformed) {
    found.push({ path, code: value.code, message: value.message, text: value.text });
  } else if (typeof value === 'string') {
    const fault = faultOf(value);
    if (fault) found.push({ path, ...fault, text: '' });
  } else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) find(value[i], `${path}.${i}`, found);
  } else if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    for (const [key, inner] of Object.entries(value)) find(inner, path ? `${path}.${key}` : key, found);
  }
}

/** Throws what is malformed in a field's arguments, all of it. */
export function refuseMalformed(args: Record<string, unknown>): void {
  const found: (Problem & { text: string })[] = [];
  find(args, '', found);
  if (found.length === 0) return;
  const problems = found.map(({ path, code, message }) => ({ path, code, message }));
  if (found.every((f) => f.code.startsWith('USCC_'))) {
    const first = found[0] as Problem & { text: string };
    const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
    throw new HubError('INVALID_USCC', `${first.text}: ${first.message}${more}`, { problems });
  }
  throw badInput(problems);
}
