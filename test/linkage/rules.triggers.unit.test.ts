import { describe, expect, it } from 'vitest';
import { accidentLevel } from '../../src/accident/accident.level.js';
import {
  ACCIDENT_LEVELS,
  type AccidentLevel,
  FINDING_KINDS,
  type FindingKind,
  HAZARD_STATES,
  RESPONSIBILITIES,
} from '../../src/kernel/vocabulary.js';
import { type AccidentFact, type Fact, wantedCases } from '../../src/linkage/rules/index.js';
import { accident, finding, hazard, keys, SHIPPED, triggers } from './rules.kit.js';

/** DOMAIN.md, section 7, row by row: what triggers, and beside it what does not. */

const LIABLE = ['SECONDARY', 'EQUAL', 'MAIN', 'FULL'];
const MINQIN = { division: '620621' };
const one = (occurredOn: string, more: Partial<AccidentFact>) => [accident('1', occurredOn, more)];

describe('the county’s plan', () => {
  const today = '2024-06-30';
  const on = '2024-06-01';

  it.each(ACCIDENT_LEVELS)('is triggered by any accident: %s', (level) =>
    expect(keys(one(on, { ...MINQIN, level }), today)).toEqual(['minqin-2015/ANY_ACCIDENT/ACCIDENT:1']),
  );

  it.each(RESPONSIBILITIES)('asks no liability, but a conclusion may clear: %s', (responsibility) => {
    const fired = ['ANY_ACCIDENT'];
    for (const status of ['REPORTED', 'SUPPLEMENTED'] as const)
      expect(triggers(one(on, { ...MINQIN, status, responsibility }), today), status).toEqual(fired);
    const cleared = responsibility === 'NOT_LIABLE';
    expect(triggers(one(on, { ...MINQIN, responsibility }), today)).toEqual(cleared ? [] : fired);
  });

  it('is not triggered by conduct, nor by an accident of the next county', () => {
    const elsewhere = accident('1', on, { division: '620602' });
    expect(triggers([finding('2', on, MINQIN), elsewhere], today)).toEqual([]);
  });
});

describe.each([
  ['minqin-2015', '620621', '2024-02-01'],
  ['guofa-2010-23', '620602', '2014-02-01'],
])('an unrectified major hazard under %s', (code, division, deadline) => {
  const passed = `${deadline.slice(0, 8)}02`;
  const fired = [`${code}/MAJOR_HAZARD_UNRECTIFIED/HAZARD:1`];
  const state = (more: object, today = passed) => keys([hazard('1', deadline, { division, ...more })], today);

  it('triggers from the day after its deadline on', () => {
    expect(state({}, deadline)).toEqual([]);
    expect(state({}, passed)).toEqual(fired);
    expect(state({ level: 'GENERAL' })).toEqual([]);
    expect(state({ deadline: null })).toEqual([]);
  });

  it.each(HAZARD_STATES)('in state %s', (at) => {
    const cleared = at === 'FOUND' || at === 'DELISTED';
    expect(state({ state: at, delistedOn: at === 'DELISTED' ? passed : null })).toEqual(cleared ? [] : fired);
  });

  it.each(['COMPLETION_CLAIMED', 'ACCEPTANCE'] as const)('%s: a claim made in time stops the clock', (at) => {
    expect(state({ state: at, claimedOn: deadline })).toEqual([]);
    expect(state({ state: at, claimedOn: passed })).toEqual(fired);
    expect(state({ state: 'REJECTED', claimedOn: null })).toEqual(fired);
  });

  it('does not while its extension runs, and does after it', () => {
    expect(state({ deadline: '2014-03-01' }, '2014-03-01')).toEqual([]);
    expect(keys([hazard('1', '2024-03-01', { division: '620621' })], '2024-03-02')).toHaveLength(1);
  });
});

describe('国发〔2010〕23号', () => {
  const today = '2016-06-30';
  const large = (id: string, on: string, more: Partial<AccidentFact> = {}) =>
    accident(id, on, { level: 'RELATIVELY_LARGE', ...more });

  it.each(RESPONSIBILITIES)('a major accident, responsibility %s', (responsibility) => {
    for (const level of ['MAJOR', 'PARTICULARLY_MAJOR'] as const) {
      const fired = LIABLE.includes(responsibility) ? ['MAJOR_LIABLE'] : [];
      expect(triggers(one('2016-06-01', { level, responsibility }), today)).toEqual(fired);
    }
    const { status } = { status: 'SUPPLEMENTED' as const };
    expect(triggers(one('2016-06-01', { level: 'MAJOR', responsibility, status }), today)).toEqual([]);
  });

  it.each(['ORDINARY', 'RELATIVELY_LARGE'] as const)('not one %s accident', (level) =>
    expect(triggers(one('2016-06-01', { level }), today)).toEqual([]),
  );

  it.each(RESPONSIBILITIES)('two relatively large accidents in a year, responsibility %s for one', (responsibility) => {
    const fired = ['MAIN', 'FULL'].includes(responsibility)
      ? ['guofa-2010-23/TWO_LARGE_MAIN_LIABILITY/ACCIDENT:2']
      : [];
    expect(keys([large('1', '2016-01-10'), large('2', '2016-05-10', { responsibility })], today)).toEqual(fired);
    expect(keys([large('1', '2016-01-10', { responsibility }), large('2', '2016-05-10')], today)).toEqual(fired);
  });
});

