import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Agencies, HubContext } from '../../access/index.js';
import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { NoticeStatusEnum } from '../../kernel/enums.js';
import { notFound } from '../../kernel/errors.js';
import { pageOf, pageSize } from '../../kernel/paging.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { NoticeStatus } from '../../kernel/vocabulary.js';
import type { CaseLoaders } from '../case/case.loader.js';
import type { CaseRow } from '../case/case.store.js';
import { LinkageCase } from '../case/case.type.js';
import { type NoticeLoaders, noticeView } from '../notice/notice.loader.js';
import type { MeasureRow, NoticeGradingRow, NoticeReadStore, NoticeRow } from '../notice/notice.read.store.js';
import { noticeStatus } from '../notice/notice.status.js';
import {
  Measure,
  Notice,
  NoticeConnection,
  NoticeFilter,
  NoticeGrading,
  NoticeRecipient,
} from '../notice/notice.type.js';
import type { RestrictionRow } from '../restriction/restriction.store.js';
import { EnterpriseStub, Restriction } from '../restriction/restriction.type.js';
import { carries, countyOf, restrictionView } from '../restriction/restriction.view.js';
import type { RestrictionLoaders } from './restriction.resolver.js';
import { DivisionStub, GradingStub } from './stubs.type.js';

const LIST = 'notices';
/** An id that a notice can have. */
export const NOTICE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const CASE_ID = /^\d{1,18}$/;

export interface NoticeDeps {
  agencies: Agencies;
  notices: NoticeReadStore;
  noticeLoaders: NoticeLoaders;
  caseLoaders: CaseLoaders;
  restrictionLoaders: RestrictionLoaders;
}

@Resolver(() => Notice)
export class NoticeResolver {
  constructor(private readonly deps: NoticeDeps) {}

  @Query(() => NoticeConnection, {
    description:
      'Notices, latest first: a recipient’s own; to a safety regulator and to a county’s government those of their division; to operators all.',
  })
  async notices(
    @Arg('filter', () => NoticeFilter, { nullable: true }) filter: NoticeFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<NoticeConnection> {
    const view = noticeView(context);
    const limit = pageSize(first);
    const [position = null] = after === null ? [] : readCursor(LIST, after, [/^\d{1,15}$/]);
    const { uscc, division, recipient, kind, status, issuedFrom, issuedUntil } = filter ?? {};
    const caseId = filter?.case;
    // What no agency or case can be called, none is.
    const none = (recipient && !NOTICE_ID.test(recipient)) || (caseId && !CASE_ID.test(caseId));
    const query = {
      uscc: uscc ?? undefined,
      division: division ?? undefined,
      recipient: recipient ?? undefined,
      kind: kind ?? undefined,
      caseId: caseId ?? undefined,
      statuses: status ?? undefined,
      issuedFrom: issuedFrom ?? undefined,
      issuedUntil: issuedUntil ?? undefined,
    };
    const start = position === null ? null : Number(position);
    const rows = none ? [] : await this.deps.notices.page(view, query, start, limit);
    return pageOf(rows, limit, (n) => writeCursor(LIST, [n.position]), after);
  }

  @Query(() => Notice, { description: 'A notice that the caller reads. NOT_FOUND where there is none.' })
  async notice(
    @Arg('id', () => ID, { description: 'Which one.' }) id: string,
    @Ctx() context: HubContext,
  ): Promise<NoticeRow> {
    const load = this.deps.noticeLoaders.byId(context);
    const found = NOTICE_ID.test(id) ? await load.load(id) : null;
    if (!found) throw notFound(`notice ${id.slice(0, 40)}`);
    return found;
  }

  @FieldResolver(() => NoticeRecipient, { description: 'The agency that it is for.' })
  async recipient(@Root() { recipientId }: NoticeRow): Promise<NoticeRecipient> {
    return { id: recipientId, name: await this.deps.agencies.nameOf(recipientId) };
  }

  @FieldResolver(() => DivisionStub, {
    description: 'Division of the case, to its recipient the county; of gradings, the nearest that covers them.',
  })
  division(@Root() { divisionCode }: NoticeRow, @Ctx() context: HubContext): DivisionStub {
    return { code: carries(restrictionView(context), divisionCode) ? divisionCode : countyOf(divisionCode) };
  }

  @FieldResolver(() => EnterpriseStub, { nullable: true, description: 'The enterprise restricted; null of gradings.' })
  enterprise(@Root() { uscc }: NoticeRow): EnterpriseStub | null {
    return uscc === null ? null : { uscc };
  }

  @FieldResolver(() => NoticeStatusEnum, { description: 'Where it stands, as of today.' })
  status(@Root() row: NoticeRow, @Ctx() context: HubContext): NoticeStatus {
    return noticeStatus(row, context.today);
  }

  @FieldResolver(() => String, { description: 'Policy and version that it follows.' })
  policy(@Root() { policyCode, policyVersion }: NoticeRow): string {
    return `${policyCode} ${policyVersion}`;
  }

  @FieldResolver(() => LinkageCase, { nullable: true, description: 'The case, as it stands now; null of gradings.' })
  case(@Root() { caseId }: NoticeRow, @Ctx() context: HubContext): Promise<CaseRow | null> | null {
    return caseId === null ? null : this.deps.caseLoaders.told(context).load(caseId);
  }

  @FieldResolver(() => [Restriction], { description: 'The restrictions that it tells of, as they stand now.' })
  restrictions(@Root() { caseId }: NoticeRow, @Ctx() context: HubContext): Promise<RestrictionRow[]> | [] {
    return caseId === null ? [] : this.deps.restrictionLoaders.ofToldCases(context).load(caseId);
  }

  @FieldResolver(() => [NoticeGrading], { description: 'The results of grading that it tells of, at most 500.' })
  gradings(@Root() { id, kind }: NoticeRow, @Ctx() context: HubContext): Promise<NoticeGradingRow[]> | [] {
    return kind === 'GRADING' ? this.deps.noticeLoaders.gradings(context).load(id) : [];
  }

  @FieldResolver(() => [Measure], { description: 'What the recipient did because of it, in the order reported.' })
  measures(@Root() { id, actedAt }: NoticeRow, @Ctx() context: HubContext): Promise<MeasureRow[]> | [] {
    return actedAt === null ? [] : this.deps.noticeLoaders.measures(context).load(id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The hub’s signed word that the recipient acknowledged it: a compact JWS (EdDSA) that anyone checks with the hub’s JWKS; null: not yet (schema/PROTOCOL.md, "Acknowledgements").',
  })
  acknowledgementReceipt(@Root() { receipt }: NoticeRow): string | null {
    return receipt;
  }
}

@Resolver(() => NoticeGrading)
export class NoticeGradingResolver {
  @FieldResolver(() => GradingStub, {
    nullable: true,
    description: 'The grading as it is now; null where it is no longer public.',
  })
  grading(@Root() { gradingId }: NoticeGradingRow): GradingStub {
    return { id: gradingId };
  }
}
