import type { Db } from '../../db/client.js';
import type { Agencies, Keyring } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import type { Catalogue } from '../reference/index.js';
import type { CheckSources } from './check.js';
import { CreditCheckResolver } from './check.resolver.js';
import { Checker } from './checker.js';
import { CreditRatingResolver, CreditRatingVersionResolver, EnterpriseRatingResolver } from './credit.resolver.js';
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
import { ratingLoaders } from './rating.loader.js';
import { RatingStore } from './rating.store.js';
import { ReceiptIssuer } from './receipt/issuer.js';

export type { CheckSources, Instant } from './check.js';
export * from './core.js';
export { CHANGE_MODES, type ChangeMode, type CodeLine, type StreamedChange } from './portfolio/portfolio.change.js';
export type { PortfolioDoor } from './portfolio/portfolio.door.js';
export type { ScreeningLimits } from './portfolio/screening.js';

export interface CreditRoomDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
  agencies: Agencies;
  sources: CheckSources;
  /** What receipts are signed with, and the id of the log that they are from; left out where the process signs nothing. */
  signing?: { keyring: Keyring; logId(): Promise<string> } | undefined;
  screenings?: ScreeningLimits | undefined;
  /** The cursor of a position of the log. */
  cursorAt(position: number): Promise<string>;
}

/** Credit ratings and credit checks: the subgraph. */
export function creditRoom(given: CreditRoomDeps) {
  const { db, directory, catalogue, agencies, sources, signing, screenings, cursorAt } = given;
  const store = new RatingStore(db);
  const loaders = ratingLoaders(store);
  const receipts = signing ? new ReceiptIssuer(signing.keyring, signing.logId) : null;
  const inquiryStore = new InquiryStore(db);
  const inquiries = new InquiryRecorder(inquiryStore);
  const checker = new Checker({ db, store, sources, inquiries });
  const portfolios = new PortfolioStore(db);
  const screener = new Screener({ db, store, sources, portfolios, cursorAt }, screenings);
  const deps = { db, store, loaders, directory, catalogue, agencies, sources, checker, receipts, cursorAt };
  return {
    subscriptions: [creditFlagChanged(portfolios, new PortfolioWatch(portfolios))],
    portfolios: portfolioDoor({ portfolios, screener, inquiries }),
    subgraph: {
      name: 'credit',
      schema: roomSchema([
        new CreditCheckResolver(deps),
        new CreditRatingResolver(deps),
        new CreditRatingVersionResolver(deps),
        new EnterpriseRatingResolver(deps),
        new FlagSubscriptionResolver(deps),
        new InquiryResolver(inquiryStore, agencies),
        new PortfolioResolver({ db, portfolios, screener, checker }),
        new PortfolioMutationResolver(portfolios),
      ]),
      entities: { Enterprise: { key: 'uscc' }, Grading: { key: 'id' }, Restriction: { key: 'id' } },
    },
  };
}
