import fc from 'fast-check';
import { CASE_STEPS } from '../../src/linkage/rules/index.js';

const level = fc.constantFrom('ORDINARY', 'RELATIVELY_LARGE', 'RELATIVELY_LARGE', 'MAJOR', 'PARTICULARLY_MAJOR');
const responsibility = fc.constantFrom('UNDETERMINED', 'NOT_LIABLE', 'SECONDARY', 'MAIN', 'MAIN', 'FULL');
const division = fc.constantFrom('620621', '620621100', '620602', '620602', '620102');
const figures = {
  level,
  deaths: fc.constantFrom(0, 1, 3),
  responsibility,
  status: fc.constantFrom('REPORTED', 'CONCLUDED'),
};
const pick = fc.nat();
const back = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 20 }) }, fc.integer({ min: 0, max: 900 }));

const command = fc.record({
  /** Days that pass before it. */
  wait: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 30 }) },
    { weight: 2, arbitrary: fc.integer({ min: 31, max: 200 }) },
    { weight: 1, arbitrary: fc.constantFrom(364, 365, 366, 367, 800) },
  ),
  what: fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('accident'), back, division, ...figures }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('amend'), pick, ...figures }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('redate'), pick, back }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('move'), pick, division }) },
    {
      weight: 3,
      arbitrary: fc.record({
        ...{ do: fc.constant('hazard'), division, ahead: fc.integer({ min: -40, max: 60 }) },
        level: fc.constantFrom('MAJOR', 'MAJOR', 'GENERAL'),
        state: fc.constantFrom('FOUND', 'NOTIFIED', 'RECTIFYING', 'SUSPENDED'),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        ...{ do: fc.constant('rectify'), pick, longer: fc.integer({ min: 1, max: 120 }), back },
        how: fc.constantFrom('order', 'extend', 'extend', 'claim', 'reject', 'accept', 'close'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        ...{ do: fc.constant('finding'), division, back, penalised: fc.boolean(), grave: fc.boolean() },
        finding: fc.constantFrom('NO_LICENCE', 'CONCEALED_OR_FALSE_REPORT', 'LATE_OR_OMITTED_REPORT'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('judge'), pick, penalised: fc.boolean(), back: fc.boolean() }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        ...{ do: fc.constant('step'), pick, by: fc.option(fc.constantFrom(...CASE_STEPS), { nil: null, freq: 6 }) },
        which: fc.nat(),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('proceed'), term: fc.constantFrom(0, 340, 350, 370) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait') }) },
  ),
});
export type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;
/** What is done in a command of that name. */
export type What<D extends string> = Extract<Command['what'], { do: D }>;

/** Anything that may happen to an enterprise, in any order. */
export const history = fc.record({
  start: fc.constantFrom(
    '2013-12-01',
    '2014-12-01',
    '2016-09-01',
    '2017-09-01',
    '2019-02-28',
    '2023-01-01',
    '2024-02-29',
  ),
  commands: fc.array(command, { minLength: 5, maxLength: 30, size: 'max' }),
  looks: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 4, maxLength: 8 }),
});
export type History = typeof history extends fc.Arbitrary<infer H> ? H : never;

/** A whole proceeding, with or without a repair, is some steps with waits between them. */
export function expanded(commands: readonly Command[]): Command[] {
  const next = (wait: number): Command => ({ wait, what: { do: 'step', pick: 0, by: null, which: 1 } });
  return commands.flatMap((c) => {
    if (c.what.do !== 'proceed') return [c];
    const { term } = c.what as What<'proceed'>;
    return [next(c.wait), next(12), ...(term > 0 ? [next(term), next(5)] : [])];
  });
}
