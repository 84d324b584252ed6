import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import type { Agencies, HubContext } from '../../access/index.js';
import { noticeView } from '../notice/notice.loader.js';
import { NoticeRecipient } from '../notice/notice.type.js';
import { countNotices, type StatisticRow } from '../notice/statistic.store.js';
import { LinkageDimension, LinkageStatistic, LinkageStatisticFilter } from '../notice/statistic.type.js';
import { DivisionStub } from './stubs.type.js';

@Resolver(() => LinkageStatistic)
export class LinkageStatisticResolver {
  constructor(private readonly deps: { db: Db; agencies: Agencies }) {}

  @Query(() => [LinkageStatistic], {
    description:
      'Notices that the caller reads, counted by dimensions: issued, acknowledged, acted on, overdue, median time to act. Without any dimension, one row of totals. At most 10,000 rows.',
  })
  linkageStatistics(
    @Arg('filter', () => LinkageStatisticFilter, { nullable: true }) filter: LinkageStatisticFilter | null,
    @Arg('by', () => [LinkageDimension], { description: 'What to count by.' }) by: LinkageDimension[],
    @Ctx() context: HubContext,
  ): Promise<StatisticRow[]> {
    return countNotices(this.deps.db, noticeView(context), filter, by);
  }

  @FieldResolver(() => NoticeRecipient, { nullable: true, description: 'The recipient.' })
  async agency(@Root() { agency }: StatisticRow): Promise<NoticeRecipient | null> {
    return agency === null ? null : { id: agency, name: await this.deps.agencies.nameOf(agency) };
  }

  @FieldResolver(() => DivisionStub, {
    nullable: true,
    description: 'The county, or the division above it that was recorded.',
  })
  division(@Root() { division }: StatisticRow): DivisionStub | null {
    return division === null ? null : { code: division };
  }
}
