import { dateOf } from '../kernel/date.js';
import { badInput, HubError } from '../kernel/errors.js';
import { edgesFrom, type HazardStepName, STEP_TARGETS } from './hazard.machine.js';
import { missingImplementations } from './hazard.plan.js';
import type { HazardRow } from './hazard.store.js';
import type { TakeStep } from './hazard-step.check.js';

/** What a step looks at. */
export interface StepCase {
  command: TakeStep;
  hazard: HazardRow;
  /** When the step happened. */
  at: Date;
  /** The day of receipt. */
  today: string;
  /** Whether a plan of this hazard was ever approved. */
  approved: boolean;
}

/** What a step changes beside the state. `asked` is a deadline that is asked for and not yet given. */
export interface StepEffect {
  deadline?: string;
  listedOn?: string;
  asked?: string | null;
}

const fault = (path: string, code: string, message: string) => badInput([{ path, code, message }]);

/** ILLEGAL_TRANSITION: names the ways that are open, for a person and (from, to, legal) for a program. */
export function illegal(hazard: HazardRow, by: HazardStepName, reason = ''): HubError {
  const { state: from, level } = hazard;
  const to = STEP_TARGETS[by];
  const open = edgesFrom(from, level).filter((e) => e.by !== by);
  const ways = open.map((e) => `${e.to} (${e.by})`).join(', ');
  const legal = [...new Set(open.map((e) => e.to))];
  const message = `${by}: a ${level} hazard cannot go from ${from} to ${to}${reason}; legal: ${ways || `none, ${from} is final`}`;
  return new HubError('ILLEGAL_TRANSITION', message, { from, to, legal });
}

/** A deadline that a step sets, or the one that stands; one there must be, and not before the day of finding. */
function deadlineOf({ command, hazard }: StepCase): string {
  const deadline = command.deadline ?? hazard.deadline;
  if (deadline === null)
    throw fault('input.deadline', 'REQUIRED', `${command.by} needs a deadline: the report gave none`);
  if (deadline < hazard.foundOn)
    throw fault('input.deadline', 'ORDER', `deadline ${deadline} is before foundOn ${hazard.foundOn}`);
  return deadline;
}

/** An extension is later than what it extends. */
function laterDeadline({ command, hazard }: StepCase, deadline: string): string {
  if (hazard.deadline !== null && deadline <= hazard.deadline) {
    throw fault(
      'input.deadline',
      'ORDER',
      `${command.by}: ${deadline} is not later than the present deadline ${hazard.deadline}`,
    );
  }
  return deadline;
}

/** What each step demands beyond its edge, and what it changes. Steps that are not here demand nothing more. */
const GUARDS: Partial<Record<HazardStepName, (step: StepCase) => StepEffect>> = {
  notifyHazard: (step) => ({ deadline: deadlineOf(step) }),

  listHazard: (step) => {
    const { command, hazard, at, today } = step;
    if (hazard.listedOn !== null) throw illegal(hazard, command.by, `: it has been listed since ${hazard.listedOn}`);
    const listedOn = command.listedOn ?? dateOf(at);
    if (listedOn > today) throw fault('input.listedOn', 'FUTURE', `listedOn ${listedOn} is after today`);
    if (listedOn < hazard.foundOn)
      throw fault('input.listedOn', 'ORDER', `listedOn ${listedOn} is before foundOn ${hazard.foundOn}`);
    return { listedOn, deadline: deadlineOf(step) };
  },

  approveHazardPlan: ({ command, hazard }) => {
    if (hazard.level === 'MAJOR' && hazard.listedOn === null) throw illegal(hazard, command.by, ' before it is listed');
    const missing = missingImplementations(hazard);
    if (missing.length > 0) {
      const message = 'is not implemented yet: fill it in with updateHazardPlan';
      throw badInput(missing.map((field) => ({ path: `fiveImplementations.${field}`, code: 'INCOMPLETE', message })));
    }
    return {};
  },

  startRectification: ({ command, hazard, approved }) => {
    if (hazard.level === 'MAJOR' && !approved) throw illegal(hazard, command.by, ' before its plan is approved');
    return {};
  },

  requestHazardExtension: (step) => ({
    asked: step.command.deadline === null ? null : laterDeadline(step, step.command.deadline),
  }),

  decideHazardExtension: (step) => {
    const { granted, deadline } = step.command;
    if (granted) {
      if (deadline === null)
        throw fault('input.deadline', 'REQUIRED', 'an extension that is granted names the new deadline');
      return { deadline: laterDeadline(step, deadline) };
    }
    if (deadline !== null)
      throw fault('input.deadline', 'REFUSED', 'an extension that is refused leaves the deadline: name none');
    return {};
  },

  acceptHazard: ({ command }) => {
    if (command.documentNumber === null) {
      throw fault(
        'input.documentNumber',
        'REQUIRED',
        'name the document of the acceptance 验收批复: it cancels the item',
      );
    }
    return {};
  },

  markHazardOverdue: ({ hazard, at }) => {
    const day = dateOf(at);
    if (hazard.deadline === null || hazard.deadline >= day) {
      throw fault(
        'input.at',
        'NOT_OVERDUE',
        `on ${day} the deadline ${hazard.deadline} had not passed: its last day counts`,
      );
    }
    return {};
  },
};

/** Runs the step's guard. Throws the refusal. */
export const guard = (step: StepCase): StepEffect => GUARDS[step.command.by]?.(step) ?? {};
