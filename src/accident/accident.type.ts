import 'reflect-metadata';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, type Page } from '../kernel/page.type.js';
import { DateScalar } from '../kernel/scalars.js';
import { divisionStub, enterpriseStub } from '../kernel/stub.type.js';
import { factFields, withFields } from '../register/index.js';
import { ACCIDENT, FIGURES } from './accident.facts.js';
import type { AccidentRow } from './accident.store.js';

export const EnterpriseStub = enterpriseStub('accident');
export type EnterpriseStub = InstanceType<typeof EnterpriseStub>;
export const DivisionStub = divisionStub('accident');
export type DivisionStub = InstanceType<typeof DivisionStub>;

const shown = factFields(ACCIDENT, (fact) => fact.description);
const figures = Object.keys(FIGURES);

@ObjectType()
class CasualtyFigures {}
withFields(CasualtyFigures, shown, figures);

@ObjectType()
class AccidentState extends CasualtyFigures {}
withFields(
  AccidentState,
  shown,
  Object.keys(ACCIDENT).filter((name) => !figures.includes(name)),
);

@Directive('@key(fields: "id")')
@ObjectType({ description: 'Work-safety accident 生产安全事故 (State Council Decree 493).' })
export class Accident extends AccidentState {
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
export class AccidentSupplement extends CasualtyFigures {
  @Field(() => String, { description: 'Number of the supplementary report at the agency that sent it.' })
  documentNumber: string;

  @Field(() => DateScalar, { description: 'Day on which what it reports changed 变化日期.' })
  changedOn: string;
}

@ObjectType({ description: 'What a report, supplement or conclusion led to.' })
export class AccidentReport {
  @Field(() => Accident, { description: 'The accident as it stands after it.' })
  accident: AccidentRow;

  @Field(() => Int, { description: 'Position of the register changes after it.' })
  position: number;
}

export const AccidentConnection = connectionOf('Accident', () => Accident);
export type AccidentConnection = Page<AccidentRow>;
