import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { authorise, forCaller, type HubContext } from '../../access/index.js';
import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { pageOf, pageSize } from '../../kernel/paging.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { ImportReceiptStore, ReceiptRow, ReceiptView } from './import-receipt.store.js';
import { ImportCounts, ImportReceipt, ImportReceiptConnection, ImportReceiptFilter } from './import-receipt.type.js';
import { rejectedPath } from './import-run.js';

const LIST = 'importReceipts';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isInstant = (text: string) => !Number.isNaN(Date.parse(text));

const viewOf = ({ viewer }: HubContext): ReceiptView => ({
  agencyId: authorise(viewer, 'import.read') === 'ALL' ? null : viewer.agencyId,
});

@Resolver(() => ImportReceipt)
export class ImportReceiptResolver {
  constructor(private readonly store: ImportReceiptStore) {}

  @Query(() => ImportReceiptConnection, {
    description:
      'Receipts of imports, newest first: of the files that the caller handed in, and of those that the operator imported with records of it; an operator’s: all.',
  })
  async importReceipts(
    @Arg('filter', () => ImportReceiptFilter, { nullable: true }) filter: ImportReceiptFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Ctx() context: HubContext,
  ): Promise<ImportReceiptConnection> {
    const view = viewOf(context);
    const limit = pageSize(first);
    const key = after === null ? null : (readCursor(LIST, after, [isInstant, UUID]) as [string, string]);
    const rows = await forCaller(context, () => this.store.page(view, filter ?? {}, key, limit));
    return pageOf(rows, limit, (r) => writeCursor(LIST, [r.receivedAt.toISOString(), r.id]), after);
  }

  @Query(() => ImportReceipt, {
    nullable: true,
    description: 'The receipt of an import that the caller may see; null where there is none.',
  })
  async importReceipt(
    @Arg('id', () => ID, { description: 'Which one.' }) id: string,
    @Ctx() context: HubContext,
  ): Promise<ReceiptRow | null> {
    const view = viewOf(context);
    if (!UUID.test(id)) return null;
    const [found] = await forCaller(context, () => this.store.page(view, { id }, null, 1));
    return found ?? null;
  }

  @FieldResolver(() => ImportCounts, {
    description: 'What became of its rows, so far; of an import of the operator’s, of the agency’s own.',
  })
  counts(@Root() { read, inserted, updated, unchanged, rejected }: ReceiptRow): ImportCounts {
    return { read, inserted, updated, unchanged, rejected };
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Where its rejected rows are fetched from, with the caller’s key, below the hub’s address; null: there are none, or they are no longer kept.',
  })
  rejectedUrl(@Root() { id, hasRejected }: ReceiptRow): string | null {
    return hasRejected ? rejectedPath(id) : null;
  }
}
