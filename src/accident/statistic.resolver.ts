import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { HubContext } from '../access/index.js';
import { AccidentFilter } from './accident.input.js';
import type { AccidentDeps } from './accident.resolver.js';
import { DivisionStub } from './accident.type.js';
import { countAccidents, type StatisticRow } from './statistic.store.js';
import { AccidentStatistic, StatisticDimension } from './statistic.type.js';

const stub = (code: string | null | undefined): DivisionStub | null => (code ? { code } : null);

@Resolver(() => AccidentStatistic)
export class StatisticResolver {
  constructor(private readonly deps: AccidentDeps) {}

  @Query(() => [AccidentStatistic], {
    description:
      'Accidents that the caller may see, counted by dimensions, in the order of the dimensions. Without any, one row of totals; a repeated dimension counts once. At most 10,000 rows.',
  })
  accidentStatistics(
    @Arg('filter', () => AccidentFilter, { nullable: true }) filter: AccidentFilter | null,
    @Arg('by', () => [StatisticDimension], { description: 'What to count by.' }) by: StatisticDimension[],
    @Ctx() context: HubContext,
  ): Promise<StatisticRow[]> {
    return countAccidents(this.deps.db, this.deps.loaders.viewOf(context), filter, by);
  }

  @FieldResolver(() => DivisionStub, { nullable: true })
  prefecture(@Root() row: StatisticRow): DivisionStub | null {
    return stub(row.prefecture);
  }

  @FieldResolver(() => DivisionStub, { nullable: true })
  county(@Root() row: StatisticRow): DivisionStub | null {
    return stub(row.county);
  }
}
