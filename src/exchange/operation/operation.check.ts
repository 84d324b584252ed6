import type { Problem } from '../../kernel/errors.js';
import { findPersonalData, personalDataMessage } from '../../kernel/personal-data.js';
import type { DocumentCheck, OperationDraft, RegisteredOperation } from './operation.js';

const ID = /^[\w.:/+=-]{1,128}$/;
const CONTROL = /\p{C}/u;
const MOST_CHARACTERS = 200;

export type CheckedDraft = Omit<RegisteredOperation, 'agencyId' | 'registeredAt'> | { problems: Problem[] };

/** Every problem of a draft at once, or what is to be registered. `index` is its place among those handed in. */
export function checkDraft(draft: OperationDraft, index: number, check: DocumentCheck): CheckedDraft {
  const problems: Problem[] = [];
  const reject = (field: string, code: string, message: string) =>
    problems.push({ path: `operations.${index}.${field}`, code, message });
  if (!ID.test(draft.id)) reject('id', 'OPERATION_ID', 'an id has 1 to 128 letters, digits, and . _ - : / + =');
  const text = (field: 'purpose' | 'legalBasis'): string | null => {
    const value = draft[field]?.trim() || null;
    if (value === null) return null;
    if ([...value].length > MOST_CHARACTERS) reject(field, 'TOO_LONG', `has more than ${MOST_CHARACTERS} characters`);
    if (CONTROL.test(value)) reject(field, 'CONTROL_CHARACTER', 'has a control character');
    const persons = findPersonalData(value);
    if (persons.length > 0) reject(field, 'PERSONAL_DATA', personalDataMessage(persons));
    return value;
  };
  const [purpose, legalBasis] = [text('purpose'), text('legalBasis')];
  const found = check(draft.document);
  if ('problems' in found)
    for (const problem of found.problems) problems.push({ path: `operations.${index}.document`, ...problem });
  if (problems.length > 0 || 'problems' in found) return { problems };
  return { ...found, id: draft.id, document: draft.document, purpose, legalBasis };
}
