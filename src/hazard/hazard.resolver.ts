import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { type Agencies, type HubContext, refuseInternal } from '../access/index.js';
import { readCursor, writeCursor } from '../kernel/cursor.js';
import { HazardStateEnum } from '../kernel/enums.js';
import { Provenance } from '../kernel/page.type.js';
import { pageOf, pageSize } from '../kernel/paging.js';
import { CursorScalar } from '../kernel/scalars.js';
import type { HazardState } from '../kernel/vocabulary.js';
import { RECORD_ID } from '../register/index.js';
import { isOverdue, isUnrectified } from './hazard.deadline.js';
import { HazardFilter } from './hazard.input.js';
import { type HazardLoaders, refuseUnpublished } from './hazard.loader.js';
import { missingImplementations } from './hazard.plan.js';
import type { HazardKey, HazardStore, ShownHazard, ShownStep } from './hazard.store.js';
import {
  DivisionStub,
  EnterpriseStub,
  FiveImplementations,
  Hazard,
  HazardConnection,
  HazardTransition,
  HazardVersion,
} from './hazard.type.js';

/** One name for all lists of hazards: they have one order, so a cursor of one goes on in another. */
const LIST = 'hazards';
const keyOf = (after: string | null): HazardKey | null =>
  after !== null ? (readCursor(LIST, after, [/^\d{4}-\d\d-\d\d$/, RECORD_ID]) as HazardKey) : null;
const cursorOf = (h: ShownHazard): string => writeCursor(LIST, [h.foundOn, h.id]);

/** The five, with the row that its texts are read from. */
type Implementations = FiveImplementations & { of: ShownHazard };
const implementations = (row: ShownHazard): Implementations => ({
  of: row,
  funds: row.planFunds,
  deadline: row.planDeadline,
  complete: missingImplementations(row).length === 0,
});

export interface HazardReadDeps {
  store: HazardStore;
  loaders: HazardLoaders;
  agencies: Agencies;
}

@Resolver(() => Hazard)
export class HazardResolver {
  constructor(private readonly deps: HazardReadDeps) {}

  @Query(() => Hazard, {
    nullable: true,
    description: 'A hazard by its id; null where there is none that the caller may see.',
  })
  hazard(@Arg('id', () => ID) id: string, @Ctx() context: HubContext): Promise<ShownHazard | null> {
    return this.deps.loaders.find(context, id);
  }

  @Query(() => HazardConnection, {
    description:
      'Hazards, latest found first. The public sees those that are listed for supervision; regulators and governments those of their division.',
  })
  async hazards(
    @Arg('filter', () => HazardFilter, { nullable: true }) filter: HazardFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<HazardConnection> {
    const view = this.deps.loaders.viewOf(context);
    const limit = pageSize(first);
    const query = {
      uscc: filter?.uscc ?? undefined,
      division: filter?.division ?? undefined,
      level: filter?.level ?? undefined,
      states: filter?.status ?? undefined,
      overdue: filter?.overdue ?? undefined,
      listed: filter?.listed ?? undefined,
      foundFrom: filter?.foundFrom ?? undefined,
      foundUntil: filter?.foundUntil ?? undefined,
    };
    const rows = await this.deps.store.page(view, query, keyOf(after), limit);
    return pageOf(rows, limit, cursorOf, after);
  }

  @FieldResolver(() => HazardStateEnum, { description: 'State of the rectification 治理状态.' })
  status(@Root() row: ShownHazard): HazardState {
    return row.state;
  }

  @FieldResolver(() => EnterpriseStub, { description: 'The enterprise that has to rectify it.' })
  enterprise(@Root() row: ShownHazard): EnterpriseStub {
    return { uscc: row.uscc };
  }

  @FieldResolver(() => DivisionStub, { description: 'Division where the hazard is.' })
  division(@Root() row: ShownHazard): DivisionStub {
    return { code: row.divisionCode };
  }

  @FieldResolver(() => FiveImplementations, {
    description: 'The five implementations 五落实, as far as they are filled in.',
  })
  fiveImplementations(@Root() row: ShownHazard): FiveImplementations {
    return implementations(row);
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether the deadline has passed, as of today, with the rectification open, whether or not anybody marked it.',
  })
  overdue(@Root() row: ShownHazard, @Ctx() context: HubContext): boolean {
    return isOverdue(row, context.today);
  }

