import { describe, expect, it } from 'vitest';
import type { HazardStepName } from '../../src/hazard/hazard.machine.js';
import type { HazardRow } from '../../src/hazard/hazard.store.js';
import type { TakeStep } from '../../src/hazard/hazard-step.check.js';
import { decideStep } from '../../src/hazard/hazard-step.decide.js';
import { startOf } from '../../src/kernel/date.js';
import { HubError, type Problem } from '../../src/kernel/errors.js';
import { hazardRow, noon, PLAN, recordingAt, stepOf } from './sample.js';

const NOW = noon('2025-04-10');
const take = (row: Partial<HazardRow>, by: HazardStepName, step: Partial<TakeStep> = {}, now = NOW, approved = false) =>
  decideStep(stepOf(by, step), hazardRow(row), { approved: new Set(approved ? ['7'] : []) }, recordingAt(now)).row;

/** The refusal's code, with the problems' paths and codes where it has any. */
function refusal(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    const problems = (error.extensions.problems ?? []) as Problem[];
    return [error.code, ...problems.map((p) => `${p.path} ${p.code}`)];
  }
  return [];
}

describe('a step', () => {
  it('makes a new version of the hazard, and keeps its own source', () => {
    const row = take({}, 'notifyHazard', {
      at: noon('2025-03-02'),
      documentNumber: '（民）应急责改〔2025〕8号',
      note: '当面送达',
      deadline: '2025-05-20',
    });
    expect(row).toMatchObject({
      state: 'NOTIFIED',
      stateSince: noon('2025-03-02'),
      deadline: '2025-05-20',
      position: 2,
    });
    expect(row).toMatchObject({ providerId: 'reporter', documentNumber: 'H-1' });
    expect(row.step).toMatchObject({
      from: 'FOUND',
      to: 'NOTIFIED',
      at: noon('2025-03-02'),
      deadline: '2025-05-20',
      note: '当面送达',
    });
    expect(row.step).toMatchObject({
      providerId: 'actor',
      documentNumber: '（民）应急责改〔2025〕8号',
      position: 2,
      hazardId: '7',
    });
  });

  it('that is illegal is refused with the legal ones', () => {
    try {
      take({ state: 'NOTIFIED' }, 'claimHazardCompletion');
      expect.unreachable();
    } catch (error) {
      const { message, extensions } = error as HubError;
      expect(extensions).toEqual({
        code: 'ILLEGAL_TRANSITION',
        from: 'NOTIFIED',
        to: 'COMPLETION_CLAIMED',
        legal: ['LISTED', 'OVERDUE'],
      });
      expect(message).toContain('LISTED (listHazard), OVERDUE (markHazardOverdue)');
    }
    expect(() => take({ state: 'CLOSED' }, 'notifyHazard')).toThrow('none, CLOSED is final');
  });

  it('happens between the step before and now; unsaid, it happens now', () => {
    expect(take({}, 'notifyHazard').stateSince).toEqual(NOW);
    const future = new Date(NOW.getTime() + 1);
    expect(refusal(() => take({}, 'notifyHazard', { at: future }))).toEqual(['BAD_USER_INPUT', 'input.at FUTURE']);
    expect(refusal(() => take({}, 'notifyHazard', { at: noon('2025-02-28') }))).toEqual([
      'BAD_USER_INPUT',
      'input.at ORDER',
    ]);
    expect(take({}, 'notifyHazard', { at: startOf('2025-03-01') }).state).toBe('NOTIFIED');
    // Received just before a step that was written first: it follows that step.
    const stateSince = new Date(NOW.getTime() + 3);
    expect(take({ state: 'NOTIFIED', stateSince }, 'listHazard').stateSince).toEqual(stateSince);
  });

  it('is taken by a regulator whose division covers the hazard, and by no other', () => {
    const by = (division: string | null) =>
      refusal(() =>
        decideStep(stepOf('notifyHazard'), hazardRow(), { approved: new Set() }, recordingAt(NOW, division)),
      );
    const unknown = ['NOT_FOUND', 'id NOT_FOUND'];
    expect([by('620621'), by('620600'), by('100000')]).toEqual([[], [], []]);
    expect([by('620622'), by(null)]).toEqual([unknown, unknown]);
    expect(
      refusal(() => decideStep(stepOf('notifyHazard'), undefined, { approved: new Set() }, recordingAt(NOW))),
    ).toEqual(unknown);
  });
});

