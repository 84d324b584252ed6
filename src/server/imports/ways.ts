import { rejectedPath } from '../../exchange/core.js';
import type { Ways } from '../../intake/core.js';

/** What the messages of an import tell an agency, which has neither the command nor the server's folders. */
export const byHttp = (id: string): Ways => ({
  rejected: () => `at ${rejectedPath(id)}`,
  otherProvider: 'have that agency hand it in with its own key, or take the column out',
  tooLong:
    'that many are not taken with atomic=1, since every other write would wait: split the file; or hand it in without, once dryRun=1 has told what would come of it',
  agencies: 'ask the operator',
});
