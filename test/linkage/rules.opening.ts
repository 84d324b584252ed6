import type { CaseStepName } from '../../src/linkage/rules/index.js';
import type { Command, History, What } from './rules.history.js';

/** How a history may begin: it reaches what chance alone seldom does, whatever follows. */
export interface Opening {
  name: string;
  start: History['start'];
  commands: readonly Command[];
  /** What its days lead to. */
  reaches: readonly string[];
}

const act = (wait: number, what: What<Command['what']['do']>): Command => ({ wait, what }) as Command;
const accident = (more: object): Command =>
  act(0, {
    ...{ do: 'accident', back: 0, division: '620602', level: 'MAJOR', deaths: 1 },
    ...{ status: 'CONCLUDED', responsibility: 'MAIN' },
    ...more,
  } as What<'accident'>);
const amend = (more: object): Command =>
  act(1, {
    ...{ do: 'amend', pick: 0, level: 'MAJOR', deaths: 1, status: 'CONCLUDED', responsibility: 'MAIN' },
    ...more,
  } as What<'amend'>);
const finding: Command = act(0, {
  ...{ do: 'finding', division: '620602', back: 0, penalised: true, grave: true, finding: 'NO_LICENCE' },
} as What<'finding'>);
const step = (wait: number, by: CaseStepName): Command =>
  act(wait, { do: 'step', pick: 0, by, which: 0 } as What<'step'>);

/** Enough days for the periods of a prior notice, a hearing, and for a repair. */
const [PERIODS, YEAR] = [30, 370];

export const OPENINGS: Opening[] = [
  {
    name: 'a whole proceeding, with its repair, and taken back',
    start: '2024-02-29',
    commands: [
      finding,
      step(0, 'servePriorNotice'),
      step(1, 'recordStatement'),
      step(0, 'recordObjection'),
      step(0, 'requestHearing'),
      step(PERIODS, 'holdHearing'),
      step(0, 'decideCase'),
      step(YEAR, 'applyForRepair'),
      step(1, 'refuseRepair'),
      step(1, 'applyForRepair'),
      step(1, 'approveRepair'),
      step(1, 'restoreListing'),
      step(1, 'revokeDecision'),
    ],
    reaches: [
      ...['OPEN', 'inForce', 'mem-order-11-2023', 'servePriorNotice', 'recordStatement', 'recordObjection'],
      ...['requestHearing', 'holdHearing', 'decideCase', 'applyForRepair', 'refuseRepair', 'approveRepair'],
      ...['restoreListing', 'revokeDecision'],
    ],
  },
  {
    name: 'a proceeding that is dropped after a hearing was waived',
    start: '2024-02-29',
    commands: [
      finding,
      step(0, 'servePriorNotice'),
      step(0, 'requestHearing'),
      step(1, 'waiveHearing'),
      step(1, 'dropCase'),
    ],
    reaches: ['OPEN', 'servePriorNotice', 'requestHearing', 'waiveHearing', 'dropCase'],
  },
  {
    name: 'a decision under the policy of 2017',
    start: '2019-02-28',
    commands: [finding, step(0, 'servePriorNotice'), step(PERIODS, 'decideCase')],
    reaches: ['OPEN', 'inForce', 'anjianzongban-2017-49', 'decideCase'],
  },
  {
    name: 'a case that its facts withdraw and open again, beside one that they lift',
    start: '2016-09-01',
    commands: [
      accident({ division: '620621' }),
      amend({ responsibility: 'NOT_LIABLE' }),
      amend({ responsibility: 'MAIN' }),
      act(0, { do: 'hazard', division: '620621', ahead: -1, level: 'MAJOR', state: 'RECTIFYING' } as What<'hazard'>),
      act(1, { do: 'rectify', pick: 0, how: 'accept', longer: 1, back: 0 } as What<'rectify'>),
    ],
    reaches: ['OPEN', 'inForce', 'minqin-2015', 'WITHDRAW', 'again', 'LIFT'],
  },
  {
    name: 'a case of the policy of 2010 that stands on other facts',
    start: '2016-09-01',
    commands: [accident({}), amend({ level: 'PARTICULARLY_MAJOR' })],
    reaches: ['OPEN', 'inForce', 'guofa-2010-23', 'RECAUSE'],
  },
  {
    name: 'a case of a policy made up for repeats',
    start: '2023-01-01',
    commands: [accident({ division: '620102' })],
    reaches: ['OPEN', 'inForce', 'lanzhou'],
  },
];

/** A history that begins so, looked at on each of those days, and goes on as another. */
export const opened = ({ start, commands }: Opening, { commands: more, looks }: History): History => ({
  start,
  commands: [...commands, ...more],
  looks: [...commands.map((_, i): [number, number] => [i, 0]), ...looks],
});
