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

/** Everything malformed in an argument, with its path. */
function find(value: unknown, path: string, found: (Problem & { text: string })[]): void {
  if (value instanceof Malformed) {
    found.push({ path, code: value.code, message: value.message, text: value.text });
  } else if (typeof value === 'string') {
    if (value.includes('\0')) found.push({ path, code: 'CONTROL_CHARACTER', message: 'has a NUL character', text: '' });
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
