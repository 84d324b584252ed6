import 'reflect-metadata';
import { Directive, Field, ObjectType } from 'type-graphql';
import { DateScalar, DivisionCodeScalar, IndustryCodeScalar } from '../kernel/scalars.js';

@Directive('@key(fields: "code")')
@ObjectType({ description: 'Administrative division 行政区划 (GB/T 2260; towns of Gansu).' })
export class Division {
  @Field(() => DivisionCodeScalar, { description: 'Its code 行政区划代码.' })
  code: string;

  @Field(() => String, { nullable: true, description: 'Official name; null for a code that no table lists.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'NATION, PROVINCE, PREFECTURE, COUNTY or TOWN.' })
  level?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which the code was retired; null while it is current.',
  })
  validTo?: string | null;

  @Field(() => Boolean, { description: 'Whether it is a unit of statistics only, such as a development zone.' })
  statisticalOnly?: boolean;
}

@Directive('@key(fields: "code")')
@ObjectType({ description: 'Industry 国民经济行业 (GB/T 4754-2017, amendment 1 of 2019).' })
export class Industry {
  @Field(() => IndustryCodeScalar, { description: 'The code as registered: two to four digits, or a section letter.' })
  code: string;
}

@ObjectType({
  description: 'Safety sector 安全生产行业领域. An industry code suggests one or several; the licence decides.',
})
export class SafetySector {
  @Field(() => String, { description: 'Stable identifier, for example COAL_MINE.' })
  code: string;

  @Field(() => String, { description: 'Chinese name, for example 煤矿.' })
  name: string;

  @Field(() => String, { description: 'English name.' })
  english: string;

  @Field(() => [String], {
    description: 'Named sets of high-risk sectors that it is in; each document has another set.',
  })
  sets: string[];
}
