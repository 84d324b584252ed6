import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import {
  type Agencies,
  authorise,
  authoriseProvider,
  type HubContext,
  perRequest,
  scopeOf,
} from '../../access/index.js';
import type { EnterpriseDirectory } from '../../enterprise/index.js';
import { SubmissionReceipt, writeBatch } from '../../exchange/index.js';
import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { parseDate } from '../../kernel/date.js';
import { covers } from '../../kernel/division-code.js';
import { limitExceeded, notFound } from '../../kernel/errors.js';
import { Loader } from '../../kernel/loader.js';
import { Provenance } from '../../kernel/page.type.js';
import { pageOf, pageSize } from '../../kernel/paging.js';
import { checkRecord } from '../../kernel/record-reader.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { Catalogue } from '../../reference/index.js';
import { RECORD_ID, recordId, writeOne } from '../../register/index.js';
import type { FactReader } from '../case/cause.reader.js';
import { EnterpriseStub } from '../restriction/restriction.type.js';
import { DivisionStub } from '../subgraph/stubs.type.js';
import { readFinding, readWithdrawal } from './finding.check.js';
import { findingRegister, withdrawalRegister } from './finding.register.js';
import type { FindingRow, FindingStore, FindingView } from './finding.store.js';
import {
  Finding,
  FindingConnection,
  FindingFilter,
  FindingInput,
  FindingVersion,
  FindingWithdrawalInput,
} from './finding.type.js';

const LIST = 'findings';
const MAX_RECORDS = 1000;

export interface FindingDeps {
  db: Db;
  findings: FindingStore;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
}

export const findingView = ({ viewer }: HubContext): FindingView => ({
  division: authorise(viewer, 'finding.read') === 'ALL' ? null : viewer.divisionCode,
});

/** Which findings the viewer may read. */
export const findingReader =
  (findings: FindingStore): FactReader =>
  async (context, ids) => {
    if (scopeOf(context.viewer, 'finding.read') === null) return ids.map(() => false);
    const view = findingView(context);
    const rows = await findings.byId({ division: null }, ids);
    return rows.map((row) => (row ? view.division === null || covers(view.division, row.divisionCode) : 'GONE'));
  };

/** A text of a provider's own: refused to others, never left out in silence. */
function withBasis({ viewer }: HubContext, text: string | null): string | null {
  authorise(viewer, 'finding.basis');
  return text;
}
const BASIS = {
  nullable: true,
  description: 'What it rests on 认定依据: law, article, document. To providers of findings alone.',
};
const WITHDRAWAL = { nullable: true, description: 'Why it was taken back 撤销原因. To providers of findings alone.' };

@Resolver(() => Finding)
export class FindingResolver {
  private readonly versions: (context: HubContext) => Loader<string, FindingRow[]>;

  constructor(private readonly deps: FindingDeps) {
    this.versions = perRequest((context) => {
      const view = findingView(context);
      return new Loader((ids: readonly string[]) => deps.findings.versions(view, ids));
    });
  }

