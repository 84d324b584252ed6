import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { type HubContext, perRequest } from '../../access/index.js';
import { batchers } from '../../kernel/batcher.js';
import { RestrictionStatusEnum } from '../../kernel/enums.js';
import { Loader } from '../../kernel/loader.js';
import { pageById } from '../../kernel/paging.js';
import { CursorScalar, DateScalar } from '../../kernel/scalars.js';
import type { RestrictionStatus } from '../../kernel/vocabulary.js';
import type { CaseLoaders } from '../case/case.loader.js';
import type { CaseRow } from '../case/case.store.js';
import { LinkageCase } from '../case/case.type.js';
import type { PolicyBook } from '../policy/policy.book.js';
import { englishBasis } from '../policy/policy.english.js';
import { restrictionStatus } from '../restriction/restriction.status.js';
import type { RestrictionRow, RestrictionStore } from '../restriction/restriction.store.js';
import {
  EnterpriseStub,
  Restriction,
  RestrictionConnection,
  RestrictionFilter,
} from '../restriction/restriction.type.js';
import { type RestrictionView, restrictionView, viewName } from '../restriction/restriction.view.js';

const LIST = 'restrictions';

export function restrictionLoaders(store: RestrictionStore) {
  const inForce = batchers<{ view: RestrictionView; on: string }, string, RestrictionRow[]>(
    ({ view, on }, usccs) => store.inForce(view, on, usccs),
    ({ view, on }) => `${viewName(view)} ${on}`,
  );
  const byId = batchers<RestrictionView, string, RestrictionRow | null>((view, ids) => store.byId(view, ids), viewName);
  return {
    /** By day, then by code. */
    inForce: perRequest((context) => {
      const view = restrictionView(context);
      const days = new Map<string, Loader<string, RestrictionRow[]>>();
      return (uscc: string, on: string) => {
        let day = days.get(on);
        if (!day) {
          const load = inForce({ view, on });
          day = new Loader((keys: readonly string[]) => load.many(keys));
          days.set(on, day);
        }
        return day.load(uscc);
      };
    }),
    /** By the case that they belong to. */
    ofCases: perRequest((context) => {
      const view = restrictionView(context);
      return new Loader((ids: readonly string[]) => store.ofCases(view, ids));
    }),
    /** By the case that a notice told the viewer of. */
    ofToldCases: perRequest(() => new Loader((ids: readonly string[]) => store.ofCases('TOLD', ids))),
    byId: perRequest((context) => {
      const load = byId(restrictionView(context));
      return new Loader((keys: readonly string[]) => load.many(keys));
    }),
  };
}
export type RestrictionLoaders = ReturnType<typeof restrictionLoaders>;

@Resolver(() => Restriction)
export class RestrictionResolver {
  constructor(
    private readonly deps: {
      restrictions: RestrictionStore;
      caseLoaders: CaseLoaders;
      book: PolicyBook;
    },
  ) {}

  @Query(() => RestrictionConnection, {
    description:
      'Restrictions, latest first: those in force; to the public, those of them that were announced to it; to the authorities of a case, its others too.',
  })
  async restrictions(
    @Arg('filter', () => RestrictionFilter, { nullable: true }) filter: RestrictionFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<RestrictionConnection> {
    const view = restrictionView(context);
    const query = {
      uscc: filter?.uscc ?? undefined,
      division: filter?.division ?? undefined,
      domains: filter?.domain ?? undefined,
      inForceOn: filter?.inForceOn ?? undefined,
    };
    return pageById<Restriction>(LIST, { first, after }, (id, limit) =>
      this.deps.restrictions.page(view, query, id, limit),
    );
  }

  @FieldResolver(() => EnterpriseStub, { description: 'The enterprise restricted.' })
  enterprise(@Root() row: RestrictionRow): EnterpriseStub {
    return { uscc: row.uscc };
  }

  @FieldResolver(() => LinkageCase, {
    nullable: true,
    description:
      'The case that it belongs to, as it stands now; null of one that was loaded from elsewhere, and where it has ended.',
  })
  case(@Root() { caseId }: RestrictionRow, @Ctx() context: HubContext): Promise<CaseRow | null> | null {
    return caseId === null ? null : this.deps.caseLoaders.byId(context).load(caseId);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The legal basis in English; null where the hub does not have the policy any more.',
  })
  legalBasisEnglish(@Root() { policy }: RestrictionRow): Promise<string | null> {
    return englishBasis(this.deps.book, policy);
  }

  @FieldResolver(() => RestrictionStatusEnum, { description: 'Where it stands: as of the day asked for, else today.' })
  status(@Root() row: RestrictionRow, @Ctx() context: HubContext): RestrictionStatus {
    return restrictionStatus(row, row.statusOn ?? context.today);
  }
}

@Resolver(() => EnterpriseStub)
export class EnterpriseRestrictionResolver {
  constructor(private readonly loaders: RestrictionLoaders) {}

  @FieldResolver(() => [Restriction], { description: 'Restrictions in force today, or on the day given.' })
  restrictions(
    @Root() { uscc }: EnterpriseStub,
    @Arg('inForceOn', () => DateScalar, { nullable: true, description: 'In force on this day.' }) inForceOn:
      | string
      | null,
    @Ctx() context: HubContext,
  ): Promise<Restriction[]> {
    return this.loaders.inForce(context)(uscc, inForceOn ?? context.today);
  }
}
