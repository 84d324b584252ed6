import type { EnterpriseDirectory } from '../enterprise/index.js';
import type { ImportSpec } from '../exchange/index.js';
import type { Catalogue } from '../reference/index.js';
import type { SubmitGrading } from './grading.check.js';
import { decideGrading, type GradingFacts } from './grading.decide.js';
import { gradingEvent, gradingRetracted } from './grading.events.js';
import { type GradingRow, type GradingStore, gradingVersions } from './grading.store.js';

/** How gradings take part in a batch (src/exchange/README.md). */
export function gradingRegister(
  store: GradingStore,
  directory: EnterpriseDirectory,
  catalogue: Catalogue,
): ImportSpec<SubmitGrading, GradingRow, GradingFacts> {
  return {
    operation: 'submitGradings',
    keyOf: (command) => command.documentNumber,
    prepare: async (orm, commands, provider) => ({
      current: await store.current(
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
    decide: decideGrading,
    insert: store.insert,
    update: store.update,
    eventOf: gradingEvent,
    takeBack: { tables: gradingVersions, family: 'grading', retracted: gradingRetracted },
  };
}
