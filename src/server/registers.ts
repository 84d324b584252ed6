import type { Db } from '../../db/client.js';
import { agencies, agencyStore } from '../access/index.js';
import { accidentClock, accidentImporter, accidentLedger } from '../accident/core.js';
import { EnterpriseStore, enterpriseDirectory, enterpriseImporter, enterpriseLedger } from '../enterprise/core.js';
import { type ClockWork, operationDesk } from '../exchange/core.js';
import {
  gradedCondition,
  gradingClock,
  gradingEndClock,
  gradingImporter,
  gradingLedger,
  openGradings,
} from '../grading/core.js';
import { hazardClock, hazardImporter, hazardLedger } from '../hazard/core.js';
import {
  caseLedger,
  findingImporter,
  findingLedger,
  linkageClocks,
  openHolidayDesk,
  openPolicyDesk,
  restrictedCondition,
} from '../linkage/core.js';
import { ratingRegister } from '../rating/core.js';
import { type Catalogue, readCatalogue } from '../reference/core.js';

/** The registers of the hub over one database, without the graph over them: what a command reads and writes. */
export function wireRegisters(db: Db, catalogue: Catalogue) {
  const conditions = { graded: gradedCondition, restricted: restrictedCondition };
  const enterprises = new EnterpriseStore(db, conditions, catalogue);
  const directory = enterpriseDirectory(enterprises, catalogue);
  return {
    agencies: agencies(agencyStore(db)),
    catalogue,
    directory,
    /** Policies for who adds and ends them. */
    policies: openPolicyDesk(db),
    /** The holiday table for who takes a year into it. */
    holidays: openHolidayDesk(db),
    /** Operations that agencies register. */
    operations: operationDesk(db),
    /** What each register takes back after a clock was ahead, in this order: the linkage follows what it rests on. */
    clockWorks: [
      ...[...ratingRegister.clockWorks, gradingEndClock(openGradings(db)), gradingClock(openGradings(db))],
      ...[accidentClock, hazardClock, ...linkageClocks(db)],
    ] as ClockWork[],
    ledgers: {
      enterprises: enterpriseLedger,
      gradings: gradingLedger,
      accidents: accidentLedger,
      hazards: hazardLedger,
      ratings: ratingRegister.ledger,
      findings: findingLedger,
      cases: caseLedger,
    },
    importers: {
      enterprises: enterpriseImporter(enterprises, catalogue),
      gradings: gradingImporter(db, directory, catalogue),
      accidents: accidentImporter(directory, catalogue),
      hazards: hazardImporter(directory, catalogue),
      ratings: {
        read: ratingRegister.read,
        register: ratingRegister.batch({ directory, catalogue }),
        action: ratingRegister.submits,
      },
      findings: findingImporter(directory, catalogue),
    },
  };
}
export type Registers = ReturnType<typeof wireRegisters>;

/** The registers, ready for a command. */
export const openRegisters = async (db: Db): Promise<Registers> => wireRegisters(db, await readCatalogue(db));
