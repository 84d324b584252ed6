import type { AccidentLevel } from '../../kernel/vocabulary.js';
import type { Term } from './case.js';
import type { WantedCase } from './decide.js';
import type { FactRef } from './fact.js';

/** What changes, each with a plain reason that is kept for years and names no person. */
export type CaseChange =
  /** Opened: proposed, or in force where the policy knows no procedure; then it has a term. `key` has `#2` the second time. */
  | { kind: 'OPEN'; key: string; wanted: WantedCase; state: 'PROPOSED' | 'IN_FORCE'; term: Term | null; reason: string }
  /** It stands on other facts, or at another level. */
  | {
      kind: 'RECAUSE';
      key: string;
      causes: FactRef[];
      level: AccidentLevel | null;
      factDay: string;
      division: string;
      reason: string;
    }
  /** It should not have been, or it was not decided yet: endedBy FACTS, endedOn today. */
  | { kind: 'WITHDRAW'; key: string; reason: string }
  /** It was right, and its ground has gone: endedBy FACTS, endedOn today. */
  | { kind: 'LIFT'; key: string; reason: string };
export type Opening = Extract<CaseChange, { kind: 'OPEN' }>;
export type Ending = Extract<CaseChange, { kind: 'WITHDRAW' | 'LIFT' }>;
