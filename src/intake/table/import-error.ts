import { PlainError } from '../../kernel/plain-error.js';
import type { Outcome } from './outcome.js';

/** Why an import could not run, or not to its end: one line that names the file and the mend. */
export class ImportError extends PlainError {
  override name = 'ImportError';
  /** What came of the rows that were read before it; null where it had not begun to read any. */
  outcome: Outcome | null = null;
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file; check the path',
  ENOTDIR: 'there is no such file; check the path',
  EACCES: 'no permission to read it; change its permissions, or run as a user who may',
  EPERM: 'no permission to read it; change its permissions, or run as a user who may',
  EISDIR: 'is a directory; name the files in it',
  ENOSPC: 'the disk is full; make room and import it again',
  EIO: 'the disk could not read it; copy it anew and import the copy',
  Z_BUF_ERROR: 'the gzip data ends too early, the file is cut off; fetch it again and import it again',
  Z_DATA_ERROR: 'the gzip data is corrupt; fetch it again and import it again',
};

/** What Node says about a file, in the user's words; anything that is no failure of a file comes back as it is. */
export function explained(error: unknown, path: string, file = path): unknown {
  if (error instanceof ImportError || !(error instanceof Error)) return error;
  const { code, syscall, path: of } = error as NodeJS.ErrnoException;
  const ofFile = of === undefined || of === path;
  if (code && REASONS[code] && ofFile) return new ImportError(`${file}: ${REASONS[code]}`, { cause: error });
  // A system call on a path is about a file; one on a socket is the database's, whose message says more than ours would.
  if (syscall && of !== undefined) return new ImportError(`${file}: ${error.message}`, { cause: error });
  return error;
}
