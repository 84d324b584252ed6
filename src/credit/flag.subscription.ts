import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { authorise, authoriseProvider, type HubContext } from '../access/index.js';
import { fromTheLog, type SubscriptionSource } from '../exchange/index.js';
import { limitExceeded, notFound } from '../kernel/errors.js';
import { CursorScalar, UsccScalar } from '../kernel/scalars.js';
import type { CheckSources } from './check.js';
import { MAX_CHECKS } from './checker.js';
import type { CreditDeps } from './credit.deps.js';
import { CreditCheck } from './credit.type.js';
import type { PortfolioStore } from './portfolio/portfolio.store.js';
import type { PortfolioWatch } from './portfolio/watch.js';

@ObjectType({
  description:
    'Credit flag notification 信用标识变更通知: something that a credit check weighs has changed for a company.',
})
export class CreditFlagNotification {
  @Field(() => CursorScalar, { description: 'Give it as `after` to go on behind this notification.' })
  cursor: string;

  @Field(() => Date, { description: 'When the hub recorded the change.' })
  recordedAt: Date;

  @Field(() => UsccScalar, { description: 'The company 统一社会信用代码.' })
  uscc: string;

  @Field(() => String, { description: 'The type of the event that changed it, for example credit.rated.' })
  event: string;
}

interface Args {
  usccs?: string[] | null;
  portfolio?: string | null;
}

@Resolver(() => CreditFlagNotification)
export class FlagSubscriptionResolver {
  constructor(private readonly deps: Pick<CreditDeps, 'checker'>) {}

  @Subscription(() => CreditFlagNotification, {
    subscribe: fromTheLog,
    description:
      'Companies whose credit check may now answer otherwise: something that it weighs (a rating, a published grading, a restriction or what else has a reason) changed, ran out or took effect, or the enterprise came into the register. With `after`, what was missed comes first, then what is new.',
  })
  creditFlagChanged(
    @Arg('usccs', () => [UsccScalar], {
      nullable: true,
      description: 'Of these companies, at most 10,000; left out: of all.',
    })
    _usccs: string[] | null,
    @Arg('portfolio', () => ID, {
      nullable: true,
      description:
        'Of the companies of this portfolio of the caller; a change of it takes effect within a second. With `usccs` too: of those in both.',
    })
    _portfolio: string | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'Behind this cursor; left out: from now on.' })
    _after: string | null,
  ): CreditFlagNotification {
    return fromTheLog();
  }

  @FieldResolver(() => CreditCheck, {
    description:
      'The check, as it is answered now, and for no earlier day than the one on which the change was recorded.',
  })
  async creditCheck(
    @Root() { uscc, recordedAt }: CreditFlagNotification,
    @Ctx() context: HubContext,
  ): Promise<CreditCheck> {
    const asked = { purpose: null, asOf: null };
    return (await this.deps.checker.check(context, [uscc], asked, recordedAt))[0] as CreditCheck;
  }
}

/** What changes the answer of a check is what its sources say of themselves. */
export const creditFlagChanged = (
  sources: CheckSources,
  portfolios: Pick<PortfolioStore, 'find'>,
  watch: PortfolioWatch,
): SubscriptionSource<Args> => ({
  field: 'creditFlagChanged',
  listen: async ({ usccs, portfolio }, viewer) => {
    authorise(viewer, 'credit.check');
    if (usccs && usccs.length > MAX_CHECKS) throw limitExceeded('usccs', MAX_CHECKS, usccs.length);
    const asked = usccs && new Set(usccs);
    let members: Awaited<ReturnType<PortfolioWatch['of']>> | null = null;
    if (portfolio != null) {
      const own = await portfolios.find(authoriseProvider(viewer, 'portfolio.read'), portfolio);
      if (!own) throw notFound(`portfolio ${portfolio.slice(0, 60)}`);
      members = await watch.of(own.id);
    }
    return {
      types: sources.flatMap(({ weighedBy }) => weighedBy),
      whole: sources.flatMap(({ whole = [] }) => whole),
      matches: ({ subject }) =>
        subject !== null && (!asked || asked.has(subject)) && (!members || members.has(subject)),
      ...(members ? { hold: members.hold } : {}),
    };
  },
  notification: (event, cursor) => ({
    cursor,
    recordedAt: event.recordedAt,
    event: event.type,
    uscc: event.subject,
  }),
});
