import 'reflect-metadata';
import type { GraphQLEnumType } from 'graphql';
import { registerEnumType } from 'type-graphql';
import {
  ACCIDENT_CATEGORY,
  ACCIDENT_LEVEL,
  ACCIDENT_STATUS,
  HAZARD_LEVEL,
  HAZARD_STATE,
  RESPONSIBILITY,
  STATISTIC_DIMENSION,
} from './accident.words.js';
import {
  IMPORT_STATUS,
  SUBMISSION_STATUS,
  WEBHOOK_DISABLED_REASON,
  WEBHOOK_SIGNATURE,
  WEBHOOK_STATUS,
} from './exchange.words.js';
import {
  CASE_STATUS,
  FACT_KIND,
  FINDING_KIND,
  LINKAGE_DIMENSION,
  MEASURE_KIND,
  NOTICE_KIND,
  NOTICE_STATUS,
  REPAIR_CONDITION,
  RESTRICTION_DOMAIN,
  RESTRICTION_STATUS,
} from './linkage.words.js';
import {
  CREDIT_CHECK_OUTCOME,
  CREDIT_CHECK_REASON,
  ENTERPRISE_STATUS,
  GRADING_STATUS,
  INQUIRY_KIND,
  RATING_LEVEL,
  STANDARDIZATION_GRADE,
} from './register.words.js';
import type { Vocabulary } from './words.js';

const vocabularies = new Map<string, Vocabulary<string>>();

/** Every vocabulary that is an enum of the API, by its name. */
export const enumVocabularies: ReadonlyMap<string, Vocabulary<string>> = vocabularies;

/** An enum's values with their terms, for messages; of one that is no vocabulary the values alone. */
export const listedValues = (type: GraphQLEnumType): string =>
  vocabularies.get(type.name)?.listed ??
  type
    .getValues()
    .map((value) => value.name)
    .join(', ');

const enums = new Map<unknown, object>();

/** A vocabulary as a GraphQL enum: each value described by its own words. Every enum of the API is made here, once. */
export function enumOf<C extends string>(vocabulary: Vocabulary<C>): { [K in C]: K } {
  const made = enums.get(vocabulary);
  if (made) return made as { [K in C]: K };
  const { name, description, codes } = vocabulary;
  vocabularies.set(name, vocabulary as unknown as Vocabulary<string>);
  const values = Object.fromEntries(codes.map((code) => [code, code])) as { [K in C]: K };
  const valuesConfig = Object.fromEntries(codes.map((code) => [code, { description: vocabulary.describe(code) }]));
  registerEnumType(values, { name, description, valuesConfig } as Parameters<typeof registerEnumType>[1]);
  enums.set(vocabulary, values);
  return values;
}

export const EnterpriseStatusEnum = enumOf(ENTERPRISE_STATUS);
export const StandardizationGradeEnum = enumOf(STANDARDIZATION_GRADE);
export const GradingStatusEnum = enumOf(GRADING_STATUS);
export const AccidentLevelEnum = enumOf(ACCIDENT_LEVEL);
export const AccidentCategoryEnum = enumOf(ACCIDENT_CATEGORY);
export const AccidentStatusEnum = enumOf(ACCIDENT_STATUS);
export const ResponsibilityEnum = enumOf(RESPONSIBILITY);
export const StatisticDimensionEnum = enumOf(STATISTIC_DIMENSION);
export const HazardLevelEnum = enumOf(HAZARD_LEVEL);
export const HazardStateEnum = enumOf(HAZARD_STATE);
export const RatingLevelEnum = enumOf(RATING_LEVEL);
export const CreditCheckOutcomeEnum = enumOf(CREDIT_CHECK_OUTCOME);
export const CreditCheckReasonEnum = enumOf(CREDIT_CHECK_REASON);
export const InquiryKindEnum = enumOf(INQUIRY_KIND);
export const RestrictionDomainEnum = enumOf(RESTRICTION_DOMAIN);
export const RestrictionStatusEnum = enumOf(RESTRICTION_STATUS);
export const FactKindEnum = enumOf(FACT_KIND);
export const FindingKindEnum = enumOf(FINDING_KIND);
export const CaseStatusEnum = enumOf(CASE_STATUS);
export const RepairConditionEnum = enumOf(REPAIR_CONDITION);
export const NoticeKindEnum = enumOf(NOTICE_KIND);
export const NoticeStatusEnum = enumOf(NOTICE_STATUS);
export const MeasureKindEnum = enumOf(MEASURE_KIND);
export const LinkageDimensionEnum = enumOf(LINKAGE_DIMENSION);
export const SubmissionStatusEnum = enumOf(SUBMISSION_STATUS);
export const ImportStatusEnum = enumOf(IMPORT_STATUS);
export const WebhookStatusEnum = enumOf(WEBHOOK_STATUS);
export const WebhookDisabledReasonEnum = enumOf(WEBHOOK_DISABLED_REASON);
export const WebhookSignatureEnum = enumOf(WEBHOOK_SIGNATURE);
