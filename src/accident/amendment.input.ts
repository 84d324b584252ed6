import { Field, InputType, Int } from 'type-graphql';
import { ResponsibilityEnum } from '../kernel/enums.js';
import { DateScalar, YuanScalar } from '../kernel/scalars.js';
import type { Responsibility } from '../kernel/vocabulary.js';

@InputType({
  description:
    'A supplementary report 补报: what changed since. Numbers left out stay as they are. Casualties may change within 30 days of the accident, 7 for road traffic and fire (Decree 493, art. 13); the loss also later.',
})
export class AccidentSupplementInput {
  @Field(() => String, { description: 'Number of the supplementary report; each is recorded once.' })
  documentNumber: string;

  @Field(() => DateScalar, { description: 'Day of the change 变化日期: from the accident’s day to today.' })
  changedOn: string;

  @Field(() => Int, { nullable: true, description: 'Deaths in all from then on 死亡人数.' })
  deaths?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Serious injuries with acute poisonings in all from then on 重伤人数.',
  })
  seriousInjuries?: number | null;

  @Field(() => Int, { nullable: true, description: 'Missing from then on 下落不明人数.' })
  missing?: number | null;

  @Field(() => YuanScalar, { nullable: true, description: 'Direct economic loss in all 直接经济损失, in yuan.' })
  directEconomicLoss?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What changed, in words; at most 2,000 characters. Internal: the authorities of its division read it.',
  })
  note?: string | null;
}

@InputType({
  description:
    'The conclusion 结案: the government’s reply to the investigation report. It closes the record. Final numbers left out stay as they are; no window binds them.',
})
export class AccidentConclusionInput {
  @Field(() => String, {
    nullable: true,
    description: 'Number of the reply 批复文号; the report’s own number where left out.',
  })
  documentNumber?: string | null;

  @Field(() => DateScalar, { description: 'Day of the reply 批复日期: from the accident’s day to today.' })
  concludedOn: string;

  @Field(() => ResponsibilityEnum, {
    description: 'Finding on the enterprise’s responsibility 责任认定; not UNDETERMINED.',
  })
  responsibility: Responsibility;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day from which it is public 公布日期, today or later too; left out: it stays unpublished.',
  })
  publishedOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What everybody but the authorities of its division reads of it 公开表述, at most 4,000 characters, without any person. Left out: as it is; null: nothing.',
  })
  publicDescription?: string | null;

  @Field(() => Int, { nullable: true, description: 'Final deaths 死亡人数.' })
  deaths?: number | null;

  @Field(() => Int, { nullable: true, description: 'Final serious injuries with acute poisonings 重伤人数.' })
  seriousInjuries?: number | null;

  @Field(() => Int, { nullable: true, description: 'Still missing 下落不明人数.' })
  missing?: number | null;

  @Field(() => YuanScalar, { nullable: true, description: 'Final direct economic loss 直接经济损失, in yuan.' })
  directEconomicLoss?: string | null;
}
