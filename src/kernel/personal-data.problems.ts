import { badInput, type Problem } from './errors.js';
import { findPersonalData, personalDataMessage } from './personal-data.js';

/** Every text of a document that holds a person's number, with its path. */
function* problemsIn(value: unknown, path: string): Generator<Problem> {
  if (typeof value === 'string') {
    const found = findPersonalData(value);
    if (found.length > 0) yield { path, code: 'PERSONAL_DATA', message: personalDataMessage(found) };
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) yield* problemsIn(inner, path ? `${path}.${key}` : key);
  }
}

/** Refuses a document, or a text, that holds persons' numbers: BAD_USER_INPUT with each one's path. For what no record reader reads. */
export function refusePersonalData(value: unknown, path = ''): void {
  const problems = [...problemsIn(value, path)];
  if (problems.length > 0) throw badInput(problems);
}
