import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { DivisionCodeScalar } from '../../kernel/scalars.js';

@Directive('@key(fields: "code")')
@ObjectType('Division', { description: 'Administrative division 行政区划 (GB/T 2260; towns of Gansu).' })
export class DivisionStub {
  @Field(() => DivisionCodeScalar, { description: 'Its code 行政区划代码.' })
  code: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Grading', { description: 'Safety-standardisation grading 安全生产标准化评审定级 of an enterprise.' })
export class GradingStub {
  @Field(() => ID, { description: 'Identifies the grading at the hub.' })
  id: string;
}
