import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { divisionStub } from '../../kernel/stub.type.js';

export const DivisionStub = divisionStub('linkage');
export type DivisionStub = InstanceType<typeof DivisionStub>;

@Directive('@key(fields: "id")')
@ObjectType('Grading', { description: 'Safety-standardisation grading 安全生产标准化评审定级 of an enterprise.' })
export class GradingStub {
  @Field(() => ID, { description: 'Identifies the grading at the hub.' })
  id: string;
}
