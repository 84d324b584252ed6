import type { SubmissionResult } from '../exchange/index.js';
import { badInput, type ErrorCode, HubError } from '../kernel/errors.js';

/** Reasons that are not faults of the input's form: the record stands in the way, or is not there. */
const AS: Record<string, ErrorCode> = { NOT_FOUND: 'NOT_FOUND', CONFLICT: 'CONFLICT', DOCUMENT_TAKEN: 'CONFLICT' };

/** The error of a mutation whose only record was refused; `problems` has the same reason as a batch's receipt would. */
export function accidentRefusal({ code, message, path }: SubmissionResult): HubError {
  const at = (path ?? 'input').replace(/^records\.0/, 'input');
  const problem = { path: at === 'input.id' ? 'id' : at, code: code ?? 'REJECTED', message: message ?? 'refused' };
  const known = AS[problem.code];
  if (known) return new HubError(known, problem.message, { problems: [problem] });
  if (problem.code.startsWith('USCC_')) return new HubError('INVALID_USCC', problem.message, { problems: [problem] });
  return badInput([problem]);
}
