import { Arg, Ctx, FieldResolver, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { authorise, type HubContext } from '../access/index.js';
import { factsOf, fromTheLog, LogNotification, type SubscriptionSource } from '../exchange/index.js';
import { covers } from '../kernel/division-code.js';
import { notFound } from '../kernel/errors.js';
import { CursorScalar, DivisionCodeScalar } from '../kernel/scalars.js';
import { type RegisterLoaders, registerGraph } from '../register/index.js';
import type { Grading } from './grading.facts.js';
import { gradingRegister } from './grading.register.js';
import type { GradingRow } from './grading.store.js';

@ObjectType({ description: 'Grading notification 评审定级公告通知: a grading result was published.' })
export class GradingNotification extends LogNotification {}

interface Source extends GradingNotification {
  gradingId: string;
}
interface Args {
  divisions?: string[] | null;
}

@Resolver(() => GradingNotification)
export class GradingSubscriptionResolver {
  constructor(private readonly loaders: RegisterLoaders<Grading>) {}

  @Subscription(() => GradingNotification, {
    subscribe: fromTheLog,
    description: 'Grading results as they are published. With `after`, what was missed comes first, then what is new.',
  })
  gradingPublished(
    @Arg('divisions', () => [DivisionCodeScalar], { nullable: true, description: 'Of these divisions or below them.' })
    _divisions: string[] | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'Behind this cursor; left out: from now on.' })
    _after: string | null,
  ): GradingNotification {
    return fromTheLog();
  }

  @FieldResolver(() => registerGraph(gradingRegister).types.Type, {
    description: 'The grading, as the hub knows it now.',
  })
  async grading(@Root() { gradingId }: Source, @Ctx() context: HubContext): Promise<GradingRow> {
    const found = await this.loaders.byId(context).load(gradingId);
    if (!found) throw notFound(`grading ${gradingId}`);
    return found;
  }
}

export const gradingPublished: SubscriptionSource<Args> = {
  field: 'gradingPublished',
  listen: ({ divisions }, viewer) => {
    authorise(viewer, 'grading.read');
    return {
      types: ['grading.published'],
      matches: ({ division }) => !divisions || divisions.some((area) => division !== null && covers(area, division)),
    };
  },
  notification: (event, cursor): Source => ({
    cursor,
    recordedAt: event.recordedAt,
    gradingId: String(factsOf<{ id: string }>(event).id),
  }),
};
