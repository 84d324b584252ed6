import { Malformed } from '../kernel/malformed.js';
import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { HAZARD_LEVELS, type HazardLevel } from '../kernel/vocabulary.js';
import { PLAN_COLUMNS, type PlanColumns, type PlanField } from './hazard.plan.js';

/** A checked hazard report, before the hub decides what it changes. What is null is not said, and changes nothing. */
export interface ReportHazard extends PlanColumns {
  documentNumber: string;
  uscc: string;
  /** As submitted; null: the enterprise's division. */
  division: string | null;
  level: HazardLevel;
  description: string;
  foundOn: string;
  deadline: string | null;
}

/** A change of the five implementations: what it names is set, null clears, the rest stays. */
export interface ChangePlan {
  hazardId: string;
  changes: Partial<PlanColumns>;
}

/** 隐患等级 as exports write it. */
const LEVEL_TERMS: Record<string, HazardLevel> = {
  一般: 'GENERAL',
  一般隐患: 'GENERAL',
  一般事故隐患: 'GENERAL',
  重大: 'MAJOR',
  重大隐患: 'MAJOR',
  重大事故隐患: 'MAJOR',
};

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
  const r = new RecordReader(raw);
  const documentNumber = r.require('documentNumber', r.text('documentNumber', 100));
  const uscc = r.uscc('uscc');
  const level = r.require('level', r.oneOf('level', HAZARD_LEVELS, LEVEL_TERMS));
  const description = r.require('description', r.text('description', 2000));
  const foundOn = r.require('foundOn', r.date('foundOn'));
  const deadline = r.date('deadline');
  if (deadline && deadline < foundOn)
    throw r.fault('deadline', 'ORDER', `deadline ${deadline} is before foundOn ${foundOn}`);
  const plan = readPlan(planOf(raw, r), foundOn);
  return { documentNumber, uscc, division: r.division('division'), level, description, foundOn, deadline, ...plan };
}

/** Checks a change of the five implementations. Throws RecordFault. */
export function readPlanChange(hazardId: string, raw: RawRecord): ChangePlan {
  const read = readPlan(raw);
  const changes: Partial<PlanColumns> = {};
  for (const [field, column] of PLAN_COLUMNS)
    if (raw[field] !== undefined) Object.assign(changes, { [column]: read[column] });
  return { hazardId, changes };
}

function readPlan(raw: RawRecord, foundOn?: string): PlanColumns {
  const r = new RecordReader(raw, 'fiveImplementations.');
  const planDeadline = r.date('deadline');
  if (planDeadline && foundOn && planDeadline < foundOn) {
    throw r.fault('deadline', 'ORDER', `the plan’s deadline ${planDeadline} is before foundOn ${foundOn}`);
  }
  return {
    planMeasures: r.text('measures', 2000),
    planResponsible: r.text('responsible', 200),
    planFunds: r.yuan('funds'),
    planDeadline,
    planDocument: r.text('plan', 2000),
  };
}

/** The five implementations of a record: its own object, or gathered from flat columns. */
function planOf(raw: RawRecord, r: RecordReader): RawRecord {
  const own = raw.fiveImplementations;
  if (own !== null && own !== undefined && own !== '') {
    if (typeof own === 'object' && !Array.isArray(own) && !(own instanceof Malformed)) return own as RawRecord;
    throw r.fault(
      'fiveImplementations',
      'VALUE',
      'is not an object with measures, responsible, funds, deadline and plan',
    );
  }
  const said = (name: string) => raw[name] !== undefined && raw[name] !== null && raw[name] !== '';
  const names = Object.entries(FLAT_NAMES).map(([field, flat]) => [field, flat.find(said)] as const);
  return Object.fromEntries(names.map(([field, name]) => [field, name === undefined ? null : raw[name]]));
}
