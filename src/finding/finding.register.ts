import type { EnterpriseDirectory } from '../../enterprise/index.js';
import type { ImportSpec, RegisterSpec } from '../../exchange/index.js';
import type { Catalogue } from '../../reference/index.js';
import type { SubmitFinding, WithdrawFinding } from './finding.check.js';
import { decideFinding, decideWithdrawal, type FindingFacts } from './finding.decide.js';
import { findingEvent, findingRetracted } from './finding.events.js';
import {
  type FindingRow,
  findingsOfDocuments,
  findingsOfIds,
  findingVersions,
  insertFindings,
  updateFindings,
} from './finding.store.js';

/** How findings take part in a batch (src/exchange/README.md). */
export function findingRegister(
  directory: EnterpriseDirectory,
  catalogue: Catalogue,
): ImportSpec<SubmitFinding, FindingRow, FindingFacts> {
  return {
    operation: 'submitFindings',
    keyOf: (command) => command.documentNumber,
    prepare: async (orm, commands, provider) => ({
      current: await findingsOfDocuments(
        orm,
        provider.agencyId,
        commands.map((c) => c.documentNumber),
      ),
      facts: {
        divisions: await directory.divisions(
          orm,
          commands.map((c) => c.uscc),
        ),
        divisionOf: (code) => catalogue.nearestDivision(code)?.code ?? null,
      },
    }),
    decide: decideFinding,
    insert: insertFindings,
    update: updateFindings,
    eventOf: findingEvent,
    takeBack: { tables: findingVersions, family: 'finding', retracted: findingRetracted },
  };
}

/** How the withdrawal of one finding takes part in a batch. */
export const withdrawalRegister: RegisterSpec<WithdrawFinding, FindingRow, null> = {
  operation: 'withdrawFinding',
  keyOf: (command) => command.id,
  prepare: async (orm, commands) => ({
    current: await findingsOfIds(
      orm,
      commands.map((c) => c.id),
    ),
    facts: null,
  }),
  decide: (command, current, _facts, recording) => decideWithdrawal(command, current, recording),
  insert: insertFindings,
  update: updateFindings,
  eventOf: findingEvent,
};
