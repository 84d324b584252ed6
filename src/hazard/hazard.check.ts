import { Malformed } from '../kernel/malformed.js';
import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { type Command, readFacts, type SaidOf } from '../register/core.js';
import { PLAN, REPORT } from './hazard.facts.js';
import { PLAN_COLUMNS, type PlanColumns, type PlanField } from './hazard.plan.js';

/** A checked hazard report, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export type ReportHazard = Command<typeof REPORT> & SaidOf<typeof PLAN>;

/** A change of the five implementations: what it names is set, null clears, the rest stays. */
export interface ChangePlan {
  hazardId: string;
  changes: Partial<PlanColumns>;
}

/** Another public text 公开表述, or none. */
export interface WordHazard {
  hazardId: string;
  publicDescription: string | null;
}

const UNDER = 'fiveImplementations.';

/** What a flat file may call each of the five; `deadline` alone is the hazard's own. */
const FLAT_NAMES: Record<PlanField, string[]> = {
  measures: ['fiveImplementations.measures', 'measures', 'planMeasures'],
  responsible: ['fiveImplementations.responsible', 'responsible', 'planResponsible'],
  funds: ['fiveImplementations.funds', 'funds', 'planFunds'],
  deadline: ['fiveImplementations.deadline', 'planDeadline'],
  plan: ['fiveImplementations.plan', 'plan', 'planDocument'],
};

/** Checks a raw report: GraphQL input, NDJSON object, or CSV row with flat columns. Throws RecordFault. */
export function readHazard(raw: RawRecord): ReportHazard {
  return RecordReader.read(raw, (r) => reportOf(raw, r));
}

function reportOf(raw: RawRecord, r: RecordReader): ReportHazard {
  const documentNumber = r.require('documentNumber', r.documentNumber());
  const uscc = r.uscc('uscc');
  const said = readFacts(r, REPORT);
  const { foundOn, deadline } = said;
  if (deadline && foundOn && deadline < foundOn)
    r.fault('deadline', 'ORDER', `deadline ${deadline} is before foundOn ${foundOn}`);
  const plan = readPlan(r.within(planOf(raw, r), UNDER), foundOn);
  const division = r.optional('division', r.division('division'));
  return { documentNumber, uscc, division, ...said, ...plan };
}

/** Checks a change of the five implementations. Throws RecordFault. */
export function readPlanChange(hazardId: string, raw: RawRecord): ChangePlan {
  const read = RecordReader.read(raw, (r) => readPlan(r));
  const changes: Partial<PlanColumns> = {};
  for (const [field, column] of PLAN_COLUMNS)
    if (raw[field] !== undefined) Object.assign(changes, { [column]: read[column] ?? null });
  return { hazardId, changes };
}

/** Checks another public text. Throws RecordFault. */
export function readWording(hazardId: string, publicDescription: string | null): WordHazard {
  const text = RecordReader.read({ publicDescription }, (r) => r.text('publicDescription', 2000));
  return { hazardId, publicDescription: text };
}

function readPlan(r: RecordReader, foundOn?: string): SaidOf<typeof PLAN> {
  const read = PLAN_COLUMNS.map(([field, column]) => [column, r.optional<unknown>(field, PLAN[column].read(r, field))]);
  const said: SaidOf<typeof PLAN> = Object.fromEntries(read);
  const { planDeadline } = said;
  if (planDeadline && foundOn && planDeadline < foundOn)
    r.fault('deadline', 'ORDER', `the plan’s deadline ${planDeadline} is before foundOn ${foundOn}`);
  return said;
}

/** None of the five. */
const CLEARED: RawRecord = Object.fromEntries(PLAN_COLUMNS.map(([field]) => [field, null]));

/** The five implementations of a record: its own object, or gathered from flat columns. */
function planOf(raw: RawRecord, r: RecordReader): RawRecord {
  const own = raw.fiveImplementations;
  if (own === null) return CLEARED;
  if (own !== undefined && own !== '') {
    if (typeof own === 'object' && !Array.isArray(own) && !(own instanceof Malformed)) return own as RawRecord;
    r.fault('fiveImplementations', 'VALUE', 'is not an object with measures, responsible, funds, deadline and plan');
    return {};
  }
  const said = (name: string) => raw[name] !== undefined && raw[name] !== '';
  const names = Object.entries(FLAT_NAMES).map(([field, flat]) => [field, flat.find(said)] as const);
  return Object.fromEntries(names.map(([field, name]) => [field, name === undefined ? undefined : raw[name]]));
}
