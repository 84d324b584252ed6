import { HAZARD_LEVEL } from '../kernel/accident.words.js';
import { Malformed } from '../kernel/malformed.js';
import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import type { HazardLevel } from '../kernel/vocabulary.js';
import { PLAN_COLUMNS, type PlanColumns, type PlanField } from './hazard.plan.js';

type LeftOut<T> = { [K in keyof T]: T[K] | undefined };

/** A checked hazard report, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export interface ReportHazard extends LeftOut<PlanColumns> {
  documentNumber: string;
  uscc: string;
  /** As submitted; null: the enterprise's division. */
  division: string | null | undefined;
  level: HazardLevel;
  description: string;
  publicDescription: string | null | undefined;
  foundOn: string;
  deadline: string | null | undefined;
}

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

const PLAN = 'fiveImplementations.';

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
  const level = r.require('level', r.oneOf('level', HAZARD_LEVEL));
  const description = r.require('description', r.text('description', 2000));
  const publicDescription = r.optional('publicDescription', r.text('publicDescription', 2000));
  const foundOn = r.require('foundOn', r.date('foundOn'));
  const deadline = r.optional('deadline', r.date('deadline'));
  if (deadline && foundOn && deadline < foundOn)
    r.fault('deadline', 'ORDER', `deadline ${deadline} is before foundOn ${foundOn}`);
  const plan = readPlan(r.within(planOf(raw, r), PLAN), foundOn);
  const division = r.optional('division', r.division('division'));
  return { documentNumber, uscc, division, level, description, publicDescription, foundOn, deadline, ...plan };
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

function readPlan(r: RecordReader, foundOn?: string): LeftOut<PlanColumns> {
  const planDeadline = r.optional('deadline', r.date('deadline'));
  if (planDeadline && foundOn && planDeadline < foundOn)
    r.fault('deadline', 'ORDER', `the plan’s deadline ${planDeadline} is before foundOn ${foundOn}`);
  return {
    planMeasures: r.optional('measures', r.text('measures', 2000)),
    planResponsible: r.optional('responsible', r.text('responsible', 200)),
    planFunds: r.optional('funds', r.yuan('funds')),
    planDeadline,
    planDocument: r.optional('plan', r.text('plan', 2000)),
  };
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
