import type { RegisterWords } from '../register/core.js';
import type { Finding } from './finding.facts.js';

/** Findings in the subgraph of the linkage, beside the cases that follow from them. */
export const findingWords: RegisterWords<Finding> & { subgraph: string } = {
  subgraph: 'linkage',
  type: 'Finding',
  description: 'Finding 违法失信行为认定 of an authority against an enterprise: conduct that no other register tells.',
  version: 'One recorded version of a finding.',
  input: 'A finding of an authority 违法失信行为认定; its document number with its provider identifies it.',
  submit:
    'Submits up to 1,000 findings; a repeat of a document number corrects its finding, or takes it back (withdrawnOn). What a repeat leaves out stays as it is.',
  list: { field: 'findings', description: 'Findings, latest first. To the authorities of their division alone.' },
  documentNumber: {
    type: 'Number of the document at its provider.',
    input: 'Number of the document 文号 at the provider.',
  },
  uscc: { type: 'The enterprise.', input: 'The enterprise 统一社会信用代码.' },
  division: { type: 'Where it was found.', input: 'Where it was found; left out: the enterprise’s division.' },
  // A text of a provider's own.
  refused: { basis: 'finding.basis', withdrawalReason: 'finding.basis' },
  filter: 'Which findings; conditions are joined by "and".',
  filterUscc: 'Against this enterprise.',
  filterDivision: 'Of this division or below it.',
  filters: {
    kind: { fact: 'kind', by: 'anyOf', description: 'Of one of these kinds.' },
    withdrawn: { fact: 'withdrawnOn', by: 'set', description: 'Taken back, or standing.' },
  },
};