describe('安监总办〔2017〕49号', () => {
  const today = '2019-12-31';
  const at = (id: string, on: string, more: Partial<AccidentFact> = {}) => accident(id, on, more);

  it.each(ACCIDENT_LEVELS)('object 1 and the blacklist: one %s accident', (level) => {
    const fired = {
      ORDINARY: [],
      RELATIVELY_LARGE: ['OBJECT_1_LARGE'],
      MAJOR: ['BLACKLIST_MAJOR', 'OBJECT_1_LARGE'],
      PARTICULARLY_MAJOR: ['BLACKLIST_MAJOR', 'OBJECT_1_LARGE'],
    }[level];
    expect(triggers([at('1', '2019-05-01', { level })], today)).toEqual(fired);
    for (const responsibility of ['NOT_LIABLE', 'UNDETERMINED'] as const)
      expect(triggers([at('1', '2019-05-01', { level, responsibility })], today)).toEqual([]);
    expect(triggers([at('1', '2019-05-01', { level, status: 'REPORTED' })], today)).toEqual([]);
  });

  it('object 1: three fatal ordinary accidents in a year', () => {
    const fatal = (id: string, on: string, deaths = 1) => at(id, on, { deaths });
    const [a, b, c] = [fatal('1', '2019-01-01'), fatal('2', '2019-03-01'), fatal('3', '2019-05-01')];
    expect(keys([a, b, c], today)).toEqual(['anjianzongban-2017-49/OBJECT_1_THREE_FATAL/ACCIDENT:3']);
    expect(triggers([a, b], today)).toEqual([]);
    expect(triggers([a, b, fatal('3', '2019-05-01', 0)], today)).toEqual([]);
    expect(triggers([a, b, { ...c, responsibility: 'NOT_LIABLE' }], today)).toEqual([]);
    expect(triggers([a, b, fatal('3', '2020-01-02')], '2020-01-31')).toEqual([]);
  });

  it('the blacklist: two relatively large accidents in a year', () => {
    const [a, b] = ['1', '2'].map((id) => at(id, `2019-0${id}-01`, { level: 'RELATIVELY_LARGE' })) as [Fact, Fact];
    expect(triggers([a, b], today)).toEqual(['BLACKLIST_TWO_LARGE', 'OBJECT_1_LARGE', 'OBJECT_1_LARGE']);
    expect(triggers([a, { ...b, occurredOn: '2017-12-31' } as Fact], today)).not.toContain('BLACKLIST_TWO_LARGE');
  });

  it('the blacklist: one relatively large accident that a finding calls vile', () => {
    const large = at('1', '2019-05-01', { level: 'RELATIVELY_LARGE' });
    const vile = finding('9', '2019-06-01', { accidentId: '1' });
    const has = (...facts: Fact[]) => triggers(facts, today).includes('BLACKLIST_VILE_LARGE');
    expect(has(large, vile)).toBe(true);
    expect(has(large)).toBe(false);
    expect(has(large, { ...vile, grave: false })).toBe(false);
    expect(has(large, { ...vile, accidentId: '2' })).toBe(false);
    expect(has(large, { ...vile, withdrawnOn: '2019-07-01' })).toBe(false);
    expect(has({ ...large, level: 'ORDINARY' }, vile)).toBe(false);
  });

  it.each<[string, FindingKind[]]>([
    ['OBJECT_2', ['NO_LICENCE']],
    ['OBJECT_3', ['WORKING_WITH_HAZARD', 'OCCUPATIONAL_EXCESS']],
    ['OBJECT_4', ['EVADED_SUPERVISION']],
    ['OBJECT_5', ['WORKING_UNDER_SUSPENSION']],
    ['OBJECT_6', ['CONCEALED_OR_FALSE_REPORT', 'LATE_OR_OMITTED_REPORT']],
    ['OBJECT_7', ['PROJECT_UNACCEPTED']],
    ['OBJECT_8', ['MINED_OVER_BOUNDARY']],
    ['OBJECT_9', ['DESTROYED_EVIDENCE', 'DID_NOT_RESCUE']],
    ['OBJECT_10', ['FALSE_TECHNICAL_REPORT']],
  ])('%s: %j and no other conduct', (code, kinds) => {
    for (const kind of FINDING_KINDS) {
      // The nature and a penalty are not asked for here.
      const fact = finding('1', '2019-05-01', { finding: kind, penalised: false, grave: false });
      expect(triggers([fact], today).includes(code), kind).toBe(kinds.includes(kind));
      expect(triggers([{ ...fact, withdrawnOn: '2019-06-01' }], today)).toEqual([]);
    }
  });
});

