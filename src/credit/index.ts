import type { Db } from '../../db/client.js';
import type { Agencies, Keyring } from '../access/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import { type CheckSources, checkSources } from './check.js';
import { CreditCheckResolver } from './check.resolver.js';
import { Checker } from './checker.js';
import { creditFlagChanged, FlagSubscriptionResolver } from './flag.subscription.js';
import { InquiryResolver } from './inquiry/inquiry.resolver.js';
import { InquiryStore } from './inquiry/inquiry.store.js';
import { InquiryRecorder } from './inquiry/recorder.js';
import { portfolioDoor } from './portfolio/portfolio.door.js';
import { PortfolioMutationResolver } from './portfolio/portfolio.mutation.resolver.js';
import { PortfolioResolver } from './portfolio/portfolio.resolver.js';
import { PortfolioStore } from './portfolio/portfolio.store.js';
import { Screener, type ScreeningLimits } from './portfolio/screening.js';
import { PortfolioWatch } from './portfolio/watch.js';
import { ReceiptIssuer } from './receipt/issuer.js';

export type { CheckSources } from './check.js';
export * from './core.js';
export { CHANGE_MODES, type ChangeMode, type CodeLine, type StreamedChange } from './portfolio/portfolio.change.js';
export type { PortfolioDoor } from './portfolio/portfolio.door.js';
export type { ScreeningLimits } from './portfolio/screening.js';

export interface CreditRoomDeps {
  db: Db;
  agencies: Agencies;
  /** Resolvers of the registers that stand in this room’s subgraph. */
  beside: object[];
  /** What a check weighs. */
  sources: CheckSources;
  /** What receipts are signed with, and the id of the log that they are from; left out where the process signs nothing. */
  signing?: { keyring: Keyring; logId(): Promise<string> } | undefined;
  screenings?: ScreeningLimits | undefined;
  /** The cursor of a position of the log. */
  cursorAt(position: number): Promise<string>;
}

/** Credit checks: the subgraph, with the ratings that it weighs. */
export function creditRoom(given: CreditRoomDeps) {
  const { db, agencies, beside, sources, signing, screenings, cursorAt } = given;
  checkSources(sources);
  const receipts = signing ? new ReceiptIssuer(signing.keyring, signing.logId) : null;
  const inquiryStore = new InquiryStore(db);
  const inquiries = new InquiryRecorder(inquiryStore);
  const checker = new Checker({ db, sources, inquiries });
  const portfolios = new PortfolioStore(db);
  const screener = new Screener({ db, sources, portfolios, cursorAt }, screenings);
  const deps = { checker, receipts, cursorAt };
  return {
    subscriptions: [creditFlagChanged(sources, portfolios, new PortfolioWatch(portfolios))],
    portfolios: portfolioDoor({ portfolios, screener, inquiries }),
    subgraph: {
      name: 'credit',
      schema: roomSchema([
        new CreditCheckResolver(deps),
        ...beside,
        new FlagSubscriptionResolver(deps),
        new InquiryResolver(inquiryStore, agencies),
        new PortfolioResolver({ db, portfolios, screener, checker }),
        new PortfolioMutationResolver(portfolios),
      ]),
      entities: { Enterprise: { key: 'uscc' }, Grading: { key: 'id' }, Restriction: { key: 'id' } },
    },
  };
}
