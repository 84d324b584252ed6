import { connect, type Db } from '../../db/client.js';
import type { Keyring } from '../access/index.js';
import { accidentRoom } from '../accident/index.js';
import { type CheckSources, creditRoom, type ScreeningLimits } from '../credit/index.js';
import { enterpriseRoom } from '../enterprise/index.js';
import { type DocumentCheck, exchangeRoom, type SubscriptionSource, type WebhookServices } from '../exchange/index.js';
import { completeEntities, guardArguments, type Subgraph } from '../federation/index.js';
import { findingRoom } from '../finding/index.js';
import { gradedCondition, gradingRoom } from '../grading/index.js';
import { hazardRoom } from '../hazard/index.js';
import { linkageRoom, restrictedCondition } from '../linkage/index.js';
import { Catalogue, loadKnownCodes, readCatalogue, referenceRoom } from '../reference/index.js';
import { registerGraphs } from './register-graphs.js';
import { REGISTERS, wireRegisters } from './registers.js';

/** What rooms do beyond the database; a process that only imports or prints has none of it. */
export interface RoomServices {
  webhooks?: WebhookServices;
  /** What receipts and acknowledgements are signed with; without it there are none. */
  keyring?: Keyring;
  /** Screenings at once; left out: a few. */
  screenings?: ScreeningLimits;
  /** Checks documents that are registered; without it none are. */
  documents?: DocumentCheck;
}

/** Every room of the hub over one database, wired: the composition root's only list of them. */
function wireRooms(db: Db, catalogue: Catalogue, services: RoomServices = {}) {
  const registers = wireRegisters(db, catalogue);
  const { agencies, directory } = registers;
  const reference = referenceRoom(catalogue);
  const conditions = { graded: gradedCondition, restricted: restrictedCondition };
  const enterprise = enterpriseRoom({ db, catalogue, agencies, conditions });
  const common = { db, catalogue, agencies, directory };
  const graphs = registerGraphs(common);
  const grading = gradingRoom(common);
  const accident = accidentRoom(common);
  const hazard = hazardRoom(common);
  const finding = findingRoom(common);
  const exchange = exchangeRoom({
    db,
    webhooks: services.webhooks,
    documents: services.documents,
    discretion: (scope, events) => linkage.discretion(scope, events),
    registers: new Map(Object.entries(registers.importers).map(([name, { register }]) => [register.operation, name])),
  });
  const linkage = linkageRoom({
    ...common,
    beside: [...graphs.beside('linkage'), ...finding.resolvers],
    facts: { ACCIDENT: accident.readable, HAZARD: hazard.readable, FINDING: finding.readable },
    keyring: services.keyring,
    logId: () => exchange.reader.logId(),
  });
  // What a credit check weighs: whatever room or register declares a source.
  const weighed = [enterprise, accident, hazard, linkage, ...Object.values(REGISTERS)];
  const sources = weighed.flatMap((one) => ('checkSource' in one && one.checkSource ? [one.checkSource] : []));
  const { keyring } = services;
  const signing = keyring && { keyring, logId: () => exchange.reader.logId() };
  const { screenings } = services;
  const cursorAt = (position: number) => exchange.reader.cursorAt(position);
  const beside = graphs.beside('credit');
  const checks = sources as CheckSources;
  const credit = creditRoom({ db, agencies, beside, sources: checks, signing, screenings, cursorAt });
  const rooms = [reference, enterprise, grading, accident, hazard, credit, linkage, exchange];
  const subgraphs: Subgraph[] = [
    ...rooms.map((room) => room.subgraph),
    ...graphs.own(rooms.map((room) => room.subgraph.name)),
  ];
  for (const subgraph of subgraphs) {
    guardArguments(subgraph.schema);
    completeEntities(subgraph);
  }
  return {
    ...registers,
    /** Reads the log for those who may see some of it. */
    events: exchange.reader,
    /** The same for what the hub does of its own, over the background's connections. */
    ownEvents: exchange.behind,
    /** What answers the fields of `Subscription`. */
    subscriptions: rooms.flatMap((room): readonly SubscriptionSource[] =>
      'subscriptions' in room ? room.subscriptions : [],
    ),
    /** Restrictions announced to the public. */
    disclosures: linkage.disclosures,
    /** Long lists of companies, for the door that takes and gives them as streams. */
    portfolios: credit.portfolios,
    /** What days bring by themselves, to the registers and to what rests on them. */
    days: [...registers.days, linkage.days],
    /** Last day that the holiday table covers. */
    holidaysUntil: linkage.holidaysUntil,
    /** What decides from the log, not started yet. */
    linkage: linkage.worker,
    /** How far webhooks and durable consumers are behind the log. */
    lags: exchange.lags,
    subgraphs,
  };
}
export type Rooms = ReturnType<typeof wireRooms>;

/** The rooms, ready to serve. */
export async function openRooms(db: Db, services?: RoomServices): Promise<Rooms> {
  const [catalogue] = await Promise.all([readCatalogue(db), loadKnownCodes(db)]);
  return wireRooms(db, catalogue, services);
}

/** The subgraphs as they are printed: wired to no database, so they can be described and not run. */
export function describeRooms(): Subgraph[] {
  const nowhere = connect({ url: 'postgres://nowhere.invalid/none' });
  return wireRooms(nowhere, new Catalogue({ divisions: [], industries: [], sectors: [] })).subgraphs;
}
