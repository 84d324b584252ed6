import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../db/client.js';
import { type Agencies, authoriseProvider, type HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { SubmissionReceipt, writeBatch } from '../exchange/index.js';
import { readCursor, writeCursor } from '../kernel/cursor.js';
import { dateOf, parseDate } from '../kernel/date.js';
import { limitExceeded } from '../kernel/errors.js';
import { Provenance } from '../kernel/page.type.js';
import { pageOf, pageSize } from '../kernel/paging.js';
import { checkRecord } from '../kernel/record-reader.js';
import { CursorScalar, DateScalar, DateTimeScalar } from '../kernel/scalars.js';
import { searchText } from '../kernel/search-text.js';
import { selectedUnder } from '../kernel/selection.js';
import type { Catalogue } from '../reference/index.js';
import { readGrading } from './grading.check.js';
import { gradingStatus } from './grading.decide.js';
import { GradingFilter, GradingInput } from './grading.input.js';
import { type GradingLoaders, gradingView } from './grading.loader.js';
import { gradingRegister } from './grading.register.js';
import type { GradingRow, GradingStore } from './grading.store.js';
import {
  DivisionStub,
  EnterpriseStub,
  Grading,
  GradingConnection,
  GradingStatus,
  GradingVersion,
} from './grading.type.js';

const LIST = 'gradings';
const MAX_RECORDS = 1000;

export interface GradingDeps {
  db: Db;
  store: GradingStore;
  loaders: GradingLoaders;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
}

@Resolver(() => Grading)
export class GradingResolver {
  constructor(private readonly deps: GradingDeps) {}

  @Query(() => Grading, {
    nullable: true,
    description: 'A grading by its id; null where there is none that the caller may see.',
  })
  grading(@Arg('id', () => ID) id: string, @Ctx() context: HubContext): Promise<Grading | null> {
    const load = this.deps.loaders.byId(context);
    return /^\d{1,18}$/.test(id) ? load.load(id) : Promise.resolve(null);
  }

  @Query(() => GradingConnection, {
    description:
      'Gradings, latest issued first. Those not yet published are shown to the safety regulators of their division and to operators.',
  })
  async gradings(
    @Arg('filter', () => GradingFilter, { nullable: true }) filter: GradingFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<GradingConnection> {
    const view = gradingView(context);
    const limit = pageSize(first);
    const key =
      after !== null
        ? (readCursor(LIST, after, [(day) => parseDate(day) !== null, /^\d{1,18}$/]) as [string, string])
        : null;
    const { uscc, division, grade, status, standard, issuedFrom, issuedUntil } = filter ?? {};
    const query = {
      uscc: uscc ?? undefined,
      division: division ?? undefined,
      grades: grade ?? undefined,
      status: status ?? undefined,
      standard: searchText('filter.standard', standard),
      issuedFrom: issuedFrom ?? undefined,
      issuedUntil: issuedUntil ?? undefined,
    };
    const enterprise = this.deps.directory.alongside(selectedUnder(info, 'nodes.enterprise', 'edges.node.enterprise'));
    const rows = await this.deps.store.page(view, query, key, limit, enterprise);
    return pageOf<Grading>(rows, limit, (g) => writeCursor(LIST, [g.issuedOn, g.id]), after);
  }

  @FieldResolver(() => EnterpriseStub, { description: 'The enterprise graded.' })
  enterprise(@Root() row: GradingRow): EnterpriseStub {
    return (row.enterprise as EnterpriseStub | undefined) ?? { uscc: row.uscc };
  }

  @FieldResolver(() => DivisionStub, { description: 'Division that the enterprise belonged to when it was graded.' })
  division(@Root() row: GradingRow): DivisionStub {
    return { code: row.divisionCode };
  }

  @FieldResolver(() => GradingStatus, {
    description: 'VALID, EXPIRED or REVOKED: as of the day asked for, else today.',
  })
  status(@Root() row: GradingRow, @Ctx() context: HubContext): keyof typeof GradingStatus {
    return gradingStatus(row, row.statusOn ?? context.today);
  }

  @FieldResolver(() => Provenance, { description: 'Who provided this version, and when the hub recorded it.' })
  async provenance(@Root() row: GradingRow): Promise<Provenance> {
    return { ...row, provider: await this.deps.agencies.nameOf(row.providerId) };
  }

  @FieldResolver(() => [GradingVersion], {
    description:
      'Every recorded version, newest first; for those who see published gradings alone, the published versions.',
  })
  history(@Root() row: GradingRow, @Ctx() context: HubContext): Promise<GradingVersion[]> {
    return this.deps.loaders.versions(context).load(row.id);
  }

  @Mutation(() => SubmissionReceipt, {
    description:
      'Submits up to 1,000 grading results; also publishes (publishedOn) and revokes (revokedOn with its reason) earlier ones by repeating their document number. What a repeat leaves out stays as it is.',
  })
  async submitGradings(
    @Arg('records', () => [GradingInput]) records: GradingInput[],
    @Arg('idempotencyKey', () => String, {
      nullable: true,
      description: 'A repeat under this key answers the first receipt.',
    })
    idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<SubmissionReceipt> {
    const provider = authoriseProvider(context.viewer, 'grading.submit');
    if (records.length > MAX_RECORDS) throw limitExceeded('records', MAX_RECORDS, records.length);
    const { db, store, directory, catalogue } = this.deps;
    const checked = records.map((raw) => checkRecord(() => readGrading({ ...raw })));
    const options = { provider, receivedAt: context.receivedAt, idempotencyKey, body: records };
    return writeBatch(db, gradingRegister(store, directory, catalogue), checked, options);
  }
}

@Resolver(() => GradingVersion)
export class GradingVersionResolver {
  constructor(private readonly deps: GradingDeps) {}

  @FieldResolver(() => DivisionStub, { description: 'Division in this version.' })
  division(@Root() row: GradingRow): DivisionStub {
    return { code: row.divisionCode };
  }

  @FieldResolver(() => Provenance, { description: 'Who provided this version, and when the hub recorded it.' })
  async provenance(@Root() row: GradingRow): Promise<Provenance> {
    return { ...row, provider: await this.deps.agencies.nameOf(row.providerId) };
  }
}

@Resolver(() => EnterpriseStub)
export class EnterpriseGradingResolver {
  constructor(private readonly deps: GradingDeps) {}

  @FieldResolver(() => Grading, {
    nullable: true,
    description:
      'The grading in force today, or on the day given: the latest issued that is neither expired nor revoked.',
  })
  async grading(
    @Root() { uscc }: EnterpriseStub,
    @Arg('asOf', () => DateScalar, { nullable: true, description: 'Business time: in force on this day.' }) asOf:
      | string
      | null,
    @Arg('knownAt', () => DateTimeScalar, {
      nullable: true,
      description: 'Recorded time: as the hub knew at this instant.',
    })
    knownAt: Date | null,
    @Ctx() context: HubContext,
  ): Promise<Grading | null> {
    const on = asOf ?? (knownAt ? dateOf(knownAt) : context.today);
    if (!knownAt) return this.deps.loaders.inForce(context)(uscc, on);
    return this.deps.loaders.inForceKnownAt(context)(uscc, on, knownAt);
  }

  @FieldResolver(() => [Grading], { description: 'All gradings of the enterprise, latest issued first.' })
  gradings(@Root() { uscc }: EnterpriseStub, @Ctx() context: HubContext): Promise<Grading[]> {
    return this.deps.loaders.ofEnterprise(context).load(uscc);
  }
}
