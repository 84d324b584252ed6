import { type FileImport, keptNothing, rejectedPath } from '../../../exchange/index.js';

export const importPath = (id: string): string => `/imports/${id}`;

/** An import as the door tells of it (schema/PROTOCOL.md, "Files by HTTP"). */
export function viewOf(run: FileImport) {
  const { id, register, file, sha256, bytes, status, dryRun, options, message, warnings, details } = run;
  const { read, inserted, updated, unchanged, rejected, bytesRead, receivedAt, startedAt, finishedAt } = run;
  return {
    ...{ id, register, file, sha256, bytes, status, dryRun, options },
    counts: { read, inserted, updated, unchanged, rejected },
    /** It was to be whole and is not: the rows that are not rejected are `unchanged`. */
    nothingKept: keptNothing(run),
    ...{ bytesRead, message, warnings, details },
    ...{ receivedAt, startedAt, finishedAt },
    /** What an operator takes it back by; null: it writes nothing. */
    receipt: dryRun ? null : id,
    rejectedUrl: run.rejectedBytes === null ? null : rejectedPath(id),
    progressUrl: `${importPath(id)}/progress`,
  };
}
