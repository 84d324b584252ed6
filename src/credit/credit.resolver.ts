import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Db } from '../../db/client.js';
import { type Agencies, authoriseProvider, type HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { SubmissionReceipt, writeBatch } from '../exchange/index.js';
import { dateOf } from '../kernel/date.js';
import { limitExceeded } from '../kernel/errors.js';
import { Provenance } from '../kernel/page.type.js';
import { checkRecord } from '../kernel/record-reader.js';
import { DateScalar, DateTimeScalar } from '../kernel/scalars.js';
import type { Catalogue } from '../reference/index.js';
import type { Checker } from './checker.js';
import { CreditRatingInput } from './credit.input.js';
import { CreditRating, CreditRatingVersion, EnterpriseStub } from './credit.type.js';
import { readRating } from './rating.check.js';
import type { RatingLoaders } from './rating.loader.js';
import { ratingRegister } from './rating.register.js';
import type { RatingRow, RatingStore } from './rating.store.js';
import type { ReceiptIssuer } from './receipt/issuer.js';

const MAX_RECORDS = 1000;

export interface CreditDeps {
  db: Db;
  store: RatingStore;
  loaders: RatingLoaders;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
  checker: Checker;
  /** Null where the process signs nothing. */
  receipts: ReceiptIssuer | null;
  /** The cursor of a position of the log. */
  cursorAt(position: number): Promise<string>;
}

@Resolver(() => CreditRating)
export class CreditRatingResolver {
  constructor(private readonly deps: CreditDeps) {}

  @FieldResolver(() => EnterpriseStub, { description: 'The enterprise rated.' })
  enterprise(@Root() row: RatingRow): EnterpriseStub {
    return { uscc: row.uscc };
  }

  @FieldResolver(() => Provenance, { description: 'Who provided this version, and when the hub recorded it.' })
  async provenance(@Root() row: RatingRow, @Ctx() context: HubContext): Promise<Provenance> {
    const whole = row.providerId ? row : ((await this.deps.loaders.byId(context).load(row.id)) as RatingRow);
    return { ...whole, provider: await this.deps.agencies.nameOf(whole.providerId) };
  }

  @FieldResolver(() => [CreditRatingVersion], { description: 'Every recorded version, newest first.' })
  history(@Root() row: RatingRow, @Ctx() context: HubContext): Promise<CreditRatingVersion[]> {
    return this.deps.loaders.versions(context).load(row.id);
  }

  @Mutation(() => SubmissionReceipt, {
    description: 'Submits up to 1,000 credit ratings. Each is inserted, updated, unchanged or rejected by itself.',
  })
  async submitRatings(
    @Arg('records', () => [CreditRatingInput]) records: CreditRatingInput[],
    @Arg('idempotencyKey', () => String, {
      nullable: true,
      description: 'A repeat under this key answers the first receipt.',
    })
    idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<SubmissionReceipt> {
    const provider = authoriseProvider(context.viewer, 'rating.submit');
    if (records.length > MAX_RECORDS) throw limitExceeded('records', MAX_RECORDS, records.length);
    const { db, store, directory, catalogue } = this.deps;
    const checked = records.map((raw) => checkRecord(() => readRating({ ...raw })));
    const options = { provider, receivedAt: context.receivedAt, idempotencyKey, body: records };
    return writeBatch(db, ratingRegister(store, directory, catalogue), checked, options);
  }
}

@Resolver(() => CreditRatingVersion)
export class CreditRatingVersionResolver {
  constructor(private readonly deps: CreditDeps) {}

  @FieldResolver(() => Provenance, { description: 'Who provided this version, and when the hub recorded it.' })
  async provenance(@Root() row: RatingRow): Promise<Provenance> {
    return { ...row, provider: await this.deps.agencies.nameOf(row.providerId) };
  }
}

@Resolver(() => EnterpriseStub)
export class EnterpriseRatingResolver {
  constructor(private readonly deps: CreditDeps) {}

  @FieldResolver(() => CreditRating, {
    nullable: true,
    description: 'The credit rating in force today, or on the day given.',
  })
  async rating(
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
  ): Promise<CreditRating | null> {
    const on = asOf ?? (knownAt ? dateOf(knownAt) : context.today);
    const { loaders } = this.deps;
    return knownAt ? loaders.inForceKnownAt(context)(uscc, on, knownAt) : loaders.inForce(context)(uscc, on);
  }

  @FieldResolver(() => [CreditRating], { description: 'All credit ratings of the enterprise, latest first.' })
  ratings(@Root() { uscc }: EnterpriseStub, @Ctx() context: HubContext): Promise<CreditRating[]> {
    return this.deps.loaders.ofEnterprise(context).load(uscc);
  }
}
