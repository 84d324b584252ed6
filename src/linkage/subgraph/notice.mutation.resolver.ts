import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import { authoriseProvider, type HubContext, type Keyring } from '../../access/index.js';
import { HubError, notFound } from '../../kernel/errors.js';
import { RecordReader } from '../../kernel/record-reader.js';
import { readOne } from '../../register/index.js';
import { type AnswerDeps, acknowledgeNotice, type Measure, reportMeasure } from '../notice/notice.answer.js';
import { noticeView } from '../notice/notice.loader.js';
import type { NoticeReadStore, NoticeRow } from '../notice/notice.read.store.js';
import { MeasureInput, Notice } from '../notice/notice.type.js';
import { NOTICE_ID } from './notice.resolver.js';

export interface NoticeMutationDeps {
  db: Db;
  notices: NoticeReadStore;
  keyring: Keyring | undefined;
  logId(): Promise<string>;
}

@Resolver(() => Notice)
export class NoticeMutationResolver {
  constructor(private readonly deps: NoticeMutationDeps) {}

  @Mutation(() => Notice, {
    description:
      'Acknowledges a notice 签收, with a receipt that the hub signs. A repeat changes nothing and answers the first receipt.',
  })
  async acknowledgeNotice(
    @Arg('id', () => ID, { description: 'The notice.' }) id: string,
    @Ctx() context: HubContext,
  ): Promise<NoticeRow> {
    const agency = authoriseProvider(context.viewer, 'notice.act');
    await acknowledgeNotice(this.answering(), agency, noticeId(id, 'id'));
    return this.answered(context, id);
  }

  @Mutation(() => Notice, {
    description:
      'Reports what the agency did because of a notice 落实措施反馈; one that was not acknowledged is with it. The same measure (kind, document, day) again changes nothing.',
  })
  async reportMeasure(
    @Arg('noticeId', () => ID, { description: 'The notice.' }) id: string,
    @Arg('input', () => MeasureInput) input: MeasureInput,
    @Ctx() context: HubContext,
  ): Promise<NoticeRow> {
    const agency = authoriseProvider(context.viewer, 'notice.act');
    await reportMeasure(this.answering(), agency, noticeId(id, 'noticeId'), measureOf(input, context.today));
    return this.answered(context, id);
  }

  private answering(): AnswerDeps {
    const { db, keyring, logId } = this.deps;
    if (!keyring) throw new HubError('UNAVAILABLE', 'this process has no keys to sign receipts with');
    return { db, keyring, logId };
  }

  private async answered(context: HubContext, id: string): Promise<NoticeRow> {
    const [row] = await this.deps.notices.byId(noticeView(context), [id]);
    if (!row) throw notFound(`notice ${id}`);
    return row;
  }
}

function noticeId(id: string, argument: string): string {
  if (!NOTICE_ID.test(id)) throw notFound(`notice ${id.slice(0, 40)}`, argument);
  return id;
}

function measureOf(input: MeasureInput, today: string): Measure {
  return readOne(() =>
    RecordReader.read({ ...input }, (r) => ({
      kind: input.kind,
      documentNumber: r.documentNumber(),
      takenOn: r.date('takenOn') ?? today,
      remark: r.text('remark', 1_000),
    })),
  );
}
