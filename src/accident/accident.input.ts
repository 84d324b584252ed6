import { Field, InputType, Int } from 'type-graphql';
import { AccidentCategoryEnum, AccidentLevelEnum, AccidentStatusEnum, ResponsibilityEnum } from '../kernel/enums.js';
import { DateScalar, DateTimeScalar, DivisionCodeScalar, UsccScalar, YuanScalar } from '../kernel/scalars.js';
import type { AccidentCategory, AccidentLevel, AccidentStatus, Responsibility } from '../kernel/vocabulary.js';

@InputType({
  description:
    'A report of an accident 事故快报. The document number identifies it at its provider; until it is supplemented or concluded, a repeat with other facts is a correction. In a repeat, a field that is left out stays as it is; an explicit null clears it. The level is computed.',
})
export class AccidentInput {
  @Field(() => String, { description: 'Number of the report, at most 100 characters.' })
  documentNumber: string;

  @Field(() => UsccScalar, { description: 'The enterprise where it happened; it must be in the register.' })
  uscc: string;

  @Field(() => DivisionCodeScalar, { description: 'Where it happened 事故发生地; within the provider’s division.' })
  division: string;

  @Field(() => DateTimeScalar, { description: 'When it happened 发生时间; not in the future.' })
  occurredAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was reported to the regulator; the moment of receipt where left out.',
  })
  reportedAt?: Date | null;

  @Field(() => AccidentCategoryEnum, { description: 'Category 事故类别.' })
  category: AccidentCategory;

  @Field(() => Int, { description: 'Deaths 死亡人数.' })
  deaths: number;

  @Field(() => Int, { description: 'Serious injuries with acute poisonings 重伤人数（包括急性工业中毒）.' })
  seriousInjuries: number;

  @Field(() => Int, { nullable: true, description: 'Missing 下落不明人数; none where not given.' })
  missing?: number | null;

  @Field(() => YuanScalar, {
    nullable: true,
    description: 'Direct economic loss 直接经济损失, in yuan; none: not known.',
  })
  directEconomicLoss?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Brief course 事故简要经过, at most 4,000 characters: internal, read by the authorities of its division. No identity or phone number.',
  })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What everybody else reads of it 公开表述, at most 4,000 characters: no name of a person, no identity or phone number. None: they read none.',
  })
  publicDescription?: string | null;

  @Field(() => ResponsibilityEnum, {
    nullable: true,
    description: 'Finding so far 责任认定; UNDETERMINED where none is given.',
  })
  responsibility?: Responsibility | null;
}

@InputType({ description: 'Which accidents; conditions are joined by "and".' })
export class AccidentFilter {
  @Field(() => UsccScalar, { nullable: true, description: 'Of this enterprise.' })
  uscc?: string | null;

  @Field(() => DivisionCodeScalar, { nullable: true, description: 'In this division or below it.' })
  division?: string | null;

  @Field(() => [AccidentLevelEnum], { nullable: true, description: 'Of these levels.' })
  level?: AccidentLevel[] | null;

  @Field(() => AccidentLevelEnum, { nullable: true, description: 'Of this level or a graver one.' })
  minLevel?: AccidentLevel | null;

  @Field(() => [AccidentCategoryEnum], { nullable: true, description: 'Of these categories.' })
  category?: AccidentCategory[] | null;

  @Field(() => [AccidentStatusEnum], { nullable: true, description: 'With a record that has come this far.' })
  status?: AccidentStatus[] | null;

  @Field(() => [ResponsibilityEnum], { nullable: true, description: 'With one of these findings.' })
  responsibility?: Responsibility[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'That happened on this day or later, in Shanghai.' })
  occurredFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'That happened on this day or earlier, in Shanghai.' })
  occurredUntil?: string | null;
}
