import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { HazardStateEnum } from '../kernel/enums.js';
import { connectionOf, type Page } from '../kernel/page.type.js';
import { DateScalar, DateTimeScalar, YuanScalar } from '../kernel/scalars.js';
import { divisionStub, enterpriseStub } from '../kernel/stub.type.js';
import type { HazardState } from '../kernel/vocabulary.js';
import { factFields, withFields } from '../register/index.js';
import { HAZARD, PLAN } from './hazard.facts.js';
import type { ShownHazard, StepRow } from './hazard.store.js';

export const EnterpriseStub = enterpriseStub('hazard');
export type EnterpriseStub = InstanceType<typeof EnterpriseStub>;
export const DivisionStub = divisionStub('hazard');
export type DivisionStub = InstanceType<typeof DivisionStub>;

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

/** The state has a name of its own in the API, and the five a type. */
const { state: _, ...SHOWN } = HAZARD;

@ObjectType()
class HazardFacts {}
withFields(
  HazardFacts,
  factFields(SHOWN, (fact) => fact.description),
  Object.keys(SHOWN).filter((name) => !(name in PLAN)),
);

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'Hidden hazard 事故隐患 of an enterprise, and where its rectification stands (Work Safety Law 2021, art. 41).',
})
export class Hazard extends HazardFacts {
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
export type HazardConnection = Page<ShownHazard>;
