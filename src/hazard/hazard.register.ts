import type { Decision, ImportSpec, Recording, RegisterSpec } from '../exchange/index.js';
import { placeFacts, type RegisterParts } from '../register/core.js';
import type { ChangePlan, ReportHazard, WordHazard } from './hazard.check.js';
import { decidePlan, decideReport, decideWording, type HazardFacts, sameReport } from './hazard.decide.js';
import { hazardEvent, hazardRetracted } from './hazard.events.js';
import type { HazardStepName } from './hazard.machine.js';
import type { HazardRow } from './hazard.store.js';
import {
  approvedHazards,
  hazardRecords,
  hazardsAsReported,
  insertHazards,
  updateHazards,
} from './hazard-record.store.js';
import type { TakeStep } from './hazard-step.check.js';
import { decideStep, type StepFacts, type SteppedHazard } from './hazard-step.decide.js';

/** How reports of hazards take part in a batch (src/exchange/README.md): an import's, and reportHazard's batch of one. */
export function hazardRegister(
  parts: Pick<RegisterParts, 'directory' | 'catalogue'>,
): ImportSpec<ReportHazard, HazardRow, HazardFacts> {
  return {
    operation: 'reportHazard',
    keyOf: (command) => command.documentNumber,
    prepare: async (orm, commands, { agencyId }) => {
      const numbers = commands.map((c) => c.documentNumber);
      const current = await hazardRecords.current(orm, agencyId, numbers);
      const moved = [...current.values()].filter((h) => h.state !== 'FOUND').map((h) => h.id);
      const place = await placeFacts(parts, orm, commands);
      return { current, facts: { ...place, reported: await hazardsAsReported(orm, moved) } };
    },
    decide: decideReport,
    same: sameReport,
    insert: insertHazards,
    update: updateHazards,
    eventOf: (row, before, { recordedOn }) => hazardEvent(row, before, 'reportHazard', recordedOn),
    takeBack: { tables: hazardRecords.versionsTables, family: 'hazard', retracted: hazardRetracted },
  };
}

const nothingNew = () => Promise.resolve();

/** How the steps of a rectification do: one path for all of them, under the name of the mutation. */
export function stepRegister(operation: HazardStepName): RegisterSpec<TakeStep, SteppedHazard, StepFacts> {
  return {
    operation,
    keyOf: (command) => command.hazardId,
    prepare: async (orm, commands) => {
      const ids = commands.map((c) => c.hazardId);
      return { current: await hazardRecords.ofIds(orm, ids), facts: { approved: await approvedHazards(orm, ids) } };
    },
    decide: decideStep,
    insert: nothingNew,
    update: updateHazards,
    eventOf: (row, before, { recordedOn }) => hazardEvent(row, before, operation, recordedOn),
  };
}

/** How what is no step does: a version, and no new state. */
function changes<C extends { hazardId: string }>(
  operation: 'updateHazardPlan' | 'setHazardPublicDescription',
  decide: (command: C, current: HazardRow | undefined, recording: Recording) => Decision<HazardRow>,
): RegisterSpec<C, HazardRow, null> {
  return {
    operation,
    keyOf: (command) => command.hazardId,
    prepare: async (orm, commands) => ({
      current: await hazardRecords.ofIds(
        orm,
        commands.map((c) => c.hazardId),
      ),
      facts: null,
    }),
    decide: (command, current, _, recording) => decide(command, current, recording),
    insert: nothingNew,
    update: updateHazards,
    eventOf: (row, before, { recordedOn }) => hazardEvent(row, before, operation, recordedOn),
  };
}

/** How a change of the five implementations does. */
export const planRegister = changes<ChangePlan>('updateHazardPlan', decidePlan);

/** How another public text does. */
export const wordingRegister = changes<WordHazard>('setHazardPublicDescription', decideWording);
