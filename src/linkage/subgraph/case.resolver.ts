import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { type HubContext, perRequest, scopeOf } from '../../access/index.js';
import { AccidentLevelEnum, CaseStatusEnum } from '../../kernel/enums.js';
import { notFound } from '../../kernel/errors.js';
import { pageById } from '../../kernel/paging.js';
import { CursorScalar, DateScalar } from '../../kernel/scalars.js';
import { searchText } from '../../kernel/search-text.js';
import type { AccidentLevel } from '../../kernel/vocabulary.js';
import type { CaseLoaders } from '../case/case.loader.js';
import type { CaseReadStore } from '../case/case.read.store.js';
import type { CaseStatus } from '../case/case.row.js';
import type { CaseRow } from '../case/case.store.js';
import type { CaseTeller, ToldCase } from '../case/case.told.js';
import {
  CAUSES,
  CaseCause,
  FACT_DAY,
  LEVEL,
  LinkageCase,
  LinkageCaseConnection,
  LinkageCaseFilter,
  LinkageCaseVersion,
} from '../case/case.type.js';
import type { NoticeLoaders } from '../notice/notice.loader.js';
import type { NoticeRow } from '../notice/notice.read.store.js';
import { Notice } from '../notice/notice.type.js';
import type { PolicyBook } from '../policy/policy.book.js';
import { LinkagePolicy } from '../policy/policy.type.js';
import { policyView } from '../policy/policy.view.js';
import type { RestrictionRow } from '../restriction/restriction.store.js';
import { EnterpriseStub, Restriction } from '../restriction/restriction.type.js';
import { restrictionView } from '../restriction/restriction.view.js';
import type { RestrictionLoaders } from './restriction.resolver.js';
import { DivisionStub } from './stubs.type.js';

const LIST = 'linkageCases';
const ID_SHAPE = /^\d{1,18}$/;

export interface CaseDeps {
  cases: CaseReadStore;
  caseLoaders: CaseLoaders;
  noticeLoaders: NoticeLoaders;
  restrictionLoaders: RestrictionLoaders;
  book: PolicyBook;
  tell: CaseTeller;
}

@Resolver(() => LinkageCase)
export class CaseResolver {
  /** What this request's reader is told of a row: worked out once, whichever fields ask. */
  private readonly told: (context: HubContext) => (row: CaseRow) => Promise<ToldCase>;

  constructor(private readonly deps: CaseDeps) {
    this.told = perRequest((context) => {
      const known = new WeakMap<CaseRow, Promise<ToldCase>>();
      return (row) => {
        const found = known.get(row) ?? deps.tell(context, row);
        known.set(row, found);
        return found;
      };
    });
  }

