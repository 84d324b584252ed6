import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import { authoriseProvider, type HubContext } from '../../access/index.js';
import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { pageOf, pageSize } from '../../kernel/paging.js';
import { CursorScalar } from '../../kernel/scalars.js';
import { PURPOSE } from '../check.resolver.js';
import type { Checker } from '../checker.js';
import type { CreditCheck } from '../credit.type.js';
import type { PortfolioRow, PortfolioStore } from './portfolio.store.js';
import { CreditCheckConnection, Portfolio, PortfolioDigest } from './portfolio.type.js';
import type { Screener } from './screening.js';

const LIST = 'portfolio';
const ACTION = 'portfolio.read';

export interface PortfolioDeps {
  db: Db;
  portfolios: PortfolioStore;
  screener: Screener;
  checker: Checker;
}

@Resolver(() => Portfolio)
export class PortfolioResolver {
  constructor(private readonly deps: PortfolioDeps) {}

  @Query(() => [Portfolio], { description: 'The caller’s portfolios, by name.' })
  portfolios(@Ctx() { viewer }: HubContext): Promise<PortfolioRow[]> {
    return this.deps.portfolios.list(authoriseProvider(viewer, ACTION));
  }

  @Query(() => Portfolio, {
    nullable: true,
    description: 'A portfolio of the caller; null where it has none of this id.',
  })
  portfolio(@Arg('id', () => ID) id: string, @Ctx() { viewer }: HubContext): Promise<PortfolioRow | null> {
    return this.deps.portfolios.find(authoriseProvider(viewer, ACTION), id);
  }

  @FieldResolver(() => CreditCheckConnection, {
    description:
      'The check of each company, in the order of codes; each page is of one position, recorded as an inquiry. For all at one position: GET /portfolios/ID/screening.',
  })
  async flags(
    @Root() { id }: PortfolioRow,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows of the page, at most 500.' }) first: number,
    @Arg('after', () => CursorScalar, { nullable: true }) after: string | null,
    @Arg('purpose', () => String, { nullable: true, description: PURPOSE }) purpose: string | null,
    @Ctx() context: HubContext,
  ): Promise<CreditCheckConnection> {
    const { db, portfolios, checker } = this.deps;
    const limit = pageSize(first);
    const [from = ''] = after !== null ? readCursor(LIST, after, [/^[0-9A-Z]{18}$/]) : [];
    const codes = await portfolios.members(db.sql, id, from, limit + 1);
    const checks = await checker.answer(context, codes.slice(0, limit), { purpose, asOf: null });
    // One row more says that there is a next page; nothing is asked about it.
    const rows: CreditCheck[] = codes.length > limit ? [...checks, { uscc: codes[limit] } as CreditCheck] : checks;
    return pageOf<CreditCheck>(rows, limit, (row) => writeCursor(LIST, [row.uscc]), after);
  }

  @FieldResolver(() => PortfolioDigest, {
    description: 'Digest over all flags, computed now in one state of the hub; RATE_LIMITED while many are.',
  })
  digest(@Root() { id }: PortfolioRow, @Ctx() context: HubContext): Promise<PortfolioDigest> {
    return this.deps.screener.screen(context, id, () => {});
  }
}