describe('the guards', () => {
  it('an order needs a deadline', () => {
    expect(refusal(() => take({ deadline: null }, 'notifyHazard'))).toEqual([
      'BAD_USER_INPUT',
      'input.deadline REQUIRED',
    ]);
    expect(refusal(() => take({}, 'notifyHazard', { deadline: '2025-02-01' }))).toEqual([
      'BAD_USER_INPUT',
      'input.deadline ORDER',
    ]);
    expect(take({}, 'notifyHazard').step?.deadline).toBe('2025-05-31');
  });

  it('a listing has a day, once, and a deadline', () => {
    const ordered = { state: 'NOTIFIED', stateSince: noon('2025-03-02') } as const;
    expect(take(ordered, 'listHazard')).toMatchObject({ listedOn: '2025-04-10', deadline: '2025-05-31' });
    expect(take(ordered, 'listHazard', { at: noon('2025-03-05') }).listedOn).toBe('2025-03-05');
    expect(take(ordered, 'listHazard', { listedOn: '2025-04-01', deadline: '2025-06-30' })).toMatchObject({
      listedOn: '2025-04-01',
      deadline: '2025-06-30',
    });
    expect(refusal(() => take(ordered, 'listHazard', { listedOn: '2025-04-11' }))).toEqual([
      'BAD_USER_INPUT',
      'input.listedOn FUTURE',
    ]);
    expect(refusal(() => take(ordered, 'listHazard', { listedOn: '2025-02-28' }))).toEqual([
      'BAD_USER_INPUT',
      'input.listedOn ORDER',
    ]);
    const again = () => take({ ...ordered, state: 'OVERDUE', listedOn: '2025-03-05' }, 'listHazard');
    expect(again).toThrow('it has been listed since 2025-03-05; legal: PLAN_APPROVED (approveHazardPlan)');
    expect(refusal(again)).toEqual(['ILLEGAL_TRANSITION']);
  });

  it('a plan is approved when all five are implemented, and names those that are not', () => {
    const listed = { state: 'LISTED', listedOn: '2025-03-05' } as const;
    expect(
      refusal(() => take({ ...listed, ...PLAN, planFunds: null, planDocument: null }, 'approveHazardPlan')),
    ).toEqual(['BAD_USER_INPUT', 'fiveImplementations.funds INCOMPLETE', 'fiveImplementations.plan INCOMPLETE']);
    expect(take({ ...listed, ...PLAN }, 'approveHazardPlan').state).toBe('PLAN_APPROVED');
    expect(take({ ...PLAN, level: 'GENERAL', state: 'NOTIFIED' }, 'approveHazardPlan').state).toBe('PLAN_APPROVED');
  });

  it('a major hazard takes neither its listing nor its plan’s approval as done because it is late', () => {
    const late = { ...PLAN, state: 'OVERDUE', deadline: '2025-04-01' } as const;
    expect(refusal(() => take(late, 'approveHazardPlan'))).toEqual(['ILLEGAL_TRANSITION']);
    expect(refusal(() => take({ ...late, listedOn: '2025-03-05' }, 'startRectification'))).toEqual([
      'ILLEGAL_TRANSITION',
    ]);
    expect(take({ ...late, listedOn: '2025-03-05' }, 'approveHazardPlan').state).toBe('PLAN_APPROVED');
    expect(take({ ...late, listedOn: '2025-03-05' }, 'startRectification', {}, NOW, true).state).toBe('RECTIFYING');
    expect(take({ ...late, level: 'GENERAL' }, 'startRectification').state).toBe('RECTIFYING');
  });

  it('an extension that is granted is later; one that is refused leaves the deadline', () => {
    const asked = { state: 'EXTENSION_REQUESTED' } as const;
    const decide = (step: Partial<TakeStep>) => () => take(asked, 'decideHazardExtension', step);
    expect(refusal(decide({ granted: true }))).toEqual(['BAD_USER_INPUT', 'input.deadline REQUIRED']);
    expect(refusal(decide({ granted: true, deadline: '2025-05-31' }))).toEqual([
      'BAD_USER_INPUT',
      'input.deadline ORDER',
    ]);
    expect(refusal(decide({ deadline: '2025-07-31' }))).toEqual(['BAD_USER_INPUT', 'input.deadline REFUSED']);
    expect(decide({ granted: true, deadline: '2025-06-01' })()).toMatchObject({
      state: 'RECTIFYING',
      deadline: '2025-06-01',
    });
    expect(decide({})()).toMatchObject({ state: 'RECTIFYING', deadline: '2025-05-31', step: { deadline: null } });
  });

  it('a request names the deadline it asks for, and sets none', () => {
    const row = take({ state: 'RECTIFYING' }, 'requestHazardExtension', { deadline: '2025-08-31' });
    expect(row).toMatchObject({ deadline: '2025-05-31', step: { deadline: '2025-08-31' } });
    const earlier = () => take({ state: 'RECTIFYING' }, 'requestHazardExtension', { deadline: '2025-05-01' });
    expect(refusal(earlier)).toEqual(['BAD_USER_INPUT', 'input.deadline ORDER']);
  });

  it('a hazard is overdue after the last day of its deadline', () => {
    const mark =
      (now: Date, at: Date | null = null) =>
      () =>
        take({ state: 'RECTIFYING' }, 'markHazardOverdue', { at }, now);
    expect(refusal(mark(noon('2025-05-31')))).toEqual(['BAD_USER_INPUT', 'input.at NOT_OVERDUE']);
    expect(mark(noon('2025-06-01'))().state).toBe('OVERDUE');
    // The day of the step counts, not the day of its receipt.
    expect(refusal(mark(noon('2025-06-05'), noon('2025-05-31')))).toEqual(['BAD_USER_INPUT', 'input.at NOT_OVERDUE']);
    // The day begins in Shanghai.
    expect(mark(startOf('2025-06-01'))().state).toBe('OVERDUE');
  });

  it('an acceptance names its document', () => {
    expect(refusal(() => take({ state: 'ACCEPTANCE' }, 'acceptHazard'))).toEqual([
      'BAD_USER_INPUT',
      'input.documentNumber REQUIRED',
    ]);
    expect(take({ state: 'ACCEPTANCE' }, 'acceptHazard', { documentNumber: '民应急验〔2025〕2号' }).state).toBe(
      'DELISTED',
    );
  });
});
