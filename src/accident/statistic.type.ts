import 'reflect-metadata';
import { Field, Int, ObjectType } from 'type-graphql';
import {
  AccidentCategoryEnum,
  AccidentLevelEnum,
  AccidentStatusEnum,
  StatisticDimensionEnum,
} from '../kernel/enums.js';
import { YuanScalar } from '../kernel/scalars.js';
import type { AccidentCategory, AccidentLevel, AccidentStatus } from '../kernel/vocabulary.js';
import { DivisionStub } from './accident.type.js';

export const StatisticDimension = StatisticDimensionEnum;
export type StatisticDimension = keyof typeof StatisticDimension;

@ObjectType({ description: 'Accidents counted together 事故统计. A dimension not asked for is null.' })
export class AccidentStatistic {
  @Field(() => Int, { nullable: true, description: 'Year of the accidents, for example 2026.' })
  year: number | null;

  @Field(() => String, { nullable: true, description: 'Quarter of the accidents, for example "2026-Q1".' })
  quarter: string | null;

  @Field(() => String, { nullable: true, description: 'Month of the accidents, for example "2026-03".' })
  month: string | null;

  @Field(() => DivisionStub, {
    nullable: true,
    description: 'Prefecture of the place; null also where only the province is recorded.',
  })
  prefecture: DivisionStub | null;

  @Field(() => DivisionStub, {
    nullable: true,
    description: 'County of the place; null also where only a division above it is recorded.',
  })
  county: DivisionStub | null;

  @Field(() => AccidentLevelEnum, { nullable: true, description: 'Level 事故等级.' })
  level: AccidentLevel | null;

  @Field(() => AccidentCategoryEnum, { nullable: true, description: 'Category 事故类别.' })
  category: AccidentCategory | null;

  @Field(() => AccidentStatusEnum, { nullable: true, description: 'How far the records have come.' })
  status: AccidentStatus | null;

  @Field(() => Int, { description: 'Accidents 事故起数.' })
  accidents: number;

  @Field(() => Int, { description: 'Deaths 死亡人数, in persons.' })
  deaths: number;

  @Field(() => Int, { description: 'Serious injuries with acute poisonings 重伤人数, in persons.' })
  seriousInjuries: number;

  @Field(() => Int, { description: 'Missing 下落不明人数, in persons.' })
  missing: number;

  @Field(() => YuanScalar, { description: 'Direct economic loss 直接经济损失, in yuan: the sum of what is known.' })
  directEconomicLoss: string;
}
