import type { Problem } from '../../kernel/errors.js';
import { withoutPersonalData } from '../../kernel/personal-data.js';
import { PERSON_PARTY, type RegisterHeaders } from '../../register/core.js';
import type { JsonKeys } from './json-keys.js';

/** Whether a record is about a natural person: nothing of it is repeated, its number and its line name it. */
export const ofPerson = (problems: readonly Problem[]): boolean => problems.some(({ code }) => code === PERSON_PARTY);

/**
 * Fields of a refused record that were read and found without fault: what stands in them is no person's number, though an amount may look
 * like one. None where the record was refused before it was read.
 */
export function cleanFields(problems: readonly Problem[], { fields }: RegisterHeaders) {
  const faulty = new Set(problems.map(({ path }) => path));
  const unread = [...faulty].some((path) => path === 'provider' || !(path in fields));
  return (field: string): boolean => !unread && field in fields && !faulty.has(field);
}

/** The same of a record in JSON, which is left as it was written where there is nothing to mask. */
export function repeatableJson(
  text: string,
  problems: readonly Problem[],
  headers: RegisterHeaders,
  keys: Pick<JsonKeys, 'isPersonal' | 'fieldOf'>,
): string {
  if (ofPerson(problems)) return '';
  const clean = cleanFields(problems, headers);
  const plain = (key: string, value: unknown): unknown => {
    if (keys.isPersonal(key)) return null;
    if (clean(keys.fieldOf(key) ?? '') || value === null || typeof value === 'object') return value;
    const masked = withoutPersonalData(String(value));
    return masked === String(value) ? value : masked;
  };
  try {
    const record = JSON.parse(text);
    const masked = JSON.stringify(record, plain);
    return masked === JSON.stringify(record) ? text : masked;
  } catch {
    return withoutPersonalData(text);
  }
}
