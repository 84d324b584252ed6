import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import { type Action, type Agencies, authorise, type HubContext } from '../../access/index.js';
import type { EnterpriseDirectory } from '../../enterprise/index.js';
import { SubmissionReceipt, submitRecords } from '../../exchange/index.js';
import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { dateOf, parseDate } from '../../kernel/date.js';
import type { Page, Provenance } from '../../kernel/page.type.js';
import { pageOf, pageSize } from '../../kernel/paging.js';
import { CursorScalar, DateScalar, DateTimeScalar } from '../../kernel/scalars.js';
import { selectedUnder } from '../../kernel/selection.js';
import type { DivisionStub, EnterpriseStub } from '../../kernel/stub.type.js';
import type { Catalogue } from '../../reference/index.js';
import type { Register } from '../definition.js';
import type { Command, Row } from '../document.js';
import type { Facts } from '../facts.js';
import type { RegisterLoaders } from '../register.loader.js';
import type { RegisterWords } from '../words.js';
import { RECORD_ID } from '../write-one.js';
import { narrowed } from './filter.js';
import type { RegisterTypes } from './types.js';

/** What the resolvers of a register work with. */
export interface RegisterGraphDeps<F extends Facts> {
  db: Db;
  loaders: RegisterLoaders<F>;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
}
type Deps<F extends Facts> = RegisterGraphDeps<F>;
type ResolverClass<F extends Facts> = new (deps: Deps<F>) => object;

async function provenanceOf<F extends Facts>({ loaders, agencies }: Deps<F>, row: Row<F>, context: HubContext) {
  // Look-ups carry no provenance: it is loaded where it is asked for.
  const whole = row.providerId ? row : ((await loaders.byId(context).load(row.id)) as Row<F>);
  return { ...whole, provider: await agencies.nameOf(whole.providerId) } as Provenance;
}

/** Facts that are refused to others than those who may do an action: never left out in silence. */
function refuse<F extends Facts>(resolver: ResolverClass<F>, { refused = {} }: RegisterWords<F>): void {
  for (const [name, action] of Object.entries(refused) as [string, Action][]) {
    const read = (row: Record<string, unknown>, { viewer }: HubContext) => {
      authorise(viewer, action);
      return row[name];
    };
    computed(resolver, name, read as never);
  }
}

/** A field that is computed of its row and the request. */
function computed<F extends Facts>(
  resolver: ResolverClass<F>,
  field: string,
  read: (row: Row<F>, context: HubContext) => unknown,
): void {
  const { prototype } = resolver;
  Object.defineProperty(prototype, field, { value: read, configurable: true, writable: true });
  Root()(prototype, field, 0);
  Ctx()(prototype, field, 1);
  FieldResolver()(prototype, field, Object.getOwnPropertyDescriptor(prototype, field) as PropertyDescriptor);
}

const divisionOf = ({ divisionCode }: { divisionCode: string }): DivisionStub => ({ code: divisionCode });

/** A record's fields that are computed. */
export function recordResolver<F extends Facts>(
  { Type }: RegisterTypes<F>,
  words: RegisterWords<F>,
  shows: (field: string) => boolean,
): ResolverClass<F> {
  @Resolver(() => Type)
  class RecordResolver {
    constructor(private readonly deps: Deps<F>) {}

    @FieldResolver()
    enterprise(@Root() row: Row<F>): EnterpriseStub {
      return (row.enterprise as EnterpriseStub | undefined) ?? { uscc: row.uscc };
    }

    @FieldResolver()
    provenance(@Root() row: Row<F>, @Ctx() context: HubContext): Promise<Provenance> {
      return provenanceOf(this.deps, row, context);
    }

    @FieldResolver()
    history(@Root() row: Row<F>, @Ctx() context: HubContext): Promise<Row<F>[]> {
      return this.deps.loaders.versions(context).load(row.id);
    }
  }
  const { status } = words;
  if (shows('division')) computed(RecordResolver, 'division', divisionOf);
  if (status) computed(RecordResolver, 'status', (row, { today }) => status.of(row, row.statusOn ?? today));
  refuse(RecordResolver, words);
  return RecordResolver;
}

/** The same of a recorded version. */
export function versionResolver<F extends Facts>(
  { Version }: RegisterTypes<F>,
  words: RegisterWords<F>,
  shows: (field: string) => boolean,
): ResolverClass<F> {
  @Resolver(() => Version)
  class VersionResolver {
    constructor(readonly deps: Deps<F>) {}
  }
  if (shows('division')) computed(VersionResolver, 'division', divisionOf);
  if (shows('provenance'))
    computed(VersionResolver, 'provenance', function (this: VersionResolver, row, context) {
      return provenanceOf(this.deps, row, context);
    });
  refuse(VersionResolver, words);
  return VersionResolver;
}

