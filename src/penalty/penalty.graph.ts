import { type RegisterWords, submissionWords } from '../register/core.js';
import type { Penalty } from './penalty.facts.js';

export const penaltyWords: RegisterWords<Penalty> & { subgraph: string } = {
  subgraph: 'penalty',
  type: 'AdministrativePenalty',
  description:
    'Administrative penalty 行政处罚 on an enterprise. Everybody reads it while it is published (行政处罚法, art. 48), the authorities of its division always.',
  ...submissionWords('An administrative penalty', 'administrative penalties'),
  documentNumber: {
    type: 'Number of the decision 处罚决定书文号.',
    input: 'Number of the decision 处罚决定书文号 at the provider.',
  },
  uscc: { type: 'The enterprise penalised.', input: 'The enterprise penalised; it must be in the register.' },
  one: { field: 'penalty', description: 'A penalty by its id; null where there is none to see.' },
  list: { field: 'penalties', description: 'Penalties that the caller may read, latest first.' },
  filters: {
    kinds: { fact: 'kinds', by: 'hasAny', description: 'That impose one of these kinds.' },
    decidedFrom: { fact: 'decidedOn', by: 'from', description: 'Decided on this day or later.' },
    decidedUntil: { fact: 'decidedOn', by: 'until', description: 'Decided on this day or before.' },
    withdrawn: { fact: 'withdrawnOn', by: 'set', description: 'Revoked, or standing.' },
  },
  enterprise: { all: { field: 'penalties', description: 'Penalties that the caller may read, latest first.' } },
};