describe('order 11', () => {
  const today = '2025-12-31';

  it.each(ACCIDENT_LEVELS)('accident 1: one %s accident', (level) => {
    const fired = level === 'MAJOR' || level === 'PARTICULARLY_MAJOR' ? ['ACCIDENT_1_MAJOR'] : [];
    expect(triggers(one('2025-05-01', { level }), today)).toEqual(fired);
    expect(triggers(one('2025-05-01', { level, responsibility: 'NOT_LIABLE' }), today)).toEqual([]);
    expect(triggers(one('2025-05-01', { level, status: 'REPORTED' }), today)).toEqual([]);
  });

  it('accident 2: two relatively large accidents in 12 months', () => {
    const large = (id: string, on: string, more = {}) => accident(id, on, { level: 'RELATIVELY_LARGE', ...more });
    const first = large('1', '2024-08-31');
    expect(keys([first, large('2', '2025-08-31')], today)).toEqual([
      'mem-order-11-2023/ACCIDENT_2_TWO_LARGE/ACCIDENT:2',
    ]);
    expect(keys([first, large('2', '2025-09-01')], today)).toEqual([]);
    expect(keys([first], today)).toEqual([]);
    expect(keys([first, large('2', '2025-08-31', { responsibility: 'NOT_LIABLE' })], today)).toEqual([]);
  });

  const nine: [string, FindingKind][] = [
    ['ACCIDENT_3_FINE_MULTIPLIED', 'FINE_MULTIPLIED'],
    ['ACCIDENT_4_CONCEALED', 'CONCEALED_OR_FALSE_REPORT'],
    ['ACCIDENT_5_NO_RESCUE', 'DID_NOT_RESCUE'],
    ['CONDUCT_1_NO_LICENCE', 'NO_LICENCE'],
    ['CONDUCT_2_FALSE_REPORT', 'FALSE_TECHNICAL_REPORT'],
    ['CONDUCT_3_REFUSED_PENALTY', 'REFUSED_PENALTY'],
    ['CONDUCT_4_OTHER_GRAVE', 'OTHER_GRAVE'],
  ];
  it.each(nine)('%s: %s, penalised and grave', (code, kind) => {
    const fact = finding('1', '2025-05-01', { finding: kind });
    expect(triggers([fact], today)).toEqual([code]);
    expect(triggers([{ ...fact, penalised: false }], today)).toEqual([]);
    expect(triggers([{ ...fact, grave: false }], today)).toEqual([]);
    expect(triggers([{ ...fact, withdrawnOn: '2025-05-02' }], today)).toEqual([]);
    expect(triggers([{ ...fact, foundOn: '2026-01-01' }], today), 'not yet').toEqual([]);
  });

  it('knows no other conduct, and no hazard', () => {
    const named = nine.map(([, kind]) => kind);
    for (const kind of FINDING_KINDS.filter((k) => !named.includes(k)))
      expect(triggers([finding('1', '2025-05-01', { finding: kind })], today), kind).toEqual([]);
    expect(triggers([hazard('1', '2025-05-01')], today)).toEqual([]);
  });
});

