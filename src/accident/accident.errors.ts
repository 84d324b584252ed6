import { problemsUnder, type SubmissionResult } from '../exchange/index.js';
import { badInput, type ErrorCode, HubError } from '../kernel/errors.js';

/** Reasons that are not faults of the input's form: the record stands in the way, or is not there. */
const AS: Record<string, ErrorCode> = { NOT_FOUND: 'NOT_FOUND', CONFLICT: 'CONFLICT', DOCUMENT_TAKEN: 'CONFLICT' };

/** The error of a mutation whose only record was refused; `problems` has the same reasons as a batch's receipt would. */
export function accidentRefusal(result: SubmissionResult): HubError {
  const problems = problemsUnder(result, 'input').map((p) => (p.path === 'input.id' ? { ...p, path: 'id' } : p));
  const { code, message } = problems[0] ?? { code: 'REJECTED', message: 'refused' };
  const known = AS[code];
  if (known) return new HubError(known, message, { problems });
  if (problems.every((p) => p.code.startsWith('USCC_'))) return new HubError('INVALID_USCC', message, { problems });
  return badInput(problems);
}