/** The mutation that submits records. */
export function submissionResolver<F extends Facts>(
  { Type, Input }: RegisterTypes<F>,
  words: RegisterWords<F>,
  register: Register<F>,
): ResolverClass<F> {
  @Resolver(() => Type)
  class SubmissionResolver {
    constructor(private readonly deps: Deps<F>) {}

    @Mutation(() => SubmissionReceipt, { name: register.operation, description: words.submit })
    async submit(
      @Arg('records', () => [Input]) records: Command<F>[],
      @Arg('idempotencyKey', () => String, {
        nullable: true,
        description: 'A repeat under this key answers the first receipt.',
      })
      idempotencyKey: string | null,
      @Ctx() context: HubContext,
    ): Promise<SubmissionReceipt> {
      const submitted = { action: register.submits, records, read: register.read, idempotencyKey };
      return submitRecords(this.deps.db, register.batch(this.deps), context, submitted);
    }
  }
  return SubmissionResolver;
}

/** One record by its id. */
export function oneResolver<F extends Facts>(
  { Type }: RegisterTypes<F>,
  { field, description }: Named,
): ResolverClass<F> {
  @Resolver(() => Type)
  class OneResolver {
    constructor(private readonly deps: Deps<F>) {}

    @Query(() => Type, { name: field, nullable: true, description })
    one(@Arg('id', () => ID) id: string, @Ctx() context: HubContext): Promise<Row<F> | null> {
      const load = this.deps.loaders.byId(context);
      return RECORD_ID.test(id) ? load.load(id) : Promise.resolve(null);
    }
  }
  return OneResolver;
}

/** A list, latest first, paged by its order. */
export function listResolver<F extends Facts>(
  { Type, Connection, Filter }: RegisterTypes<F>,
  words: RegisterWords<F>,
  { store }: Register<F>,
  { field, description }: Named,
): ResolverClass<F> {
  const { by } = store.pieces.own;
  const { column } = store.stored.tables;
  const cursorOf = (row: Row<F>) =>
    writeCursor(field, [(row as unknown as Record<string, string>)[by] as string, row.id]);
  const readKey = (after: string) => readCursor(field, after, [(day) => parseDate(day) !== null, RECORD_ID]);

  @Resolver(() => Type)
  class ListResolver {
    constructor(private readonly deps: Deps<F>) {}

    @Query(() => Connection, { name: field, description })
    async list(
      @Arg('filter', () => Filter, { nullable: true }) filter: Record<string, unknown> | null,
      @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
      @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
      @Ctx() context: HubContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<Page<Row<F>>> {
      const { db, loaders, directory } = this.deps;
      const view = loaders.viewOf(context);
      const limit = pageSize(first);
      const key = after === null ? null : (readKey(after) as [string, string]);
      const narrow = narrowed(words, column, filter, view);
      const enterprise = directory.alongside(selectedUnder(info, 'nodes.enterprise', 'edges.node.enterprise'));
      const rows = await store.page(db, view, narrow, { after: key, limit, enterprise });
      return pageOf(rows, limit, cursorOf, after);
    }
  }
  return ListResolver;
}

interface Named {
  field: string;
  description: string;
}

/** The enterprise's field for the record in force. */
export function inForceResolver<F extends Facts>(
  { Type, Enterprise }: RegisterTypes<F>,
  { field, description }: Named,
): ResolverClass<F> {
  @Resolver(() => Enterprise)
  class InForceResolver {
    constructor(private readonly deps: Deps<F>) {}

    @FieldResolver(() => Type, { name: field, nullable: true, description })
    async inForce(
      @Root() { uscc }: EnterpriseStub,
      @Arg('asOf', () => DateScalar, { nullable: true, description: 'Business time: in force on this day.' })
      asOf: string | null,
      @Arg('knownAt', () => DateTimeScalar, {
        nullable: true,
        description: 'Recorded time: as the hub knew at this instant.',
      })
      knownAt: Date | null,
      @Ctx() context: HubContext,
    ): Promise<Row<F> | null> {
      const on = asOf ?? (knownAt ? dateOf(knownAt) : context.today);
      const { loaders } = this.deps;
      return knownAt ? loaders.inForceKnownAt(context)(uscc, on, knownAt) : loaders.inForce(context)(uscc, on);
    }
  }
  return InForceResolver;
}

/** The enterprise's field for all its records. */
export function allResolver<F extends Facts>(
  { Type, Enterprise }: RegisterTypes<F>,
  { field, description }: Named,
): ResolverClass<F> {
  @Resolver(() => Enterprise)
  class AllResolver {
    constructor(private readonly deps: Deps<F>) {}

    @FieldResolver(() => [Type], { name: field, description })
    all(@Root() { uscc }: EnterpriseStub, @Ctx() context: HubContext): Promise<Row<F>[]> {
      return this.deps.loaders.ofEnterprise(context).load(uscc);
    }
  }
  return AllResolver;
}
