import { inTerritory } from '../access/index.js';
import type { Decision, Recording } from '../exchange/index.js';
import { badInput, notFound } from '../kernel/errors.js';
import { edgeOf } from './hazard.machine.js';
import type { HazardRow, StepRow } from './hazard.store.js';
import type { TakeStep } from './hazard-step.check.js';
import { guard, illegal } from './hazard-step.guard.js';

/** A hazard's version with the step that led to it: both are written together. */
export type SteppedHazard = HazardRow & { step?: StepRow };

/** What a step looks at beside the hazard. */
export interface StepFacts {
  /** Hazards of which a plan was ever approved. */
  approved: ReadonlySet<string>;
}

/**
 * Takes a step, or throws the refusal. Thrown, not reported: a step is a whole submission, so a refusal rolls it back and
 * its idempotency key stays free for the mended attempt.
 */
export function decideStep(
  command: TakeStep,
  current: HazardRow | undefined,
  facts: StepFacts,
  recording: Recording,
): Extract<Decision<SteppedHazard>, { row: SteppedHazard }> {
  const { provider, providerId, receivedAt, recordedAt, position, today } = recording;
  // Outside its division a regulator sees no hazards, so there is none to refuse either.
  if (!current || !inTerritory(provider, 'OWN_DIVISION', current.divisionCode))
    throw notFound(`hazard ${command.hazardId}`, 'id');
  const edge = edgeOf(current.state, current.level, command.by);
  if (!edge) throw illegal(current, command.by);

  const at = timeOf(command, current, receivedAt);
  const effect = guard({ command, hazard: current, at, today, approved: facts.approved.has(current.id) });
  const { deadline = current.deadline, listedOn = current.listedOn } = effect;
  const step: StepRow = {
    hazardId: current.id,
    from: edge.from,
    to: edge.to,
    at,
    deadline: effect.deadline ?? effect.asked ?? null,
    note: command.note,
    documentNumber: command.documentNumber,
    providerId,
    receivedAt,
    recordedAt,
    position,
  };
  const row = {
    ...current,
    state: edge.to,
    stateSince: at,
    deadline,
    listedOn,
    publicDescription: command.publicDescription === undefined ? current.publicDescription : command.publicDescription,
    receivedAt,
    recordedAt,
    position,
    step,
  };
  return { status: 'UPDATED', row };
}

/** When the step happened: as said, between the step before and receipt; where it is not said, now. */
function timeOf({ at }: TakeStep, current: HazardRow, receivedAt: Date): Date {
  // Two requests may be received in one order and written in the other; unsaid times follow the order written.
  if (at === null) return current.stateSince > receivedAt ? current.stateSince : receivedAt;
  const refuse = (code: string, message: string) => badInput([{ path: 'input.at', code, message }]);
  if (at > receivedAt) throw refuse('FUTURE', `${at.toISOString()} is in the future`);
  if (at < current.stateSince) {
    const since = current.stateSince.toISOString();
    throw refuse('ORDER', `${at.toISOString()} is before the hazard became ${current.state}, ${since}`);
  }
  return at;
}