  @Query(() => FindingConnection, {
    description: 'Findings, latest first. To the authorities of their division alone.',
  })
  async findings(
    @Arg('filter', () => FindingFilter, { nullable: true }) filter: FindingFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<FindingConnection> {
    const view = findingView(context);
    const limit = pageSize(first);
    const day = (text: string) => parseDate(text) !== null;
    const key = after === null ? null : (readCursor(LIST, after, [day, RECORD_ID]) as [string, string]);
    const query = {
      uscc: filter?.uscc ?? undefined,
      division: filter?.division ?? undefined,
      kinds: filter?.kind ?? undefined,
      withdrawn: filter?.withdrawn ?? undefined,
    };
    const rows = await this.deps.findings.page(view, query, key, limit);
    return pageOf(rows, limit, (f) => writeCursor(LIST, [f.foundOn, f.id]), after);
  }

  @Mutation(() => SubmissionReceipt, {
    description:
      'Submits up to 1,000 findings; a repeat of a document number corrects its finding, or takes it back (withdrawnOn). What a repeat leaves out stays as it is.',
  })
  async submitFindings(
    @Arg('records', () => [FindingInput]) records: FindingInput[],
    @Arg('idempotencyKey', () => String, {
      nullable: true,
      description: 'A repeat under this key answers the first receipt.',
    })
    idempotencyKey: string | null,
    @Ctx() context: HubContext,
  ): Promise<SubmissionReceipt> {
    const provider = authoriseProvider(context.viewer, 'finding.submit');
    if (records.length > MAX_RECORDS) throw limitExceeded('records', MAX_RECORDS, records.length);
    const { db, directory, catalogue } = this.deps;
    const checked = records.map((raw) => checkRecord(() => readFinding({ ...raw })));
    const options = { provider, receivedAt: context.receivedAt, idempotencyKey, body: records };
    return writeBatch(db, findingRegister(directory, catalogue), checked, options);
  }

  @Mutation(() => Finding, {
    description:
      'Takes a finding back 撤销认定: what followed from it ends. By a regulator of its division; the same withdrawal again changes nothing.',
  })
  async withdrawFinding(
    @Arg('id', () => ID, { description: 'The finding.' }) id: string,
    @Arg('input', () => FindingWithdrawalInput) input: FindingWithdrawalInput,
    @Ctx() context: HubContext,
  ): Promise<FindingRow> {
    const provider = authoriseProvider(context.viewer, 'finding.submit');
    const read = () => readWithdrawal(recordId('finding', id), { ...input });
    const attempt = { provider, receivedAt: context.receivedAt, read, body: { id, input } };
    await writeOne(this.deps.db, withdrawalRegister, attempt);
    const [row] = await this.deps.findings.byId(findingView(context), [id]);
    if (!row) throw notFound(`finding ${id}`);
    return row;
  }

  @FieldResolver(() => String, BASIS)
  basis(@Root() row: FindingRow, @Ctx() context: HubContext): string | null {
    return withBasis(context, row.basis);
  }

  @FieldResolver(() => String, WITHDRAWAL)
  withdrawalReason(@Root() row: FindingRow, @Ctx() context: HubContext): string | null {
    return withBasis(context, row.withdrawalReason);
  }

  @FieldResolver(() => EnterpriseStub, { description: 'The enterprise.' })
  enterprise(@Root() { uscc }: FindingRow): EnterpriseStub {
    return { uscc };
  }

  @FieldResolver(() => DivisionStub, { description: 'Where it was found.' })
  division(@Root() { divisionCode }: FindingRow): DivisionStub {
    return { code: divisionCode };
  }

  @FieldResolver(() => ID, { nullable: true, description: 'Id of the accident that it is about; null: about none.' })
  accidentId(@Root() { accidentId }: FindingRow): string | null {
    return accidentId === null ? null : String(accidentId);
  }

  @FieldResolver(() => Provenance, { description: 'Who provided this version, and when the hub recorded it.' })
  async provenance(@Root() row: FindingRow): Promise<Provenance> {
    return { ...row, provider: await this.deps.agencies.nameOf(row.providerId) };
  }

  @FieldResolver(() => [FindingVersion], { description: 'Every recorded version, newest first.' })
  history(@Root() { id }: FindingRow, @Ctx() context: HubContext): Promise<FindingVersion[]> {
    return this.versions(context).load(id);
  }
}

@Resolver(() => FindingVersion)
export class FindingVersionResolver {
  @FieldResolver(() => String, BASIS)
  basis(@Root() row: FindingRow, @Ctx() context: HubContext): string | null {
    return withBasis(context, row.basis);
  }

  @FieldResolver(() => String, WITHDRAWAL)
  withdrawalReason(@Root() row: FindingRow, @Ctx() context: HubContext): string | null {
    return withBasis(context, row.withdrawalReason);
  }
}