  @FieldResolver(() => Boolean, {
    description:
      '"Failed to rectify" 整改不力 of the linkage rule (the plan, section 3.3, item 7), as of today: ordered or listed, the deadline passed, no acceptance and no extension granted.',
  })
  unrectified(@Root() row: ShownHazard, @Ctx() context: HubContext): boolean {
    return isUnrectified(row, context.today);
  }

  @FieldResolver(() => [HazardTransition], {
    description: 'Every step of the rectification, oldest first; to the public, from the listing on.',
  })
  history(@Root() row: ShownHazard, @Ctx() context: HubContext): Promise<HazardTransition[]> {
    return this.deps.loaders.steps(context).load(row.id);
  }

  @FieldResolver(() => [HazardVersion], { description: 'Every recorded version, newest first. Not published.' })
  versions(@Root() row: ShownHazard, @Ctx() context: HubContext): Promise<HazardVersion[]> {
    refuseUnpublished(context, 'Hazard.versions');
    return this.deps.loaders.versions(context).load(row.id);
  }

  @FieldResolver(() => Provenance, {
    description: 'Who reported it, and when the hub recorded this version; each step names its own source.',
  })
  async provenance(@Root() row: ShownHazard): Promise<Provenance> {
    return { ...row, provider: await this.deps.agencies.nameOf(row.providerId) };
  }
}

/** Its texts name people, and have no public form. */
@Resolver(() => FiveImplementations)
export class FiveImplementationsResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Measures 整改措施: internal, read by the authorities of its division.',
  })
  measures(@Root() { of }: Implementations, @Ctx() context: HubContext): string | null {
    return of.internal ? of.planMeasures : refuseInternal(context, 'FiveImplementations.measures');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Who is responsible 责任人: internal, read by the authorities of its division.',
  })
  responsible(@Root() { of }: Implementations, @Ctx() context: HubContext): string | null {
    return of.internal ? of.planResponsible : refuseInternal(context, 'FiveImplementations.responsible');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Plan 整改方案、预案, its name or number: internal, read by the authorities of its division.',
  })
  plan(@Root() { of }: Implementations, @Ctx() context: HubContext): string | null {
    return of.internal ? of.planDocument : refuseInternal(context, 'FiveImplementations.plan');
  }
}

@Resolver(() => HazardVersion)
export class HazardVersionResolver {
  constructor(private readonly deps: HazardReadDeps) {}

  @FieldResolver(() => HazardStateEnum, { description: 'State in this version.' })
  status(@Root() row: ShownHazard): HazardState {
    return row.state;
  }

  @FieldResolver(() => FiveImplementations, { description: 'The five implementations in this version.' })
  fiveImplementations(@Root() row: ShownHazard): FiveImplementations {
    return implementations(row);
  }

  @FieldResolver(() => Provenance, { description: 'Who reported the hazard, and when the hub recorded this version.' })
  async provenance(@Root() row: ShownHazard): Promise<Provenance> {
    return { ...row, provider: await this.deps.agencies.nameOf(row.providerId) };
  }
}

@Resolver(() => HazardTransition)
export class HazardTransitionResolver {
  constructor(private readonly deps: HazardReadDeps) {}

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Note of the agency that reported the step: internal, read by the authorities of its division.',
  })
  note(@Root() step: ShownStep, @Ctx() context: HubContext): string | null {
    return step.internal ? step.note : refuseInternal(context, 'HazardTransition.note');
  }

  @FieldResolver(() => Provenance, {
    description: 'Who reported the step, by which document, and when the hub recorded it.',
  })
  async provenance(@Root() step: ShownStep): Promise<Provenance> {
    return { ...step, provider: await this.deps.agencies.nameOf(step.providerId) };
  }
}

@Resolver(() => EnterpriseStub)
export class EnterpriseHazardResolver {
  constructor(private readonly deps: HazardReadDeps) {}

  @FieldResolver(() => HazardConnection, {
    description: 'Hazards of the enterprise that the caller may see, latest found first.',
  })
  async hazards(
    @Root() { uscc }: EnterpriseStub,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<HazardConnection> {
    const limit = pageSize(first);
    const rows = await this.deps.loaders.ofEnterprise(context)(uscc, keyOf(after), limit);
    return pageOf(rows, limit, cursorOf, after);
  }
}