describe('the levels of Decree 493, through the decision', () => {
  /** The level of the county's case, checked against what the two national lists make of the same figures. */
  const decided = (figures: Partial<Parameters<typeof accidentLevel>[0]>): AccidentLevel | null => {
    const all = { deaths: 0, seriousInjuries: 0, directEconomicLoss: null, ...figures };
    const of = (on: string, division: string) =>
      wantedCases(
        [accident('1', on, { level: accidentLevel(all), deaths: all.deaths, division })],
        SHIPPED,
        '2025-12-31',
      );
    const level = of('2025-05-01', '620621')[0]?.level ?? null;
    const rank = level === null ? -1 : ACCIDENT_LEVELS.indexOf(level);
    expect(of('2019-05-01', '620602')).toHaveLength([0, 1, 2, 2][rank] ?? -1);
    expect(of('2025-05-01', '620602')).toHaveLength([0, 0, 1, 1][rank] ?? -1);
    return level;
  };

  it.each<[number, AccidentLevel]>([
    [0, 'ORDINARY'],
    [2, 'ORDINARY'],
    [3, 'RELATIVELY_LARGE'],
    [9, 'RELATIVELY_LARGE'],
    [10, 'MAJOR'],
    [29, 'MAJOR'],
    [30, 'PARTICULARLY_MAJOR'],
  ])('%i deaths: %s', (deaths, level) => expect(decided({ deaths })).toBe(level));

  it.each<[number, AccidentLevel]>([
    [9, 'ORDINARY'],
    [10, 'RELATIVELY_LARGE'],
    [49, 'RELATIVELY_LARGE'],
    [50, 'MAJOR'],
    [99, 'MAJOR'],
    [100, 'PARTICULARLY_MAJOR'],
  ])('%i serious injuries: %s', (seriousInjuries, level) => expect(decided({ seriousInjuries })).toBe(level));

  it.each<[string, AccidentLevel]>([
    ['9999999.99', 'ORDINARY'],
    ['10000000.00', 'RELATIVELY_LARGE'],
    ['49999999.99', 'RELATIVELY_LARGE'],
    ['50000000.00', 'MAJOR'],
    ['99999999.99', 'MAJOR'],
    ['100000000.00', 'PARTICULARLY_MAJOR'],
  ])('a loss of %s yuan: %s', (directEconomicLoss, level) => expect(decided({ directEconomicLoss })).toBe(level));
});

describe('a window', () => {
  const large = (id: string, on: string, more = {}) => accident(id, on, { level: 'RELATIVELY_LARGE', ...more });
  const pair = (first: string, second: string, today = '2026-11-30') =>
    keys([large('1', first), large('2', second)], today).length > 0;

  it.each([
    ['2024-03-01', '2025-03-01', true, 'the corresponding day is its last'],
    ['2024-03-01', '2025-03-02', false, 'the day after'],
    ['2024-02-29', '2025-02-28', true, 'from a leap day: the last of February'],
    ['2024-02-29', '2025-03-01', false, 'the day after that'],
    ['2027-02-28', '2028-02-28', true, 'to the corresponding day of a leap year'],
    ['2027-02-28', '2028-02-29', false, 'the leap day comes after it: 366 days'],
    ['2027-03-01', '2028-03-01', true, '366 days, and yet a year'],
    ['2025-05-01', '2025-05-01', true, 'two on one day'],
  ])('%s to %s: %s (%s)', (first, second, fired, _) => expect(pair(first, second, '2028-12-31')).toBe(fired));

  it('is of the day of the accidents, in whatever order they were reported', () =>
    expect(keys([large('1', '2025-05-01'), large('2', '2025-01-01')], '2025-12-31')).toEqual([
      'mem-order-11-2023/ACCIDENT_2_TWO_LARGE/ACCIDENT:1',
    ]));

  it('of three accidents makes two cases, each with those of its own year', () => {
    const three = [large('1', '2024-03-01'), large('2', '2025-02-01'), large('3', '2025-08-01')];
    expect(keys(three, '2025-12-31')).toEqual([
      'mem-order-11-2023/ACCIDENT_2_TWO_LARGE/ACCIDENT:2',
      'mem-order-11-2023/ACCIDENT_2_TWO_LARGE/ACCIDENT:3',
    ]);
  });

  it('counts accidents under the policy before: the day of the last one decides', () => {
    const over = [large('1', '2023-05-01'), large('2', '2023-10-01')];
    expect(keys(over, '2023-12-31')).toContain('mem-order-11-2023/ACCIDENT_2_TWO_LARGE/ACCIDENT:2');
    const before = [large('1', '2023-05-01'), large('2', '2023-09-30')];
    expect(keys(before, '2023-12-31')).toContain('anjianzongban-2017-49/BLACKLIST_TWO_LARGE/ACCIDENT:2');
    const since2017 = [large('1', '2016-12-01'), large('2', '2017-05-09')];
    expect(keys(since2017, '2017-06-30')).toEqual([
      'anjianzongban-2017-49/BLACKLIST_TWO_LARGE/ACCIDENT:2',
      'anjianzongban-2017-49/OBJECT_1_LARGE/ACCIDENT:2',
    ]);
  });

  it('counts in the policy’s jurisdiction alone', () => {
    const order11 = SHIPPED.find((p) => p.code === 'mem-order-11-2023');
    const prefecture = { ...order11, code: 'wuwei', jurisdiction: '620600' } as (typeof SHIPPED)[number];
    const elsewhere = [large('1', '2025-01-01', { division: '620102' }), large('2', '2025-05-01')];
    expect(keys(elsewhere, '2025-12-31', [prefecture])).toEqual([]);
    expect(keys(elsewhere, '2025-12-31')).toHaveLength(1);
  });
});
