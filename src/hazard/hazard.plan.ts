import type { RowOf } from '../register/core.js';
import type { PLAN } from './hazard.facts.js';

/** The five implementations 五落实 as a hazard's row holds them. */
export type PlanColumns = RowOf<typeof PLAN>;
export type PlanField = 'measures' | 'responsible' | 'funds' | 'deadline' | 'plan';

/** Field of the API and column of the row, in the order of the rule: 措施, 责任, 资金, 时限, 预案 (the plan, section 3.3, item 5). */
export const PLAN_COLUMNS: readonly (readonly [PlanField, keyof PlanColumns])[] = [
  ['measures', 'planMeasures'],
  ['responsible', 'planResponsible'],
  ['funds', 'planFunds'],
  ['deadline', 'planDeadline'],
  ['plan', 'planDocument'],
];

/** Which of the five are not implemented yet. */
export const missingImplementations = (row: PlanColumns): PlanField[] =>
  PLAN_COLUMNS.filter(([, column]) => row[column] === null).map(([field]) => field);
