import 'reflect-metadata';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { CreditCheckOutcomeEnum, CreditCheckReasonEnum, RatingLevelEnum } from '../kernel/enums.js';
import { DateScalar, DateTimeScalar, UsccScalar } from '../kernel/scalars.js';
import type { RatingLevel } from '../kernel/vocabulary.js';
import type { RatingRow } from './rating.store.js';

@Directive('@key(fields: "uscc")')
@ObjectType('Enterprise', {
  description: 'Enterprise 企业: a production or business unit, identified by its unified social credit code.',
})
export class EnterpriseStub {
  @Field(() => UsccScalar, { description: 'Unified social credit code 统一社会信用代码.' })
  uscc: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Grading', { description: 'Safety-standardisation grading 安全生产标准化评审定级 of an enterprise.' })
export class GradingStub {
  @Field(() => ID, { description: 'Identifies the grading at the hub.' })
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Restriction', {
  description: 'Restriction 限制措施 that follows an accident or an unrectified major hazard.',
})
export class RestrictionStub {
  @Field(() => ID, { description: 'Identifies the restriction at the hub.' })
  id: string;
}

@ObjectType({ description: 'Credit rating 信用评级 of an enterprise by a credit office.' })
export class CreditRating
  implements Pick<RatingRow, 'documentNumber' | 'level' | 'ratedBy' | 'ratedOn' | 'validUntil' | 'basis'>
{
  @Field(() => String, { description: 'Number of the rating document at the provider.' })
  documentNumber: string;

  @Field(() => RatingLevelEnum, { description: 'Level 等级, AAA best.' })
  level: RatingLevel;

  @Field(() => String, { nullable: true, description: 'Who rated 评级机构.' })
  ratedBy: string | null;

  @Field(() => DateScalar, { description: 'Day of the rating 评级日期.' })
  ratedOn: string;

  @Field(() => DateScalar, { nullable: true, description: 'Last day of validity; null: until the next rating.' })
  validUntil: string | null;

  @Field(() => String, { nullable: true, description: 'Basis 评级依据.' })
  basis: string | null;
}

@ObjectType({
  description:
    'One recorded version of a credit rating: what the hub held for true, from its `provenance.recordedAt` on.',
})
export class CreditRatingVersion implements Pick<RatingRow, 'level' | 'ratedBy' | 'ratedOn' | 'validUntil' | 'basis'> {
  @Field(() => RatingLevelEnum, { description: 'Level in this version.' })
  level: RatingLevel;

  @Field(() => String, { nullable: true, description: 'Who rated, in this version.' })
  ratedBy: string | null;

  @Field(() => DateScalar, { description: 'Day of the rating in this version.' })
  ratedOn: string;

  @Field(() => DateScalar, { nullable: true, description: 'Last day of validity in this version.' })
  validUntil: string | null;

  @Field(() => String, { nullable: true, description: 'Basis in this version.' })
  basis: string | null;
}

export const CreditCheckOutcome = CreditCheckOutcomeEnum;
export const CreditCheckReason = CreditCheckReasonEnum;

@ObjectType({
  description:
    'Credit check 信用核查 of one code: everything that the hub holds for or against an enterprise at one instant.',
})
export class CreditCheck {
  @Field(() => UsccScalar, { description: 'The code asked about.' })
  uscc: string;

  @Field(() => CreditCheckOutcome, { description: 'CLEAR, REFERENCE, RESTRICTED or UNKNOWN_ENTERPRISE.' })
  outcome: keyof typeof CreditCheckOutcome;

  @Field(() => [CreditCheckReason], { description: 'Why the outcome is not CLEAR; empty where it is.' })
  reasons: (keyof typeof CreditCheckReason)[];

  @Field(() => EnterpriseStub, {
    nullable: true,
    description:
      'The enterprise, its own fields as of the check’s instant; null where the register does not have the code. The registers nested in it do not inherit the instant and answer as of now: read what was known then from the fields of the check, or give `grading` and `rating` their own `asOf` and `knownAt`.',
  })
  enterprise: EnterpriseStub | null;

  @Field(() => CreditRating, { nullable: true, description: 'The credit rating in force.' })
  rating: CreditRating | null;

  @Field(() => GradingStub, { nullable: true, description: 'The published standardisation grading in force.' })
  grading: GradingStub | null;

  @Field(() => [RestrictionStub], { description: 'Restrictions in force.' })
  restrictions: RestrictionStub[];

  @Field(() => DateTimeScalar, { description: 'The instant that the answer speaks of.' })
  asOf: Date;

  @Field(() => Int, { description: 'Position of the register changes that the answer has seen.' })
  position: number;
}
