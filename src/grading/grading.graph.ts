import { GRADING_STATUS } from '../kernel/register.words.js';
import type { RegisterWords } from '../register/core.js';
import { gradingStatus } from './grading.decide.js';
import type { Grading } from './grading.facts.js';

/** Gradings in a subgraph of their own. */
export const gradingWords: RegisterWords<Grading> & { subgraph: string } = {
  subgraph: 'grading',
  type: 'Grading',
  description: 'Safety-standardisation grading 安全生产标准化评审定级 of an enterprise.',
  version: 'One recorded version of a grading: what the hub held for true, from its `provenance.recordedAt` on.',
  input:
    'A grading result. The document number identifies it at its provider; a repeat with other facts is a new version. In a repeat, a field that is left out stays as it is; an explicit null clears it.',
  filter: 'Which gradings; conditions are joined by "and".',
  submit:
    'Submits up to 1,000 grading results; also publishes (publishedOn) and revokes (revokedOn with its reason) earlier ones by repeating their document number. What a repeat leaves out stays as it is.',
  one: { field: 'grading', description: 'A grading by its id; null where there is none that the caller may see.' },
  list: {
    field: 'gradings',
    description:
      'Gradings, latest issued first. Those not yet published are shown to the safety regulators of their division and to operators.',
  },
  enterprise: {
    inForce: {
      field: 'grading',
      description:
        'The grading in force today, or on the day given: the latest issued that is neither expired nor revoked.',
    },
    all: { field: 'gradings', description: 'All gradings of the enterprise, latest issued first.' },
  },
  entity: true,
  documentNumber: {
    type: 'Number of the certificate or announcement at the provider.',
    input: 'Number of the certificate or announcement.',
  },
  uscc: { type: 'The enterprise graded.', input: 'The enterprise graded; it must be in the register.' },
  division: { type: 'Division that the enterprise belonged to when it was graded.' },
  status: {
    vocabulary: GRADING_STATUS,
    of: gradingStatus,
    description: 'VALID, EXPIRED or REVOKED: as of the day asked for, else today.',
  },
  filters: {
    grade: { fact: 'grade', by: 'anyOf', description: 'Of these grades.' },
    status: {
      vocabulary: GRADING_STATUS,
      where: (where, status, { today }) => {
        if (status === 'REVOKED') where.and('r.revoked_on <= ?', today);
        else {
          where.and(`r.valid_until ${status === 'VALID' ? '>=' : '<'} ?`, today);
          where.and('(r.revoked_on is null or r.revoked_on > ?)', today);
        }
      },
      description: 'Standing so today.',
    },
    standard: {
      fact: 'standard',
      by: 'is',
      description: 'Graded against this standard: its name, at most 100 characters; blank counts as left out.',
    },
    issuedFrom: { fact: 'issuedOn', by: 'from', description: 'Issued on this day or later.' },
    issuedUntil: { fact: 'issuedOn', by: 'until', description: 'Issued on this day or earlier.' },
  },
  history: 'Every recorded version, newest first; for those who see published gradings alone, the published versions.',
};
