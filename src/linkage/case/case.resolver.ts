import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { type HubContext, scopeOf } from '../../access/index.js';
import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { CaseStatusEnum } from '../../kernel/enums.js';
import { notFound } from '../../kernel/errors.js';
import { pageOf, pageSize } from '../../kernel/paging.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { NoticeLoaders } from '../notice/notice.loader.js';
import type { NoticeRow } from '../notice/notice.read.store.js';
import { Notice } from '../notice/notice.type.js';
import type { PolicyBook } from '../policy/policy.book.js';
import { LinkagePolicy } from '../policy/policy.type.js';
import { policyView } from '../policy/policy.view.js';
import type { RestrictionLoaders } from '../restriction.resolver.js';
import type { RestrictionRow } from '../restriction.store.js';
import { EnterpriseStub, Restriction } from '../restriction.type.js';
import { restrictionView } from '../restriction.view.js';
import { DivisionStub } from '../stubs.type.js';
import type { CaseLoaders } from './case.loader.js';
import type { CaseReadStore } from './case.read.store.js';
import { type CaseStatus, caseStatus } from './case.row.js';
import type { CaseRow } from './case.store.js';
import { LinkageCase, LinkageCaseConnection, LinkageCaseFilter, LinkageCaseVersion } from './case.type.js';

const LIST = 'linkageCases';
const ID_SHAPE = /^\d{1,18}$/;

export interface CaseDeps {
  cases: CaseReadStore;
  caseLoaders: CaseLoaders;
  noticeLoaders: NoticeLoaders;
  restrictionLoaders: RestrictionLoaders;
  book: PolicyBook;
}

@Resolver(() => LinkageCase)
export class CaseResolver {
  constructor(private readonly deps: CaseDeps) {}

  @Query(() => LinkageCaseConnection, {
    description: 'Linkage cases, latest opened first; to the public, those announced to it.',
  })
  async linkageCases(
    @Arg('filter', () => LinkageCaseFilter, { nullable: true }) filter: LinkageCaseFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<LinkageCaseConnection> {
    const view = restrictionView(context);
    const limit = pageSize(first);
    const [id = null] = after === null ? [] : readCursor(LIST, after, [ID_SHAPE]);
    const query = {
      uscc: filter?.uscc ?? undefined,
      division: filter?.division ?? undefined,
      policy: filter?.policy ?? undefined,
      statuses: filter?.status ?? undefined,
    };
    const rows = await this.deps.cases.page(view, query, id, limit);
    return pageOf(rows, limit, (c) => writeCursor(LIST, [c.id]), after);
  }

  @Query(() => LinkageCase, { description: 'A linkage case that the caller may see. NOT_FOUND where there is none.' })
  async linkageCase(
    @Arg('id', () => ID, { description: 'Which one.' }) id: string,
    @Ctx() context: HubContext,
  ): Promise<CaseRow> {
    const load = this.deps.caseLoaders.byId(context);
    const found = ID_SHAPE.test(id) ? await load.load(id) : null;
    if (!found) throw notFound(`linkage case ${id.slice(0, 40)}`);
    return found;
  }

  @FieldResolver(() => CaseStatusEnum, { description: 'Where it stands, as of today.' })
  status(@Root() row: CaseRow, @Ctx() context: HubContext): CaseStatus {
    return caseStatus(row, context.today);
  }

  @FieldResolver(() => EnterpriseStub, { description: 'The enterprise.' })
  enterprise(@Root() { uscc }: CaseRow): EnterpriseStub {
    return { uscc };
  }

  @FieldResolver(() => DivisionStub, { description: 'Where the fact happened: its jurisdiction’s policy decides.' })
  division(@Root() { divisionCode }: CaseRow): DivisionStub {
    return { code: divisionCode };
  }

  @FieldResolver(() => LinkagePolicy, { nullable: true, description: 'The policy that it was opened by.' })
  async policy(@Root() { policyCode, policyVersion }: CaseRow): Promise<LinkagePolicy | null> {
    const { rows } = await this.deps.book.current();
    const found = rows.find(({ policy: p }) => p.code === policyCode && p.version === policyVersion);
    return found ? policyView(found) : null;
  }

  @FieldResolver(() => [Restriction], { description: 'What it limits: one restriction for each domain.' })
  restrictions(@Root() { id }: CaseRow, @Ctx() context: HubContext): Promise<RestrictionRow[]> {
    return this.deps.restrictionLoaders.ofCases(context).load(id);
  }

  @FieldResolver(() => [Notice], { description: 'Its notices, as far as the caller reads them; none to the public.' })
  notices(@Root() { id }: CaseRow, @Ctx() context: HubContext): Promise<NoticeRow[]> | [] {
    if (scopeOf(context.viewer, 'notice.read') === null) return [];
    return this.deps.noticeLoaders.ofCases(context).load(id);
  }

  @FieldResolver(() => [LinkageCaseVersion], {
    description: 'Every recorded version with its reason, newest first; to the public, from its publication on.',
  })
  async history(@Root() { id }: CaseRow, @Ctx() context: HubContext): Promise<LinkageCaseVersion[]> {
    const open = context.viewer.kind === 'PUBLIC';
    const versions = await this.deps.caseLoaders.versions(context).load(id);
    return versions.map((v) => ({
      ...v,
      status: v.state,
      on: v.since,
      // What an agency wrote may name people, whatever it was told.
      reason: open && v.providerId !== null ? null : v.reason,
      penaltyDocumentNumber: v.stated?.penaltyDocumentNumber ?? null,
    }));
  }
}
