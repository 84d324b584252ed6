import type { Problem } from '../kernel/errors.js';
import { isIdentityNumber } from '../kernel/identity-number.js';
import type { KnownKind } from '../kernel/known-code.js';
import { findPersonalData, personalDataMessage } from '../kernel/personal-data.js';
import { shownCode } from '../kernel/refused-code.js';
import { failsItsChecksAlone, fitsItsChecks, normaliseUscc } from '../kernel/uscc.js';

/** What an operator notes of a code. */
export interface CodeNote {
  code: string;
  kind: KnownKind;
  replacedBy: string | null;
  /** Who says so: a document, a register, a letter of the registering authority. */
  source: string;
  since: string | null;
  /** Who notes it. */
  by: string;
}

const MOST = 200;

/** A note in its one spelling, and everything that keeps it from the table. Pure. */
export function checkNote(given: CodeNote): { note: CodeNote; problems: Problem[] } {
  const code = normaliseUscc(given.code);
  const replacedBy = given.replacedBy === null ? null : normaliseUscc(given.replacedBy);
  const note = { ...given, code, replacedBy, source: given.source.trim(), by: given.by.trim() };
  const problems: Problem[] = [];
  const fault = (path: string, at: string, message: string) => problems.push({ path, code: at, message });
  const wrong = note.kind === 'CONFIRMED' ? notToConfirm(code) : notIssued(code);
  if (wrong) fault('code', 'VALUE', `${shownCode(code)}: ${wrong}`);
  if (replacedBy !== null && note.kind === 'CONFIRMED')
    fault('replacedBy', 'VALUE', 'a confirmed code is in use: it has no replacement');
  else if (replacedBy !== null && (!fitsItsChecks(replacedBy) || isIdentityNumber(replacedBy)))
    fault('replacedBy', 'VALUE', `${shownCode(replacedBy)}: the replacement is no unified social credit code`);
  problems.push(...textProblems('source', note.source, 'say who says so: a document, a register'));
  problems.push(...textProblems('by', note.by, 'say who notes it'));
  return { note, problems };
}

/** What keeps a text of a note from being kept. */
export function textProblems(path: 'source' | 'by', text: string, missing: string): Problem[] {
  if (text === '') return [{ path, code: 'REQUIRED', message: missing }];
  if ([...text].length > MOST) return [{ path, code: 'TOO_LONG', message: `has more than ${MOST} characters` }];
  const persons = findPersonalData(text);
  return persons.length > 0 ? [{ path, code: 'PERSONAL_DATA', message: personalDataMessage(persons) }] : [];
}

function notIssued(code: string): string | null {
  if (fitsItsChecks(code) && isIdentityNumber(code))
    return 'this code conforms, and is refused for being an identity number too: where an authority vouches for it, note it with --confirmed';
  if (fitsItsChecks(code)) return 'this code conforms: it is taken as it is';
  if (failsItsChecksAlone(code)) return null;
  return 'only its check characters may be wrong: this has not the shape of a code that an authority issues';
}

function notToConfirm(code: string): string | null {
  if (!fitsItsChecks(code)) return 'a code that is confirmed fits both its checks';
  return isIdentityNumber(code) ? null : 'this code is no identity number as well: it is taken without';
}
