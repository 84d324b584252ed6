import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { HazardLevelEnum, HazardStateEnum } from '../kernel/enums.js';
import { connectionOf, type Page } from '../kernel/page.type.js';
import { DateScalar, DateTimeScalar, DivisionCodeScalar, UsccScalar, YuanScalar } from '../kernel/scalars.js';
import type { HazardLevel, HazardState } from '../kernel/vocabulary.js';
import type { ShownHazard, StepRow } from './hazard.store.js';

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

@ObjectType({
  description:
    'The five implementations 五落实 of a rectification: measures, responsibility, funds, deadline, plan (the plan, section 3.3, item 5; 鄂安〔2010〕20号).',
})
export class FiveImplementations {
  @Field(() => YuanScalar, { nullable: true, description: 'Funds 整改资金, in yuan.' })
  funds: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Deadline of the plan 整改时限. The deadline that counts is the hazard’s own.',
  })
  deadline: string | null;

  @Field(() => Boolean, { description: 'Whether all five are there: without them the plan is not approved.' })
  complete: boolean;
}

@ObjectType()
abstract class HazardFacts
  implements
    Pick<
      ShownHazard,
      'level' | 'description' | 'publicDescription' | 'foundOn' | 'deadline' | 'listedOn' | 'stateSince'
    >
{
  @Field(() => HazardLevelEnum, { description: 'Level 隐患等级: general or major (安监总局令第16号, art. 3).' })
  level: HazardLevel;

  @Field(() => String, {
    nullable: true,
    description:
      'What was found 隐患描述: to the authorities of its division (safety regulators, county governments) and operators the internal text; to everybody else the public one, and of superseded versions none.',
  })
  description: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What everybody may read of it 公开表述; null: no public text was given. Of superseded versions the authorities of its division alone see it.',
  })
  publicDescription: string | null;

  @Field(() => DateScalar, { description: 'Day of finding 发现日期.' })
  foundOn: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day for rectification 整改期限: of the order, the listing, or the latest extension granted.',
  })
  deadline: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of listing for supervision 挂牌督办日期; null where it is not listed.',
  })
  listedOn: string | null;

  @Field(() => DateTimeScalar, { description: 'Since when it is in this state.' })
  stateSince: Date;
}

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'Hidden hazard 事故隐患 of an enterprise, and where its rectification stands (Work Safety Law 2021, art. 41).',
})
export class Hazard extends HazardFacts implements Pick<ShownHazard, 'id' | 'documentNumber'> {
  @Field(() => ID, { description: 'Identifies the hazard at the hub.' })
  id: string;

  @Field(() => String, { description: 'Number of the report at its provider.' })
  documentNumber: string;
}

@ObjectType({
  description: 'One recorded version of a hazard: what the hub held for true, from its `provenance.recordedAt` on.',
})
export class HazardVersion extends HazardFacts {}

@ObjectType({ description: 'One step of a hazard’s rectification 治理过程.' })
export class HazardTransition implements Pick<StepRow, 'from' | 'to' | 'at' | 'deadline' | 'documentNumber'> {
  @Field(() => HazardStateEnum, { nullable: true, description: 'State before; null at the finding.' })
  from: HazardState | null;

  @Field(() => HazardStateEnum, { description: 'State after.' })
  to: HazardState;

  @Field(() => DateTimeScalar, { description: 'When it happened; a finding is of its day’s first instant.' })
  at: Date;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Deadline that the step set; of an extension request, the one asked for. Null where it set none.',
  })
  deadline: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Number of the document behind the step, for example of the order or the acceptance.',
  })
  documentNumber: string | null;
}

export const HazardConnection = connectionOf('Hazard', () => Hazard);
export type HazardConnection = Page<Hazard>;
