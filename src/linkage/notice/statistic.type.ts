import 'reflect-metadata';
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { LinkageDimensionEnum, NoticeKindEnum } from '../../kernel/enums.js';
import { DateScalar, DivisionCodeScalar } from '../../kernel/scalars.js';
import type { NoticeKind } from '../../kernel/vocabulary.js';

export const LinkageDimension = LinkageDimensionEnum;
export type LinkageDimension = keyof typeof LinkageDimension;

@ObjectType({ description: 'Notices counted together 通报统计. A dimension that was not asked for is null.' })
export class LinkageStatistic {
  @Field(() => String, { nullable: true, description: 'Month of issue, for example "2026-03".' })
  month: string | null;

  @Field(() => Int, { description: 'Notices issued 发出.' })
  issued: number;

  @Field(() => Int, { description: 'Of these, acknowledged 签收.' })
  acknowledged: number;

  @Field(() => Int, { description: 'Of these, acted on 反馈: with one measure at least.' })
  acted: number;

  @Field(() => Int, { description: 'Of these, not acknowledged until now, and past their last day 逾期未签收.' })
  overdue: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Median time from the issue to the first measure, in hours, of those acted on; null: there are none.',
  })
  medianTimeToAct: number | null;
}

@InputType({ description: 'Which notices are counted; conditions are joined by "and".' })
export class LinkageStatisticFilter {
  @Field(() => DivisionCodeScalar, { nullable: true, description: 'Of cases of this division or below it.' })
  division?: string | null;

  @Field(() => NoticeKindEnum, { nullable: true, description: 'Of this kind.' })
  kind?: NoticeKind | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or later.' })
  issuedFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or earlier.' })
  issuedUntil?: string | null;
}
