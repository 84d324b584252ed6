import { Arg, Ctx, FieldResolver, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { authorise, type HubContext } from '../../access/index.js';
import { factsOf, fromTheLog, LogNotification, type SubscriptionSource } from '../../exchange/index.js';
import { notFound } from '../../kernel/errors.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { NoticeLoaders } from '../notice/notice.loader.js';
import type { NoticeRow } from '../notice/notice.read.store.js';
import { Notice } from '../notice/notice.type.js';

@ObjectType({ description: 'Notice notification 通报送达: a notice was issued to the caller.' })
export class NoticeNotification extends LogNotification {}

interface Source extends NoticeNotification {
  noticeId: string;
}

@Resolver(() => NoticeNotification)
export class NoticeSubscriptionResolver {
  constructor(private readonly loaders: NoticeLoaders) {}

  @Subscription(() => NoticeNotification, {
    subscribe: fromTheLog,
    description:
      'The caller’s own notices as they are issued. With `after`, what was missed comes first, then what is new.',
  })
  noticeIssued(
    @Arg('after', () => CursorScalar, { nullable: true, description: 'Behind this cursor; left out: from now on.' })
    _after: string | null,
  ): NoticeNotification {
    return fromTheLog();
  }

  @FieldResolver(() => Notice, { description: 'The notice, as it stands now.' })
  async notice(@Root() { noticeId }: Source, @Ctx() context: HubContext): Promise<NoticeRow> {
    const found = await this.loaders.byId(context).load(noticeId);
    if (!found) throw notFound(`notice ${noticeId}`);
    return found;
  }
}

export const noticeIssued: SubscriptionSource = {
  field: 'noticeIssued',
  personal: true,
  listen: (_args, viewer) => {
    authorise(viewer, 'notice.read');
    // An operator sees everybody's events; what it is told here is what was sent to it.
    return { types: ['notice.issued'], matches: ({ recipientId }) => recipientId === viewer.agencyId };
  },
  notification: (event, cursor): Source => ({
    cursor,
    recordedAt: event.recordedAt,
    noticeId: factsOf<{ id: string }>(event).id,
  }),
};
