import 'reflect-metadata';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { AccidentCategoryEnum, AccidentLevelEnum, AccidentStatusEnum, ResponsibilityEnum } from '../kernel/enums.js';
import { connectionOf, type Page } from '../kernel/page.type.js';
import { DateScalar, DateTimeScalar, DivisionCodeScalar, UsccScalar, YuanScalar } from '../kernel/scalars.js';
import type { AccidentCategory, AccidentLevel, AccidentStatus, Responsibility } from '../kernel/vocabulary.js';
import type { AccidentRow, SupplementRow } from './accident.store.js';

@Directive('@key(fields: "uscc")')
@ObjectType('Enterprise', {
  description: 'Enterprise 企业: a production or business unit, identified by its unified social credit code.',
})
export class EnterpriseStub {
  @Field(() => UsccScalar, { description: 'Unified social credit code 统一社会信用代码.' })
  uscc: string;
}

@Directive('@key(fields: "code")')
@ObjectType('Division', { description: 'Administrative division 行政区划 (GB/T 2260; towns of Gansu).' })
export class DivisionStub {
  @Field(() => DivisionCodeScalar, { description: 'Its code 行政区划代码.' })
  code: string;
}

@ObjectType()
abstract class CasualtyFigures
  implements Pick<SupplementRow, 'deaths' | 'seriousInjuries' | 'missing' | 'directEconomicLoss'>
{
  @Field(() => Int, { description: 'Deaths 死亡人数, in persons.' })
  deaths: number;

  @Field(() => Int, { description: 'Serious injuries with acute poisonings 重伤人数（包括急性工业中毒）, in persons.' })
  seriousInjuries: number;

  @Field(() => Int, { description: 'Missing 下落不明人数, in persons. They do not count for the level.' })
  missing: number;

  @Field(() => YuanScalar, {
    nullable: true,
    description: 'Direct economic loss 直接经济损失, in yuan; null while not known.',
  })
  directEconomicLoss: string | null;
}

@ObjectType()
abstract class AccidentState
  extends CasualtyFigures
  implements
    Pick<
      AccidentRow,
      | 'occurredAt'
      | 'reportedAt'
      | 'category'
      | 'description'
      | 'publicDescription'
      | 'level'
      | 'status'
      | 'responsibility'
      | 'concludedOn'
      | 'publishedOn'
    >
{
  @Field(() => DateTimeScalar, { description: 'When it happened 发生时间.' })
  occurredAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it was reported to the safety regulator 报告时间.' })
  reportedAt: Date;

  @Field(() => AccidentCategoryEnum, { description: 'Category 事故类别 (GB 6441-1986, and road traffic).' })
  category: AccidentCategory;

  @Field(() => String, {
    nullable: true,
    description:
      'Brief course 事故简要经过: to the authorities of its division (safety regulators, county governments) and operators the internal text; to everybody else the public one, and of superseded versions none.',
  })
  description: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What everybody may read of it 公开表述; null: no public text was given. Of superseded versions the authorities of its division alone see it.',
  })
  publicDescription: string | null;

  @Field(() => AccidentLevelEnum, {
    description: 'Level 事故等级 (Decree 493, art. 3): computed by the hub, never submitted.',
  })
  level: AccidentLevel;

  @Field(() => AccidentStatusEnum, { description: 'How far the record has come: 快报, 补报, 结案.' })
  status: AccidentStatus;

  @Field(() => ResponsibilityEnum, { description: 'Finding on the enterprise’s responsibility 责任认定.' })
  responsibility: Responsibility;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of the government’s reply to the investigation report 批复日期.',
  })
  concludedOn: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of publication 公布日期 (Decree 493, art. 34); null: not public.',
  })
  publishedOn: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: 'Work-safety accident 生产安全事故 (State Council Decree 493).' })
export class Accident extends AccidentState implements Pick<AccidentRow, 'id' | 'documentNumber'> {
  @Field(() => ID, { description: 'Identifies the accident at the hub.' })
  id: string;

  @Field(() => String, {
    description: 'Number of the report 事故快报编号 at the agency that reported it; later documents do not change it.',
  })
  documentNumber: string;
}

@ObjectType({
  description:
    'One recorded version of an accident: what the hub held for true, from its `provenance.recordedAt` on. Its provenance names the report, supplement or conclusion that made it.',
})
export class AccidentVersion extends AccidentState {}

@ObjectType({
  description: 'Supplementary report 补报 (Decree 493, art. 13): the accident’s figures from this document on.',
})
export class AccidentSupplement extends CasualtyFigures implements Pick<SupplementRow, 'documentNumber' | 'changedOn'> {
  @Field(() => String, { description: 'Number of the supplementary report at the agency that sent it.' })
  documentNumber: string;

  @Field(() => DateScalar, { description: 'Day on which what it reports changed 变化日期.' })
  changedOn: string;
}

@ObjectType({ description: 'What a report, supplement or conclusion led to.' })
export class AccidentReport {
  @Field(() => Accident, { description: 'The accident as it stands after it.' })
  accident: Accident;

  @Field(() => Int, { description: 'Position of the register changes after it.' })
  position: number;
}

export const AccidentConnection = connectionOf('Accident', () => Accident);
export type AccidentConnection = Page<Accident>;
