import type { Db } from '../../db/client.js';
import { agencies, agencyStore } from '../access/index.js';
import { accidentEntry } from '../accident/core.js';
import { enterpriseDirectory, enterpriseEntry, openEnterprises } from '../enterprise/core.js';
import { operationDesk } from '../exchange/core.js';
import { findingRegister } from '../finding/core.js';
import { gradingRegister } from '../grading/core.js';
import { hazardEntry } from '../hazard/core.js';
import { licenceRegister } from '../licence/core.js';
import { caseEntry, openHolidayDesk, openPolicyDesk } from '../linkage/core.js';
import { penaltyRegister } from '../penalty/core.js';
import { ratingRegister } from '../rating/core.js';
import { type Catalogue, knownCodeDesk, loadKnownCodes, readCatalogue } from '../reference/core.js';
import { type Importer, type LedgerEntry, type RegisterEntry, wholeHeaders } from '../register/core.js';

/**
 * The hub's only list of its registers, in the order in which people meet them: commands, undo, verification, what days bring, what a clock is
 * corrected by, the graphs and the checks follow from it.
 */
const LIST = {
  enterprises: enterpriseEntry,
  gradings: gradingRegister,
  accidents: accidentEntry,
  hazards: hazardEntry,
  licences: licenceRegister,
  penalties: penaltyRegister,
  ratings: ratingRegister,
  findings: findingRegister,
} satisfies Record<string, RegisterEntry>;
export type RegisterName = keyof typeof LIST;
export const REGISTERS: Readonly<Record<RegisterName, RegisterEntry>> = LIST;
export const REGISTER_NAMES = Object.keys(LIST) as RegisterName[];

/** What no file brings, and is kept as they are: behind them, because it rests on them. */
const WITHOUT_FILES = { cases: caseEntry };

const LEDGERS: Readonly<Record<RegisterName | keyof typeof WITHOUT_FILES, LedgerEntry>> = {
  ...REGISTERS,
  ...WITHOUT_FILES,
};

const mapped = <Name extends string, A, B>(of: Readonly<Record<Name, A>>, map: (a: A) => B) =>
  Object.fromEntries(Object.entries<A>(of).map(([name, a]) => [name, map(a)])) as Record<Name, B>;

/** The registers of the hub over one database, without the graph over them: what a command reads and writes. */
export function wireRegisters(db: Db, catalogue: Catalogue) {
  const directory = enterpriseDirectory(openEnterprises(db, catalogue), catalogue);
  const importer = (entry: RegisterEntry): Importer => ({
    ...entry.importer({ db, directory, catalogue }),
    action: entry.action,
    headers: wholeHeaders(entry.headers),
  });
  return {
    agencies: agencies(agencyStore(db)),
    catalogue,
    directory,
    /** Policies for who adds and ends them. */
    policies: openPolicyDesk(db),
    /** The holiday table for who takes a year into it. */
    holidays: openHolidayDesk(db),
    /** Codes of which more is known than their arithmetic says. */
    codes: knownCodeDesk(db),
    /** Operations that agencies register. */
    operations: operationDesk(db),
    /** What each takes back after a clock was ahead, in the order of the list. */
    clockWorks: Object.values(LEDGERS).flatMap((entry) => entry.clockWorks?.(db) ?? []),
    /** What days bring by themselves to the registers. */
    days: Object.values(LEDGERS).flatMap((entry) => entry.dayWorks?.(db) ?? []),
    ledgers: mapped(LEDGERS, (entry) => entry.ledger),
    importers: mapped(REGISTERS, importer),
  };
}
export type Registers = ReturnType<typeof wireRegisters>;

/** The registers, ready for a command. */
export async function openRegisters(db: Db): Promise<Registers> {
  const [catalogue] = await Promise.all([readCatalogue(db), loadKnownCodes(db)]);
  return wireRegisters(db, catalogue);
}