  @Query(() => LinkageCaseConnection, {
    description:
      'Linkage cases, latest opened first: those in force; to the public, those of them that were announced to it; to the authorities of a case, its others too.',
  })
  async linkageCases(
    @Arg('filter', () => LinkageCaseFilter, { nullable: true }) filter: LinkageCaseFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<LinkageCaseConnection> {
    const view = restrictionView(context);
    return pageById(LIST, { first, after }, (id, limit) => {
      const query = {
        uscc: filter?.uscc ?? undefined,
        division: filter?.division ?? undefined,
        policy: searchText('filter.policy', filter?.policy),
        statuses: filter?.status ?? undefined,
      };
      return this.deps.cases.page(view, query, id, limit);
    });
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

  @FieldResolver(() => CaseStatusEnum, {
    description: 'Where it stands, as of today; to others than its authorities, a request for repair does not show.',
  })
  async status(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<CaseStatus> {
    return (await this.told(context)(row)).status;
  }

  @FieldResolver(() => String, {
    description:
      'Names it by policy, trigger and key fact; opened again, it ends with #2. To who may not read all that it rests on: by policy and number.',
  })
  async key(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<string> {
    return (await this.told(context)(row)).key;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Code of the trigger 触发情形 in its policy. Null to who may not read all that the case rests on.',
  })
  async trigger(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<string | null> {
    return (await this.told(context)(row)).trigger;
  }

  @FieldResolver(() => DateScalar, FACT_DAY)
  async factDay(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<string | null> {
    return (await this.told(context)(row)).factDay;
  }

  @FieldResolver(() => [CaseCause], CAUSES)
  async causes(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<CaseCause[]> {
    return (await this.told(context)(row)).causes;
  }

  @FieldResolver(() => AccidentLevelEnum, LEVEL)
  async level(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<AccidentLevel | null> {
    return (await this.told(context)(row)).level;
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'Day on which the hub proposed it; null to others than its authorities.',
  })
  async proposedOn(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<string | null> {
    return (await this.told(context)(row)).proposedOn;
  }

  @FieldResolver(() => DateScalar, {
    description: 'Day of its latest step; to others than its authorities, of its decision or its end.',
  })
  async since(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<string> {
    return (await this.told(context)(row)).since;
  }

  @FieldResolver(() => EnterpriseStub, { description: 'The enterprise.' })
  enterprise(@Root() { uscc }: CaseRow): EnterpriseStub {
    return { uscc };
  }

  @FieldResolver(() => DivisionStub, {
    description:
      'Where the fact happened: its jurisdiction’s policy decides. To who may not read all that the case rests on: the county.',
  })
  async division(@Root() row: CaseRow, @Ctx() context: HubContext): Promise<DivisionStub> {
    return { code: (await this.told(context)(row)).division };
  }

  @FieldResolver(() => LinkagePolicy, { nullable: true, description: 'The policy that it was opened by.' })
  async policy(@Root() { policyCode, policyVersion }: CaseRow): Promise<LinkagePolicy | null> {
    const { rows } = await this.deps.book.current();
    const found = rows.find(({ policy: p }) => p.code === policyCode && p.version === policyVersion);
    return found ? policyView(found) : null;
  }

  @FieldResolver(() => [Restriction], { description: 'What it limits: one restriction for each domain.' })
  restrictions(@Root() { id, toldByNotice }: CaseRow, @Ctx() context: HubContext): Promise<RestrictionRow[]> {
    const { ofCases, ofToldCases } = this.deps.restrictionLoaders;
    return (toldByNotice ? ofToldCases : ofCases)(context).load(id);
  }

  @FieldResolver(() => [Notice], { description: 'Its notices, as far as the caller reads them; none to the public.' })
  notices(@Root() { id }: CaseRow, @Ctx() context: HubContext): Promise<NoticeRow[]> | [] {
    if (scopeOf(context.viewer, 'notice.read') === null) return [];
    return this.deps.noticeLoaders.ofCases(context).load(id);
  }

  @FieldResolver(() => [LinkageCaseVersion], {
    description:
      'Every recorded version with its reason, newest first, to its authorities; to others, the versions that changed what was announced.',
  })
  async history(@Root() { id }: CaseRow, @Ctx() context: HubContext): Promise<LinkageCaseVersion[]> {
    const rows = await this.deps.caseLoaders.versions(context).load(id);
    const told = await Promise.all(rows.map(async (row) => ({ row, told: await this.deps.tell(context, row) })));
    const shown = told.filter(({ row, told: t }, i) => t.carries || changesShared(row, told[i + 1]?.row));
    return shown.map(({ row, told: { carries, status: _, ...facts } }) => ({
      ...row,
      ...facts,
      status: carries || row.state !== 'REPAIR_REQUESTED' ? row.state : 'IN_FORCE',
      on: facts.since,
      documentNumber: carries ? row.documentNumber : null,
      penaltyDocumentNumber: carries ? (row.stated?.penaltyDocumentNumber ?? null) : null,
    }));
  }
}

/** Whether a version says of the restriction something else than the one before it. */
const changesShared = (row: CaseRow, before: CaseRow | undefined): boolean =>
  before === undefined ||
  (['effectiveFrom', 'effectiveUntil', 'publishedOn', 'endedOn', 'policyVersion'] as const).some(
    (k) => row[k] !== before[k],
  );
