import type { Db } from '../../db/client.js';
import type { Agencies, HubContext, Keyring } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { roomSchema } from '../kernel/room-schema.js';
import { caseDiscretion } from './case/case.discretion.js';
import { caseLoaders } from './case/case.loader.js';
import { CaseReadStore } from './case/case.read.store.js';
import { caseTeller } from './case/case.told.js';
import { causeReader, type FactReaders } from './case/cause.reader.js';
import { linkageDays } from './days/linkage.days.js';
import { noticeLoaders } from './notice/notice.loader.js';
import { NoticeReadStore } from './notice/notice.read.store.js';
import { PolicyBook } from './policy/policy.book.js';
import { PolicyStore } from './policy/policy.store.js';
import { inEnglish } from './restriction/disclosure.english.js';
import { disclosureReader } from './restriction/disclosure.store.js';
import { restrictionSource } from './restriction/restriction.source.js';
import { RestrictionStore } from './restriction/restriction.store.js';
import { CaseResolver } from './subgraph/case.resolver.js';
import { CaseStepResolver } from './subgraph/case-step.resolver.js';
import { NoticeMutationResolver } from './subgraph/notice.mutation.resolver.js';
import { NoticeGradingResolver, NoticeResolver } from './subgraph/notice.resolver.js';
import { NoticeSubscriptionResolver, noticeIssued } from './subgraph/notice.subscription.js';
import { PolicyResolver } from './subgraph/policy.resolver.js';
import {
  EnterpriseRestrictionResolver,
  RestrictionResolver,
  restrictionLoaders,
} from './subgraph/restriction.resolver.js';
import { LinkageStatisticResolver } from './subgraph/statistic.resolver.js';
import { LinkageWorker, type LinkageWorkerOptions } from './worker/linkage.worker.js';

export * from './core.js';
export type { PolicyDesk } from './policy/policy.desk.js';
export type {
  BilingualDisclosure as Disclosure,
  BilingualPage as DisclosurePage,
} from './restriction/disclosure.english.js';
export type { LinkageWorker, WorkerReport } from './worker/linkage.worker.js';

export interface LinkageRoomDeps {
  db: Db;
  directory: EnterpriseDirectory;
  agencies: Agencies;
  /** Signs acknowledgements; left out where the process answers none. */
  keyring?: Keyring | undefined;
  /** Resolvers of the registers that stand in this room’s subgraph. */
  beside: object[];
  /** Which accidents, hazards and findings a viewer may read. */
  facts: FactReaders;
  /** Which log this is. */
  logId(): Promise<string>;
}

/** From facts to restrictions and notices: what decides them, the subgraph, and the answers for credit checks. */
export function linkageRoom({ db, directory, agencies, beside, keyring, logId, facts }: LinkageRoomDeps) {
  const store = new RestrictionStore(db);
  const policies = new PolicyStore(db);
  const cases = new CaseReadStore(db);
  const notices = new NoticeReadStore(db);
  const readable = causeReader(facts);
  const own = {
    readable,
    tell: caseTeller(readable),
    restrictions: store,
    ...{ db, directory, agencies, keyring, logId, cases, notices },
    book: new PolicyBook(policies),
    restrictionLoaders: restrictionLoaders(store),
    caseLoaders: caseLoaders(cases),
    noticeLoaders: noticeLoaders(notices),
  };
  // A router may send any text as an id; only a number can be one.
  const numbered = (id: unknown): id is string | number => /^\d{1,18}$/.test(String(id));
  return {
    subscriptions: [noticeIssued],
    /** Announces terms that ended, publications whose day has come, and notices that nobody acknowledged. */
    days: linkageDays(own.book),
    /** Last day that the holiday table covers. */
    holidaysUntil: async () => (await own.book.current()).calendar.to,
    /** What reads the log and decides, not started yet. */
    worker: (options: Omit<LinkageWorkerOptions, 'db' | 'book'>) =>
      new LinkageWorker({ ...options, db: db.background, book: own.book }),
    /** What has been announced to the public by a day, latest change first. */
    disclosures: inEnglish(disclosureReader(db), own.book),
    checkSource: restrictionSource(store),
    /** Which past events of cases are no longer shown to whom. */
    discretion: caseDiscretion(cases),
    subgraph: {
      name: 'linkage',
      schema: roomSchema([
        new CaseResolver(own),
        new CaseStepResolver(own),
        ...beside,
        new NoticeMutationResolver(own),
        new NoticeResolver(own),
        new NoticeGradingResolver(),
        new NoticeSubscriptionResolver(own.noticeLoaders),
        new LinkageStatisticResolver(own),
        new PolicyResolver(own.book),
        new RestrictionResolver(own),
        new EnterpriseRestrictionResolver(own.restrictionLoaders),
      ]),
      entities: {
        Enterprise: { key: 'uscc' },
        Division: { key: 'code' },
        Grading: { key: 'id' },
        Restriction: {
          key: 'id',
          isLoaded: (source: object) => 'domain' in source,
          load: ({ id }: Record<string, unknown>, context: HubContext) =>
            numbered(id) ? own.restrictionLoaders.byId(context).load(String(id)) : null,
        },
        LinkageCase: {
          key: 'id',
          isLoaded: (source: object) => 'factDay' in source,
          load: ({ id }: Record<string, unknown>, context: HubContext) =>
            numbered(id) ? own.caseLoaders.byId(context).load(String(id)) : null,
        },
      },
    },
  };
}
