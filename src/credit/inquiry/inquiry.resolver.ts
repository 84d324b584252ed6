import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { type Agencies, authorise, type HubContext, perRequest } from '../../access/index.js';
import { badInput } from '../../kernel/errors.js';
import { Loader } from '../../kernel/loader.js';
import { pageById, pageSize } from '../../kernel/paging.js';
import { CursorScalar, UsccScalar } from '../../kernel/scalars.js';
import type { InquiryRow, InquiryStore, InquiryView } from './inquiry.store.js';
import { Inquiry, InquiryConnection, InquiryFilter } from './inquiry.type.js';

const LIST = 'inquiries';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const inquiryView = ({ viewer }: HubContext): InquiryView => ({
  scope: authorise(viewer, 'inquiry.read'),
  agencyId: viewer.agencyId,
});

@Resolver(() => Inquiry)
export class InquiryResolver {
  constructor(
    private readonly store: InquiryStore,
    private readonly agencies: Pick<Agencies, 'nameOf'>,
  ) {}

  /** Codes of a page's inquiries, by which part of them is asked for. */
  private readonly codesOf = perRequest((context) => {
    const view = inquiryView(context);
    const parts = new Map<string, Loader<string, string[]>>();
    return (id: string, skip: number, first: number) => {
      const name = `${skip} ${first}`;
      const found = parts.get(name) ?? new Loader((ids: readonly string[]) => this.store.codes(view, ids, skip, first));
      parts.set(name, found);
      return found.load(id);
    };
  });

  @Query(() => InquiryConnection, {
    description:
      'Credit checks as they were asked, latest first: an agency’s own; everybody’s for an operator. Who asked about whom, for what.',
  })
  async inquiries(
    @Arg('filter', () => InquiryFilter, { nullable: true }) filter: InquiryFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<InquiryConnection> {
    const view = inquiryView(context);
    const { agency, from, until } = filter ?? {};
    const query = { agencyId: agency ?? undefined, from: from ?? undefined, until: until ?? undefined };
    return pageById(LIST, { first, after }, (id, limit) => {
      if (agency != null && !UUID.test(agency))
        throw badInput([{ path: 'filter.agency', code: 'VALUE', message: 'is not the id of an agency' }]);
      return this.store.page(view, query, id, limit);
    });
  }

  @FieldResolver(() => String, { description: 'Name of the agency that asked.' })
  async agency(@Root() { agencyId }: InquiryRow): Promise<string> {
    return this.agencies.nameOf(agencyId);
  }

  @FieldResolver(() => [UsccScalar], { description: 'The codes in the order asked; empty for a portfolio.' })
  codes(
    @Root() { id }: InquiryRow,
    @Arg('first', () => Int, { defaultValue: 100, description: 'So many at most, up to 500.' }) first: number,
    @Arg('skip', () => Int, { defaultValue: 0, description: 'Behind so many.' }) skip: number,
    @Ctx() context: HubContext,
  ): Promise<string[]> {
    return this.codesOf(context)(id, Math.max(0, Math.min(skip, 1_000_000)), pageSize(first));
  }
}
