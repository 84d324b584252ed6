import type { Recording } from '../../src/exchange/index.js';
import type { HazardStepName } from '../../src/hazard/hazard.machine.js';
import type { HazardRow } from '../../src/hazard/hazard.store.js';
import type { TakeStep } from '../../src/hazard/hazard-step.check.js';
import { dateOf, startOf } from '../../src/kernel/date.js';

/** Noon in Shanghai of a day. */
export const noon = (day: string) => new Date(startOf(day).getTime() + 12 * 3_600_000);

export const PLAN = {
  planMeasures: '更换提升机钢丝绳',
  planResponsible: '王建国',
  planFunds: '350000.00',
  planDeadline: '2025-05-20',
  planDocument: '民煤安〔2025〕3号',
};

/** A hazard, found on 1 March 2025 and reported with a deadline. */
export const hazardRow = (over: Partial<HazardRow> = {}): HazardRow => ({
  id: '7',
  uscc: '91620621PDY000020K',
  divisionCode: '620621',
  documentNumber: 'H-1',
  level: 'MAJOR',
  description: '主井提升机钢丝绳断丝超限',
  publicDescription: null,
  foundOn: '2025-03-01',
  deadline: '2025-05-31',
  listedOn: null,
  state: 'FOUND',
  stateSince: startOf('2025-03-01'),
  ...{ planMeasures: null, planResponsible: null, planFunds: null, planDeadline: null, planDocument: null },
  providerId: 'reporter',
  receivedAt: noon('2025-03-01'),
  recordedAt: noon('2025-03-01'),
  position: 1,
  ...over,
});

export const stepOf = (by: HazardStepName, over: Partial<TakeStep> = {}): TakeStep => ({
  hazardId: '7',
  by,
  at: null,
  documentNumber: null,
  note: null,
  deadline: null,
  listedOn: null,
  granted: false,
  publicDescription: undefined,
  ...over,
});

/** A recording of the county's regulator at an instant. */
export function recordingAt(receivedAt: Date, divisionCode: string | null = '620621', position = 2): Recording {
  const provider = { kind: 'SAFETY_REGULATOR' as const, agencyId: 'actor', name: '民勤县应急管理局', divisionCode };
  const today = dateOf(receivedAt);
  const days = { today, recordedOn: today, recordedDay: dateOf, announcedThrough: today };
  return { provider, providerId: 'actor', receivedAt, recordedAt: receivedAt, position, ...days };
}
