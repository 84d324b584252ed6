import type { Reason } from './register.js';
import type { SubmissionProblem, SubmissionReceipt, SubmissionResult } from './submission.type.js';

/** Characters that no text of the database holds: controls, and halves of characters. */
export const UNSTORABLE = /[\p{Cc}\p{Cs}]/gu;

/** The result of a record that was refused: every reason, and the first of them in the result itself. */
export function rejectedResult(index: number, reasons: readonly [Reason, ...Reason[]]): SubmissionResult {
  const problems = reasons.map(
    ({ path, code, message }): SubmissionProblem => ({
      path: path ? `records.${index}.${path}` : `records.${index}`,
      code,
      message: message.replace(UNSTORABLE, '\uFFFD'),
    }),
  );
  return { index, status: 'REJECTED', ...(problems[0] as SubmissionProblem), problems };
}

/** A receipt as it was kept. One of before `problems` has the one reason that was told then. */
export function withProblems(receipt: SubmissionReceipt): SubmissionReceipt {
  const results = receipt.results.map((result): SubmissionResult => {
    const { index, code, message, path, problems } = result;
    if (problems) return result;
    const told = code === null ? [] : [{ path: path ?? `records.${index}`, code, message: message ?? '' }];
    return { ...result, problems: told };
  });
  return { ...receipt, results };
}
