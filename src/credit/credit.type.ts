import 'reflect-metadata';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { CreditCheckOutcomeEnum, CreditCheckReasonEnum } from '../kernel/enums.js';
import { DateTimeScalar, UsccScalar } from '../kernel/scalars.js';
import { enterpriseStub } from '../kernel/stub.type.js';
import { ratingGraph } from '../rating/index.js';
import type { CheckedRating } from './check.fields.js';

export const EnterpriseStub = enterpriseStub('credit');
export type EnterpriseStub = InstanceType<typeof EnterpriseStub>;

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

  @Field(() => ratingGraph.types.Type, { nullable: true, description: 'The credit rating in force.' })
  rating: CheckedRating | null;

  @Field(() => GradingStub, { nullable: true, description: 'The published standardisation grading in force.' })
  grading: GradingStub | null;

  @Field(() => [RestrictionStub], { description: 'Restrictions in force.' })
  restrictions: RestrictionStub[];

  @Field(() => DateTimeScalar, { description: 'The instant that the answer speaks of.' })
  asOf: Date;

  @Field(() => Int, { description: 'Position of the register changes that the answer has seen.' })
  position: number;
}
