/**
 * The closed vocabularies by their codes, as tables check them and code names them. Each is one record of code to words
 * (words.ts): its terms, descriptions and what files may write stand in the `*.words.ts` beside this file, with their sources.
 */

import {
  ACCIDENT_CATEGORY,
  ACCIDENT_LEVEL,
  ACCIDENT_STATUS,
  HAZARD_LEVEL,
  HAZARD_STATE,
  RESPONSIBILITY,
} from './accident.words.js';
import {
  AGENCY_KIND,
  HOLIDAY_KIND,
  IMPORT_STATUS,
  WEBHOOK_DISABLED_REASON,
  WEBHOOK_SIGNATURE,
  WEBHOOK_STATUS,
} from './exchange.words.js';
import {
  CASE_END,
  CASE_STATE,
  FACT_KIND,
  FINDING_KIND,
  MEASURE_KIND,
  NOTICE_KIND,
  NOTICE_STATUS,
  REPAIR_CONDITION,
  RESTRICTION_DOMAIN,
  RESTRICTION_STATUS,
} from './linkage.words.js';
import {
  CREDIT_CHECK_REASON,
  ENTERPRISE_STATUS,
  INQUIRY_KIND,
  RATING_LEVEL,
  STANDARDIZATION_GRADE,
} from './register.words.js';

export const AGENCY_KINDS = AGENCY_KIND.codes;
export type AgencyKind = (typeof AGENCY_KINDS)[number];
/**
 * Kinds whose permissions are of a territory: without a division one of them would have the whole nation's, which nobody said.
 * One that is of the whole nation says so: 100000.
 */
const TERRITORIAL: readonly string[] = ['COUNTY_GOVERNMENT', 'SAFETY_REGULATOR'] satisfies AgencyKind[];
export const needsDivision = (kind: string): boolean => TERRITORIAL.includes(kind);

export const ENTERPRISE_STATUSES = ENTERPRISE_STATUS.codes;
export type EnterpriseStatus = (typeof ENTERPRISE_STATUSES)[number];

export const STANDARDIZATION_GRADES = STANDARDIZATION_GRADE.codes;
export type StandardizationGrade = (typeof STANDARDIZATION_GRADES)[number];

/** Ascending. */
export const ACCIDENT_LEVELS = ACCIDENT_LEVEL.codes;
export type AccidentLevel = (typeof ACCIDENT_LEVELS)[number];

export const ACCIDENT_CATEGORIES = ACCIDENT_CATEGORY.codes;
export type AccidentCategory = (typeof ACCIDENT_CATEGORIES)[number];

export const ACCIDENT_STATUSES = ACCIDENT_STATUS.codes;
export type AccidentStatus = (typeof ACCIDENT_STATUSES)[number];

export const RESPONSIBILITIES = RESPONSIBILITY.codes;
export type Responsibility = (typeof RESPONSIBILITIES)[number];

export const HAZARD_LEVELS = HAZARD_LEVEL.codes;
export type HazardLevel = (typeof HAZARD_LEVELS)[number];

export const HAZARD_STATES = HAZARD_STATE.codes;
export type HazardState = (typeof HAZARD_STATES)[number];

export const FINDING_KINDS = FINDING_KIND.codes;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Best first. */
export const RATING_LEVELS = RATING_LEVEL.codes;
export type RatingLevel = (typeof RATING_LEVELS)[number];

/** In the order in which a check gives them. */
export const CHECK_REASONS = CREDIT_CHECK_REASON.codes;
export type CheckReason = (typeof CHECK_REASONS)[number];

export const RESTRICTION_DOMAINS = RESTRICTION_DOMAIN.codes;
export type RestrictionDomain = (typeof RESTRICTION_DOMAINS)[number];

export const RESTRICTION_STATUSES = RESTRICTION_STATUS.codes;
export type RestrictionStatus = (typeof RESTRICTION_STATUSES)[number];

export const FACT_KINDS = FACT_KIND.codes;

export const HOLIDAY_KINDS = HOLIDAY_KIND.codes;

export const CASE_STATES = CASE_STATE.codes;
export type CaseState = (typeof CASE_STATES)[number];

export const CASE_ENDS = CASE_END.codes;
export type CaseEnd = (typeof CASE_ENDS)[number];

export const REPAIR_CONDITIONS = REPAIR_CONDITION.codes;
export type RepairCondition = (typeof REPAIR_CONDITIONS)[number];

export const NOTICE_KINDS = NOTICE_KIND.codes;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const NOTICE_STATUSES = NOTICE_STATUS.codes;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

export const MEASURE_KINDS = MEASURE_KIND.codes;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

export const IMPORT_STATUSES = IMPORT_STATUS.codes;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

export const WEBHOOK_STATUSES = WEBHOOK_STATUS.codes;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

export const WEBHOOK_DISABLED_REASONS = WEBHOOK_DISABLED_REASON.codes;
export type WebhookDisabledReason = (typeof WEBHOOK_DISABLED_REASONS)[number];

export const WEBHOOK_SIGNATURES = WEBHOOK_SIGNATURE.codes;
export type WebhookSignature = (typeof WEBHOOK_SIGNATURES)[number];

export const INQUIRY_KINDS = INQUIRY_KIND.codes;
export type InquiryKind = (typeof INQUIRY_KINDS)[number];
