import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../db/client.js';
import { type HubContext, refuseInternal } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { readCursor, writeCursor } from '../kernel/cursor.js';
import { Provenance } from '../kernel/page.type.js';
import { pageOf, pageSize } from '../kernel/paging.js';
import { CursorScalar } from '../kernel/scalars.js';
import type { Catalogue } from '../reference/index.js';
import { RECORD_ID } from '../register/index.js';
import { AccidentFilter } from './accident.input.js';
import type { AccidentLoaders } from './accident.loader.js';
import { type AccidentKey, type AccidentRow, type AccidentStore, keyOf, type SupplementRow } from './accident.store.js';
import {
  Accident,
  AccidentConnection,
  AccidentSupplement,
  AccidentVersion,
  DivisionStub,
  EnterpriseStub,
} from './accident.type.js';

const LIST = 'accidents';

export interface AccidentDeps {
  db: Db;
  store: AccidentStore;
  loaders: AccidentLoaders;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
}

/** The instant travels as milliseconds: what the column keeps, exactly. */
function keyIn(cursor: string | null): AccidentKey | null {
  if (cursor === null) return null;
  const [at, id] = readCursor(LIST, cursor, [/^-?\d{1,14}$/, RECORD_ID]) as [string, string];
  return [Number(at), id];
}

const page = (rows: AccidentRow[], limit: number, after: string | null): AccidentConnection =>
  pageOf(rows, limit, (a) => writeCursor(LIST, keyOf(a)), after);

async function statedBy(row: AccidentRow, loaders: AccidentLoaders, context: HubContext): Promise<Provenance> {
  return { ...row, documentNumber: row.statedIn, provider: await loaders.agencyName(context).load(row.statedBy) };
}

@Resolver(() => Accident)
export class AccidentResolver {
  constructor(private readonly deps: AccidentDeps) {}

  @Query(() => Accident, {
    nullable: true,
    description: 'An accident by its id; null where there is none that the caller may see.',
  })
  accident(@Arg('id', () => ID) id: string, @Ctx() context: HubContext): Promise<AccidentRow | null> {
    return this.deps.loaders.find(context, id);
  }

  @Query(() => AccidentConnection, {
    description:
      'Accidents, latest first. The public sees those concluded and published; county governments and safety regulators those of their division.',
  })
  async accidents(
    @Arg('filter', () => AccidentFilter, { nullable: true }) filter: AccidentFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<AccidentConnection> {
    const view = this.deps.loaders.viewOf(context);
    const limit = pageSize(first);
    return page(await this.deps.store.page(view, filter, keyIn(after), limit), limit, after);
  }

  @FieldResolver(() => EnterpriseStub, { description: 'The enterprise where it happened 事故发生单位.' })
  enterprise(@Root() row: AccidentRow): EnterpriseStub {
    return { uscc: row.uscc };
  }

  @FieldResolver(() => DivisionStub, { description: 'Where it happened 事故发生地.' })
  division(@Root() row: AccidentRow): DivisionStub {
    return { code: row.divisionCode };
  }

  @FieldResolver(() => [AccidentSupplement], {
    description:
      'Supplementary reports 补报 in the order recorded. None for the public: what the law publishes is the result.',
  })
  supplements(@Root() row: AccidentRow, @Ctx() context: HubContext): Promise<AccidentSupplement[]> {
    return this.deps.loaders.supplements(context).load(row.id) as Promise<AccidentSupplement[]>;
  }

  @FieldResolver(() => Provenance, {
    description:
      'Who provided this version and by which document (report, supplement or conclusion), and when the hub recorded it.',
  })
  provenance(@Root() row: AccidentRow, @Ctx() context: HubContext): Promise<Provenance> {
    return statedBy(row, this.deps.loaders, context);
  }

  @FieldResolver(() => [AccidentVersion], {
    description: 'Every recorded version, newest first; for the public, the published ones.',
  })
  history(@Root() row: AccidentRow, @Ctx() context: HubContext): Promise<AccidentVersion[]> {
    return this.deps.loaders.versions(context).load(row.id);
  }
}

@Resolver(() => AccidentVersion)
export class AccidentVersionResolver {
  constructor(private readonly deps: AccidentDeps) {}

  @FieldResolver(() => DivisionStub, { description: 'Where it happened 事故发生地, in this version.' })
  division(@Root() row: AccidentRow): DivisionStub {
    return { code: row.divisionCode };
  }

  @FieldResolver(() => Provenance, {
    description: 'Who provided this version and by which document, and when the hub recorded it.',
  })
  provenance(@Root() row: AccidentRow, @Ctx() context: HubContext): Promise<Provenance> {
    return statedBy(row, this.deps.loaders, context);
  }
}

@Resolver(() => AccidentSupplement)
export class AccidentSupplementResolver {
  constructor(private readonly deps: AccidentDeps) {}

  @FieldResolver(() => String, {
    nullable: true,
    description: 'What changed, in words: internal, read by the authorities of its division.',
  })
  note(@Root() row: SupplementRow, @Ctx() context: HubContext): string | null {
    return row.internal ? row.note : refuseInternal(context, 'AccidentSupplement.note');
  }

  @FieldResolver(() => Provenance, { description: 'Who provided it, and when the hub recorded it.' })
  async provenance(@Root() row: SupplementRow, @Ctx() context: HubContext): Promise<Provenance> {
    return { ...row, provider: await this.deps.loaders.agencyName(context).load(row.providerId) };
  }
}

@Resolver(() => EnterpriseStub)
export class EnterpriseAccidentResolver {
  constructor(private readonly deps: AccidentDeps) {}

  @FieldResolver(() => AccidentConnection, {
    description: 'Accidents of the enterprise that the caller may see, latest first.',
  })
  async accidents(
    @Root() { uscc }: EnterpriseStub,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<AccidentConnection> {
    const load = this.deps.loaders.ofEnterprise(context);
    const limit = pageSize(first);
    return page(await load(uscc, keyIn(after), limit), limit, after);
  }
}
