import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { authoriseProvider, type HubContext } from '../../access/index.js';
import { badInput, limitExceeded } from '../../kernel/errors.js';
import { receiptOf, refuseNothing } from './portfolio.change.js';
import { CodeReader } from './portfolio.codes.js';
import type { PortfolioStore } from './portfolio.store.js';
import { PortfolioReceipt } from './portfolio.type.js';

const ACTION = 'portfolio.manage';
const MAX_CODES = 10_000;
const MAX_NAME = 100;
const CODES = 'Unified social credit codes, at most 10,000; texts that are none are named in the receipt and left out.';
const ALLOW_EMPTY = 'Take an empty list as it stands: the portfolio is left without companies. Else it is refused.';
const DRY_RUN = 'Only compare: the receipt says what would change.';

/** Lists of texts rather than of `USCC`: one bad code of ten thousand is named, and the others are kept. */
@Resolver()
export class PortfolioMutationResolver {
  constructor(private readonly store: PortfolioStore) {}

  @Mutation(() => PortfolioReceipt, { description: 'Makes a portfolio of the caller, at most 100 of them.' })
  async createPortfolio(
    @Arg('name', () => String, { description: 'Its name, 1 to 100 characters, unique within the agency.' })
    name: string,
    @Arg('usccs', () => [String], { defaultValue: [], description: CODES }) usccs: string[],
    @Ctx() { viewer, receivedAt }: HubContext,
  ): Promise<PortfolioReceipt> {
    const agency = authoriseProvider(viewer, ACTION);
    checkName(name);
    const codes = read(usccs);
    const done = await this.store.create(agency, name, [...codes.codes], receivedAt);
    return receiptOf(done, [codes], done.added, false);
  }

  @Mutation(() => PortfolioReceipt, { description: 'Has a portfolio hold these companies and no others.' })
  async replacePortfolio(
    @Arg('id', () => ID) id: string,
    @Arg('usccs', () => [String], { description: CODES }) usccs: string[],
    @Arg('dryRun', () => Boolean, { defaultValue: false, description: DRY_RUN }) dryRun: boolean,
    @Arg('allowEmpty', () => Boolean, { defaultValue: false, description: ALLOW_EMPTY }) allowEmpty: boolean,
    @Ctx() { viewer, receivedAt }: HubContext,
  ): Promise<PortfolioReceipt> {
    const agency = authoriseProvider(viewer, ACTION);
    const codes = read(usccs);
    refuseNothing(codes, { path: 'usccs', allowed: allowEmpty, how: 'allowEmpty: true' });
    const done = await this.store.change(agency, id, { replace: [...codes.codes] }, receivedAt, dryRun);
    return receiptOf(done, [codes], done.added, dryRun);
  }

  @Mutation(() => PortfolioReceipt, {
    description: 'Adds companies to a portfolio and takes others out of it; one that is in both lists stays or comes.',
  })
  async changePortfolio(
    @Arg('id', () => ID) id: string,
    @Arg('add', () => [String], { defaultValue: [], description: CODES }) add: string[],
    @Arg('remove', () => [String], { defaultValue: [], description: CODES }) remove: string[],
    @Arg('dryRun', () => Boolean, { defaultValue: false, description: DRY_RUN }) dryRun: boolean,
    @Ctx() { viewer, receivedAt }: HubContext,
  ): Promise<PortfolioReceipt> {
    const agency = authoriseProvider(viewer, ACTION);
    const [coming, going] = [read(add), read(remove)];
    const change = { add: [...coming.codes], remove: [...going.codes] };
    const done = await this.store.change(agency, id, change, receivedAt, dryRun);
    return receiptOf(done, [coming, going], done.added + done.removed, dryRun);
  }

  @Mutation(() => PortfolioReceipt, { description: 'Takes a portfolio away. What was asked about it stays recorded.' })
  async removePortfolio(@Arg('id', () => ID) id: string, @Ctx() { viewer }: HubContext): Promise<PortfolioReceipt> {
    const portfolio = await this.store.remove(authoriseProvider(viewer, ACTION), id);
    return receiptOf({ portfolio, added: 0, removed: portfolio.size }, [], 0, false);
  }
}

function read(texts: readonly string[]): CodeReader {
  if (texts.length > MAX_CODES) throw limitExceeded('codes of one call', MAX_CODES, texts.length);
  return CodeReader.of(texts);
}

function checkName(name: string): void {
  if (name.trim() !== '' && [...name].length <= MAX_NAME && !/[\p{Cc}\p{Cs}]/u.test(name)) return;
  const message = 'a name has 1 to 100 characters, and no control characters';
  throw badInput([{ path: 'name', code: 'NAME', message }]);
}
