import { type EventRow, type EventType, factsOf } from '../../exchange/core.js';
import { dateOf } from '../../kernel/date.js';
import type {
  AccidentLevel,
  AccidentStatus,
  FindingKind,
  HazardLevel,
  HazardState,
  Responsibility,
} from '../../kernel/vocabulary.js';
import type { AccidentFact, Fact, FactKind, FactRef, FindingFact, HazardFact } from '../rules/index.js';

/** What the linkage reads of the log: events that carry facts, and results of grading that it passes on. */
export const FACT_EVENTS = [
  'accident.reported',
  'accident.corrected',
  'accident.supplemented',
  'accident.concluded',
  'hazard.reported',
  'hazard.changed',
  'hazard.listed',
  'hazard.delisted',
  'hazard.overdue',
  'finding.recorded',
  'finding.withdrawn',
  'accident.retracted',
  'hazard.retracted',
  'finding.retracted',
] as const satisfies readonly EventType[];
export const GRADING_EVENTS = [
  'grading.published',
  'grading.changed',
  'grading.withdrawn',
  'grading.revoked',
  'grading.retracted',
] as const satisfies readonly EventType[];

interface Said {
  id: string | number;
  documentNumber: string;
}
interface SaidAccident extends Said {
  occurredAt: string;
  level: AccidentLevel;
  deaths: number;
  status: AccidentStatus;
  responsibility: Responsibility;
}
interface SaidHazard extends Said {
  level: HazardLevel;
  state: HazardState;
  foundOn: string;
  deadline: string | null;
  listedOn: string | null;
  delistedOn: string | null;
  by?: string;
  at?: string;
}
interface SaidFinding extends Said {
  kind: FindingKind;
  foundOn: string;
  accidentId: string | null;
  penalised: boolean;
  grave: boolean;
  withdrawnOn: string | null;
}

const KIND: Record<string, FactKind> = { accident: 'ACCIDENT', hazard: 'HAZARD', finding: 'FINDING' };

/** The fact that was recorded in error, and is none any more; null of every other event. */
export function retractedBy(event: Pick<EventRow, 'type' | 'data'>): FactRef | null {
  const [family = '', what] = event.type.split('.');
  const kind = KIND[family];
  return kind && what === 'retracted' ? { kind, id: String(factsOf<{ id: string }>(event as EventRow).id) } : null;
}

/** The fact that an event tells, given what was known of it before; null of an event that tells none. Pure. */
export function factOf(event: EventRow, before: Fact | undefined): Fact | null {
  const { subject, division, position, type } = event;
  if (subject === null || division === null) return null;
  const said = factsOf<Said>(event);
  const common = { id: String(said.id), uscc: subject, division, documentNumber: said.documentNumber, position };
  if (type.startsWith('accident.')) return { ...common, ...accidentOf(said as SaidAccident) };
  if (type.startsWith('hazard.'))
    return { ...common, ...hazardOf(said as SaidHazard, before as HazardFact | undefined) };
  if (type.startsWith('finding.')) return { ...common, ...findingOf(said as SaidFinding) };
  return null;
}

type Own<F extends Fact> = Omit<F, 'id' | 'uscc' | 'division' | 'documentNumber' | 'position'>;

const accidentOf = ({ occurredAt, level, deaths, status, responsibility }: SaidAccident): Own<AccidentFact> => ({
  kind: 'ACCIDENT',
  occurredOn: dateOf(new Date(occurredAt)),
  ...{ level, deaths, status, responsibility },
});

/** While it is in one of these, the claim of completion stands that led to it. */
const CLAIMED: readonly HazardState[] = ['COMPLETION_CLAIMED', 'ACCEPTANCE', 'DELISTED'];

function hazardOf(said: SaidHazard, before: HazardFact | undefined): Own<HazardFact> {
  const { level, state, foundOn, deadline, listedOn, delistedOn, by, at } = said;
  const made = by === 'claimHazardCompletion' && at !== undefined ? dateOf(new Date(at)) : (before?.claimedOn ?? null);
  const claimedOn = CLAIMED.includes(state) ? made : null;
  return { kind: 'HAZARD', level, state, foundOn, deadline, listedOn, delistedOn, claimedOn };
}

const findingOf = ({ kind, foundOn, accidentId, penalised, grave, withdrawnOn }: SaidFinding): Own<FindingFact> => ({
  kind: 'FINDING',
  finding: kind,
  ...{ foundOn, accidentId, penalised, grave, withdrawnOn },
});
