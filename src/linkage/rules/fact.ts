import type {
  AccidentLevel,
  AccidentStatus,
  FindingKind,
  HazardLevel,
  HazardState,
  Responsibility,
} from '../../kernel/vocabulary.js';

/** What every fact has: the record that it is of, and the last position of the log that spoke of it. */
interface Common {
  /** The record's id at the hub; with the kind it names the fact. */
  id: string;
  uscc: string;
  /** Where it happened or was found: the jurisdiction whose policy decides. */
  division: string;
  /** Number of the document that says so at its provider. */
  documentNumber: string;
  /** Position in the log of the event that it was last read from. */
  position: number;
}

/** A work-safety accident 生产安全事故 as the log last told it. */
export interface AccidentFact extends Common {
  kind: 'ACCIDENT';
  /** The day in Shanghai. */
  occurredOn: string;
  level: AccidentLevel;
  deaths: number;
  status: AccidentStatus;
  responsibility: Responsibility;
}

/** A hidden hazard 事故隐患 as the log last told it. */
export interface HazardFact extends Common {
  kind: 'HAZARD';
  level: HazardLevel;
  state: HazardState;
  foundOn: string;
  deadline: string | null;
  /** 挂牌督办, 销号: the days; null: not so. */
  listedOn: string | null;
  delistedOn: string | null;
  /**
   * The day of the claim of completion that awaits the authority or was accepted (`at` of the step claimHazardCompletion);
   * null: none stands. Made by the deadline, it stops the clock. A rejection takes it away.
   */
  claimedOn: string | null;
}

/** What an authority found against an enterprise 违法失信行为认定: conduct that no other register tells. */
export interface FindingFact extends Common {
  kind: 'FINDING';
  finding: FindingKind;
  foundOn: string;
  /** Id of the accident that it is about: a vile accident 性质恶劣, a concealed one. Null: about none. */
  accidentId: string | null;
  /** Whether an administrative penalty was imposed 已受行政处罚. */
  penalised: boolean;
  /** Vile or grave 性质恶劣、情节严重. */
  grave: boolean;
  /** The day on which it was taken back; null: it stands. */
  withdrawnOn: string | null;
}

/** What the linkage decides from. All of it is in the log. */
export type Fact = AccidentFact | HazardFact | FindingFact;
export type FactKind = Fact['kind'];

/** Names a fact. */
export interface FactRef {
  kind: FactKind;
  id: string;
}
