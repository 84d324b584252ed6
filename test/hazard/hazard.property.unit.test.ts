import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOverdue, isUnrectified } from '../../src/hazard/hazard.deadline.js';
import { HAZARD_STEPS, type HazardStepName, STEP_TARGETS } from '../../src/hazard/hazard.machine.js';
import type { HazardRow, StepRow } from '../../src/hazard/hazard.store.js';
import { decideStep } from '../../src/hazard/hazard-step.decide.js';
import { addDays, dateOf } from '../../src/kernel/date.js';
import { HubError } from '../../src/kernel/errors.js';
import { HAZARD_LEVELS, type HazardState } from '../../src/kernel/vocabulary.js';
import { LEGAL } from './model.js';
import { hazardRow, noon, PLAN, recordingAt, stepOf } from './sample.js';

/** A plain model: four facts, and the rules as one would tell them. */
interface Model {
  state: HazardState;
  listed: boolean;
  approved: boolean;
  deadline: string;
}

const command = fc.record({
  by: fc.constantFrom<HazardStepName>(...HAZARD_STEPS),
  /** Days that pass before it. */
  wait: fc.integer({ min: 0, max: 40 }),
  granted: fc.boolean(),
  /** Days from the present deadline to the one named; null names none. */
  longer: fc.option(fc.integer({ min: -5, max: 60 }), { nil: null }),
  document: fc.boolean(),
  /** Random walks of random steps stay near the start; a lucky one takes a step that the model allows. */
  lucky: fc.option(fc.nat(), { nil: null }),
});
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const major = (level: string) => level === 'MAJOR';
/** Whether the model lets the step happen on a day. */
function allows(
  m: Model,
  level: string,
  { by, granted, longer, document }: Command,
  day: string,
  planned: boolean,
): boolean {
  const at = LEGAL[m.state][by];
  if (at !== 'both' && at !== level) return false;
  const later = longer !== null && longer > 0;
  switch (by) {
    case 'listHazard':
      return !m.listed;
    case 'approveHazardPlan':
      return planned && (m.listed || !major(level));
    case 'startRectification':
      return m.approved || !major(level);
    case 'requestHazardExtension':
      return longer === null || later;
    case 'decideHazardExtension':
      return granted ? later : longer === null;
    case 'acceptHazard':
      return document;
    case 'markHazardOverdue':
      return m.deadline < day;
    default:
      return true;
  }
}

describe('a rectification, whatever is asked of it', () => {
  it('goes as the model says, and never loses what happened', () => {
    const finals = new Map<string, number>();
    const run = fc.property(
      fc.constantFrom(...HAZARD_LEVELS),
      fc.boolean(),
      fc.array(command, { maxLength: 60 }),
      (level, planned, commands) => {
        let row: HazardRow = hazardRow({ level, ...(planned ? PLAN : {}) });
        const model: Model = { state: 'FOUND', listed: false, approved: false, deadline: row.deadline as string };
        const history: StepRow[] = [];
        let day = row.foundOn;
        for (const drawn of commands) {
          day = addDays(day, drawn.wait);
          const open = HAZARD_STEPS.filter((by) => allows(model, level, { ...drawn, by }, day, planned));
          const c =
            drawn.lucky === null || open.length === 0
              ? drawn
              : { ...drawn, by: open[drawn.lucky % open.length] as HazardStepName };
          // Orders and listings keep the deadline here; the unit tests set others.
          const named = c.by === 'requestHazardExtension' || c.by === 'decideHazardExtension' ? c.longer : null;
          const deadline = named === null ? null : addDays(model.deadline, named);
          const step = stepOf(c.by, { deadline, granted: c.granted, documentNumber: c.document ? 'D' : null });
          const facts = { approved: new Set(model.approved ? [row.id] : []) };
          const attempt = () => decideStep(step, row, facts, recordingAt(noon(day), '620621', row.position + 1));
          if (!allows(model, level, { ...c, longer: named }, day, planned)) {
            expect(attempt, `${model.state} ${c.by}`).toThrow(HubError);
            continue;
          }
          const decided = attempt();
          const { step: taken, ...next } = decided.row;
          expect(taken).toMatchObject({ from: model.state, to: STEP_TARGETS[c.by], at: noon(day) });
          history.push(taken as StepRow);
          model.state = STEP_TARGETS[c.by];
          model.listed ||= c.by === 'listHazard';
          model.approved ||= c.by === 'approveHazardPlan';
          if (c.by === 'decideHazardExtension' && c.granted) model.deadline = deadline as string;
          expect(next.listedOn === null).toBe(!model.listed);
          if (row.listedOn !== null) expect(next.listedOn).toBe(row.listedOn);
          row = next;
          expect(row).toMatchObject({
            state: model.state,
            deadline: model.deadline,
            providerId: 'reporter',
            documentNumber: 'H-1',
          });
        }
        // The history is one unbroken line in time, and it leads to where the hazard is.
        let at = 'FOUND';
        for (const s of history) {
          expect(s.from).toBe(at);
          at = s.to;
        }
        expect(at).toBe(row.state);
        expect(history.map((s) => s.at.getTime())).toEqual(history.map((s) => s.at.getTime()).sort((a, b) => a - b));
        // A major hazard was listed, and its plan approved, before anybody worked on it.
        const first = (to: string) => history.findIndex((s) => s.to === to);
        if (level === 'MAJOR' && first('RECTIFYING') >= 0) {
          expect(first('LISTED')).toBeGreaterThanOrEqual(0);
          expect(first('PLAN_APPROVED')).toBeGreaterThan(first('LISTED'));
          expect(first('RECTIFYING')).toBeGreaterThan(first('PLAN_APPROVED'));
        }
        const today = dateOf(noon(day));
        if (row.state === 'DELISTED') expect(isUnrectified(row, today)).toBe(false);
        if (row.state === 'OVERDUE' || row.state === 'ESCALATED')
          expect([isUnrectified(row, today), isOverdue(row, today)]).toEqual([true, true]);
        finals.set(row.state, (finals.get(row.state) ?? 0) + 1);
      },
    );
    fc.assert(run, { numRuns: 1500 });
    // The walks were no walks around the door: they ended in many states, the final ones among them.
    expect([...finals.keys()]).toEqual(
      expect.arrayContaining(['DELISTED', 'CLOSED', 'OVERDUE', 'REJECTED', 'EXTENSION_REQUESTED']),
    );
  });
});
