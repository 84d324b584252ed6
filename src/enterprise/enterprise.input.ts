import { Field, InputType } from 'type-graphql';
import { EnterpriseStatusEnum, StandardizationGradeEnum } from '../kernel/enums.js';
import { DateScalar, DivisionCodeScalar, IndustryCodeScalar, UsccScalar, YuanScalar } from '../kernel/scalars.js';
import type { EnterpriseStatus, StandardizationGrade } from '../kernel/vocabulary.js';

@InputType({
  description:
    'An enterprise as its registry knows it. The code identifies it; the other fields are its facts. In a repeat, a fact that is left out stays as it is; an explicit null clears it.',
})
export class EnterpriseInput {
  @Field(() => UsccScalar, { description: 'Unified social credit code 统一社会信用代码.' })
  uscc: string;

  @Field(() => String, { description: 'Registered name 企业名称, at most 300 characters.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Kind of enterprise 企业类型.' })
  entityType?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Date of registration 注册日期; not in the future.' })
  registeredOn?: string | null;

  @Field(() => YuanScalar, { nullable: true, description: 'Registered capital 注册资金, in units of `currency`.' })
  registeredCapital?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of ISO 4217; CNY where an amount comes without it.' })
  currency?: string | null;

  @Field(() => String, { nullable: true, description: 'Registered address 注册地址.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Business scope 经营范围.' })
  businessScope?: string | null;

  @Field(() => DivisionCodeScalar, {
    nullable: true,
    description: 'Division; where none was ever given, characters 3 to 8 of the code.',
  })
  division?: string | null;

  @Field(() => IndustryCodeScalar, { nullable: true, description: 'Industry code (GB/T 4754-2017).' })
  industry?: string | null;

  @Field(() => EnterpriseStatusEnum, {
    nullable: true,
    description: 'Operating state; ACTIVE where none was ever given.',
  })
  status?: EnterpriseStatus | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Since when these facts hold; where left out, since the registration, and for a change since the day of receipt. Not before the registration.',
  })
  validFrom?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the source document at the provider.' })
  documentNumber?: string | null;
}

@InputType({ description: 'Which enterprises; conditions are joined by "and".' })
export class EnterpriseFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'This code.' })
  uscc?: string | null;

  @Field(() => [UsccScalar], { nullable: true, description: 'These codes, at most 500.' })
  usccs?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Names that contain this text, for example 煤业; at most 100 characters. Blank counts as left out.',
  })
  name?: string | null;

  @Field(() => DivisionCodeScalar, { nullable: true, description: 'In this division or below it.' })
  division?: string | null;

  @Field(() => IndustryCodeScalar, { nullable: true, description: 'In this section, division, group or class.' })
  industry?: string | null;

  @Field(() => [EnterpriseStatusEnum], { nullable: true, description: 'In one of these states.' })
  status?: EnterpriseStatus[] | null;

  @Field(() => [StandardizationGradeEnum], { nullable: true, description: 'With one of these grades in force today.' })
  grade?: StandardizationGrade[] | null;

  @Field(() => Boolean, { nullable: true, description: 'With (true) or without (false) a restriction in force today.' })
  restricted?: boolean | null;
}
