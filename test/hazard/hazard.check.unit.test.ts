import { describe, expect, it } from 'vitest';
import { readHazard, readPlanChange } from '../../src/hazard/hazard.check.js';
import { isOverdue, isUnrectified } from '../../src/hazard/hazard.deadline.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { sampleUscc } from '../kit/sample.js';
import { hazardRow, noon } from './sample.js';

const uscc = sampleUscc(1);
const row = { documentNumber: 'H-1', uscc, level: '重大', description: '顶板离层', foundOn: '2025-03-01' };
const fault = (raw: object) => {
  const checked = checkRecord(() => readHazard({ ...raw }));
  return checked.ok ? null : `${checked.path} ${checked.code}`;
};

describe('reading a report', () => {
  it.each([
    ['一般', 'GENERAL'],
    ['一般隐患', 'GENERAL'],
    ['重大', 'MAJOR'],
    ['重大隐患', 'MAJOR'],
    ['重大事故隐患', 'MAJOR'],
    ['major', 'MAJOR'],
    ['GENERAL', 'GENERAL'],
  ])('%s is %s', (term, level) => {
    expect(readHazard({ ...row, level: term }).level).toBe(level);
  });

  const plan = {
    planMeasures: '锚索补强',
    planResponsible: '李强',
    planFunds: '12000.50',
    planDeadline: '2025-04-01',
    planDocument: '方案1号',
  };
  it.each([
    [
      'short headers',
      { measures: '锚索补强', responsible: '李强', funds: '12,000.5', planDeadline: '2025-04-01', plan: '方案1号' },
    ],
    [
      'dotted headers',
      {
        'fiveImplementations.measures': '锚索补强',
        'fiveImplementations.responsible': '李强',
        'fiveImplementations.funds': '12000.50',
        'fiveImplementations.deadline': '2025-04-01',
        'fiveImplementations.plan': '方案1号',
      },
    ],
    [
      'an object',
      {
        fiveImplementations: {
          measures: '锚索补强',
          responsible: '李强',
          funds: '12000.50',
          deadline: '2025-04-01',
          plan: '方案1号',
        },
      },
    ],
  ])('takes the five implementations from %s', (_, more) => {
    expect(readHazard({ ...row, deadline: '2025-05-01', ...more })).toMatchObject({ ...plan, deadline: '2025-05-01' });
  });

  it('takes blanks for not said', () => {
    expect(
      readHazard({ ...row, deadline: '', measures: '', planDeadline: 'N/A', fiveImplementations: '' }),
    ).toMatchObject({
      ...{ deadline: undefined, planMeasures: undefined, planDeadline: undefined, division: undefined },
    });
    expect(readHazard({ ...row, deadline: null, fiveImplementations: null })).toMatchObject({
      ...{ deadline: null, planMeasures: null, planDeadline: null, division: undefined },
    });
  });

  it('says what is wrong with a record', () => {
    expect(fault({ ...row, level: '较大' })).toBe('level VALUE');
    expect(fault({ ...row, deadline: '2025-02-28' })).toBe('deadline ORDER');
    expect(fault({ ...row, planDeadline: '2025-02-28' })).toBe('fiveImplementations.deadline ORDER');
    expect(fault({ ...row, funds: '-1' })).toBe('fiveImplementations.funds NEGATIVE');
    expect(fault({ ...row, fiveImplementations: 'all done' })).toBe('fiveImplementations VALUE');
    expect(fault({ ...row, description: '  ' })).toBe('description REQUIRED');
    expect(fault({ ...row, uscc: `${uscc.slice(0, 17)}0` })).toBe('uscc USCC_OUTER_CHECK');
    expect(fault(row)).toBeNull();
  });

  it('a change of the plan names what it sets and what it clears', () => {
    expect(readPlanChange('7', { measures: '锚索补强', funds: null })).toEqual({
      hazardId: '7',
      changes: { planMeasures: '锚索补强', planFunds: null },
    });
  });
});

describe('the deadline', () => {
  const on = '2025-06-01';
  const passed = { deadline: '2025-05-31', stateSince: noon('2025-05-01') };
  it.each([
    ['found, not ordered', hazardRow({ ...passed, state: 'FOUND' }), true, false],
    ['ordered', hazardRow({ ...passed, state: 'NOTIFIED' }), true, true],
    ['on its last day', hazardRow({ ...passed, state: 'NOTIFIED', deadline: on }), false, false],
    ['with a request for more time', hazardRow({ ...passed, state: 'EXTENSION_REQUESTED' }), true, true],
    ['with an extension granted', hazardRow({ ...passed, state: 'RECTIFYING', deadline: '2025-08-31' }), false, false],
    ['claimed, not accepted', hazardRow({ ...passed, state: 'COMPLETION_CLAIMED' }), true, true],
    ['accepted', hazardRow({ ...passed, state: 'DELISTED' }), false, false],
    [
      'accepted later than the day asked for',
      hazardRow({ ...passed, state: 'DELISTED', stateSince: noon('2025-06-02') }),
      false,
      true,
    ],
    ['closed down', hazardRow({ ...passed, state: 'CLOSED' }), false, true],
    ['without a deadline', hazardRow({ deadline: null, state: 'FOUND' }), false, false],
  ])('%s', (_, hazard, overdue, unrectified) => {
    expect([isOverdue(hazard, on), isUnrectified(hazard, on)]).toEqual([overdue, unrectified]);
  });
});
