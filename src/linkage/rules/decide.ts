import type { AccidentLevel } from '../../kernel/vocabulary.js';
import type { Fact, FactRef } from './fact.js';
import type { Policy } from './policy.js';

/** A case that the facts and policies call for. */
export interface WantedCase {
  /** `POLICY/TRIGGER/KIND:ID` of the key fact. */
  key: string;
  policy: { code: string; version: number };
  trigger: string;
  uscc: string;
  /** Of the key fact. */
  division: string;
  /** Of the key fact; a hazard's is the first day past its deadline. */
  factDay: string;
  /** The key fact first, then the others that count, latest first. */
  causes: FactRef[];
  /** The gravest level among the accidents; null where there is none. */
  level: AccidentLevel | null;
}

/** The day on which a fact happened: the policy in force on it decides. A hazard's is the first day past its deadline, or null. */
export declare function factDay(fact: Fact): string | null;

/** What the facts of one enterprise call for as of a day, by key. Old cases stay wanted: an ended term is not read here. */
export declare function wantedCases(facts: readonly Fact[], policies: readonly Policy[], today: string): WantedCase[];
