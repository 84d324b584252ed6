import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../db/client.js';
import { type Agencies, authorise, type HubContext } from '../access/index.js';
import { SubmissionReceipt, settled, submitRecords } from '../exchange/index.js';
import { readCursor, writeCursor } from '../kernel/cursor.js';
import { dateOf } from '../kernel/date.js';
import { limitExceeded } from '../kernel/errors.js';
import { Provenance } from '../kernel/page.type.js';
import { pageOf, pageSize } from '../kernel/paging.js';
import { CursorScalar, DateScalar, DateTimeScalar, UsccScalar } from '../kernel/scalars.js';
import { searchText } from '../kernel/search-text.js';
import type { Catalogue } from '../reference/index.js';
import { readEnterprise } from './enterprise.check.js';
import { EnterpriseFilter, EnterpriseInput } from './enterprise.input.js';
import type { EnterpriseLoaders } from './enterprise.loader.js';
import { enterpriseRegister } from './enterprise.register.js';
import type { EnterpriseRow, EnterpriseStore } from './enterprise.store.js';
import {
  AS_WRITTEN,
  Enterprise,
  EnterpriseConnection,
  EnterpriseVersion,
  IndustryStub,
  WrittenText,
} from './enterprise.type.js';
import { byTime, versionAt } from './enterprise.version.js';

const LIST = 'enterprises';
const MAX_CODES = 500;

export interface EnterpriseDeps {
  db: Db;
  store: EnterpriseStore;
  loaders: EnterpriseLoaders;
  catalogue: Catalogue;
  agencies: Agencies;
}

@Resolver(() => Enterprise)
export class EnterpriseResolver {
  constructor(private readonly deps: EnterpriseDeps) {}

  @Query(() => Enterprise, {
    nullable: true,
    description:
      'An enterprise by its code; null where the register has none. With `validOn` or `knownAt`, its record as it held on a day, or as the hub knew it at an instant: its own fields alone. The registers nested in it do not inherit these times; give `grading`, `rating` and `restrictions` their own arguments, and read the past of the others from `history`.',
  })
  async enterprise(
    @Arg('uscc', () => UsccScalar, { description: 'Unified social credit code.' }) uscc: string,
    @Arg('validOn', () => DateScalar, {
      nullable: true,
      description: 'Business time: the facts that held on this day.',
    })
    validOn: string | null,
    @Arg('knownAt', () => DateTimeScalar, {
      nullable: true,
      description: 'Recorded time: what the hub knew at this instant.',
    })
    knownAt: Date | null,
    @Ctx() context: HubContext,
  ): Promise<Enterprise | null> {
    authorise(context.viewer, 'enterprise.read');
    if (!validOn && !knownAt) return this.deps.loaders.byUscc(context).load(uscc) as Promise<Enterprise | null>;
    const known = knownAt && (await settled(this.deps.db, knownAt));
    const versions = await this.deps.loaders.versions(context).load(uscc);
    return versionAt(versions, validOn ?? dateOf(knownAt ?? context.receivedAt), known);
  }

  @Query(() => EnterpriseConnection, { description: 'Enterprises in the order of their codes.' })
  async enterprises(
    @Arg('filter', () => EnterpriseFilter, { nullable: true }) filter: EnterpriseFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<EnterpriseConnection> {
    authorise(context.viewer, 'enterprise.read');
    const limit = pageSize(first);
    const codes = filter?.usccs ?? undefined;
    if (codes && codes.length > MAX_CODES) throw limitExceeded('filter.usccs', MAX_CODES, codes.length);
    const both = filter?.uscc ? (codes ?? [filter.uscc]).filter((c) => c === filter.uscc) : codes;
    const [last = null] = after !== null ? readCursor(LIST, after, [/^[0-9A-Z]{18}$/]) : [];
    const query = {
      usccs: both,
      name: searchText('filter.name', filter?.name),
      division: filter?.division ?? undefined,
      industry: filter?.industry ?? undefined,
      statuses: filter?.status ?? undefined,
      grades: filter?.grade ?? undefined,
      restricted: filter?.restricted ?? undefined,
    };
    const rows = await this.deps.store.page(query, context.today, last, limit);
    return pageOf<Enterprise>(rows, limit, (e) => writeCursor(LIST, [e.uscc]), after);
  }

  @FieldResolver(() => IndustryStub, { nullable: true, description: 'Industry 行业 (GB/T 4754-2017).' })
  industry(@Root() row: EnterpriseRow): IndustryStub | null {
    return row.industryCode ? { code: row.industryCode } : null;
  }

  @FieldResolver(() => Provenance, { description: 'Who provided this version, and when the hub recorded it.' })
  async provenance(@Root() row: EnterpriseRow): Promise<Provenance> {
    return { ...row, provider: await this.deps.agencies.nameOf(row.providerId) };
  }

  @FieldResolver(() => [WrittenText], { nullable: true, description: AS_WRITTEN })
  asWritten(@Root() row: EnterpriseRow): WrittenText[] | null {
    return row.asWritten && Object.entries(row.asWritten).map(([field, text = '']) => ({ field, text }));
  }

  @FieldResolver(() => [EnterpriseVersion], { description: 'Every version of the record, newest business time first.' })
  async history(@Root() row: EnterpriseRow, @Ctx() context: HubContext): Promise<EnterpriseVersion[]> {
    return [...(await this.deps.loaders.versions(context).load(row.uscc))].sort(byTime);
  }

  @Mutation(() => SubmissionReceipt, {
    description:
      'Submits up to 1,000 enterprises to the register. Each is inserted, updated, unchanged or rejected by itself; the receipt says which and why.',
  })
  async submitEnterprises(
    @Arg('records', () => [EnterpriseInput]) records: EnterpriseInput[],
    @Arg('idempotencyKey', () => String, {
      nullable: true,
      description: 'A repeat under this key answers the first receipt.',
    })
    idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<SubmissionReceipt> {
    const { db, store, catalogue } = this.deps;
    const submitted = { action: 'enterprise.submit' as const, records, read: readEnterprise, idempotencyKey };
    return submitRecords(db, enterpriseRegister(store, catalogue), context, submitted);
  }
}

@Resolver(() => EnterpriseVersion)
export class EnterpriseVersionResolver {
  constructor(private readonly deps: EnterpriseDeps) {}

  @FieldResolver(() => IndustryStub, { nullable: true, description: 'Industry 行业 in this version.' })
  industry(@Root() row: EnterpriseRow): IndustryStub | null {
    return row.industryCode ? { code: row.industryCode } : null;
  }

  @FieldResolver(() => Provenance, { description: 'Who provided this version, and when the hub recorded it.' })
  async provenance(@Root() row: EnterpriseRow): Promise<Provenance> {
    return { ...row, provider: await this.deps.agencies.nameOf(row.providerId) };
  }

  @FieldResolver(() => [WrittenText], { nullable: true, description: AS_WRITTEN })
  asWritten(@Root() row: EnterpriseRow): WrittenText[] | null {
    return row.asWritten && Object.entries(row.asWritten).map(([field, text = '']) => ({ field, text }));
  }
}
