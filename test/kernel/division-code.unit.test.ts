import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  divisionLine,
  divisionPrefix,
  divisionRange,
  parseDivisionCode,
} from '../../src/kernel/division-code.js';

/** Codes as they come: of every length, many with levels of zeros, several below the same county. */
const level = (digits: number) =>
  fc
    .oneof({ weight: 2, arbitrary: fc.constant('0'.repeat(digits)) }, fc.nat(10 ** digits - 1).map(String))
    .map((t) => t.padStart(digits, '0'));
const near = fc.constantFrom('62', '6206', '620621', '620621100', '620621101', '6210', '621000', '100000', '620600');
const any = fc
  .tuple(
    fc.constantFrom('62', '10', '61', '99'),
    level(2),
    level(2),
    level(3),
    level(3),
    fc.constantFrom(2, 4, 6, 9, 12),
  )
  .map(([province, ...rest]) => {
    const length = rest.pop() as number;
    return (province + rest.join('')).slice(0, length);
  });
const code = fc.oneof(near, any);

describe('a division code', () => {
  it.each([
    ['62', '62'],
    [' 6206 ', '6206'],
    ['620621', '620621'],
    ['６２０６２１', '620621'],
    ['620621100', '620621100'],
    ['620621100201', '620621100201'],
  ])('%s is read as %s', (text, expected) => expect(parseDivisionCode(text)).toBe(expected));

  it.each(['', '6', '620', '62062', '6206211', '0620621', '062062', '62O621', '620621 100', '-62', '6206211002011'])(
    '%j is refused',
    (text) => expect(parseDivisionCode(text)).toBeNull(),
  );

  it.each([
    ['620000', '62'],
    ['620600', '6206'],
    ['621000', '6210'],
    ['620621', '620621'],
    ['620621000', '620621'],
    ['620621100', '620621100'],
    ['620621100000', '620621100'],
    ['620621000000', '620621'],
    ['620000000000', '62'],
    ['620100', '6201'],
    ['100000', ''],
  ])('%s has the significant digits %s', (text, prefix) => expect(divisionPrefix(text)).toBe(prefix));

  it.each([
    ['620621', '620621', true, 'itself'],
    ['620600', '620621', true, 'a prefecture its county'],
    ['620000', '620621100', true, 'a province a town'],
    ['62', '620621', true, 'two digits a county'],
    ['6206', '620600', true, 'four digits the prefecture in six'],
    ['100000', '110105', true, 'the nation everything'],
    ['620621', '620621100', true, 'a county its town'],
    ['620621100', '620621100201', true, 'a town its village'],
    ['620621100', '620621101', false, 'a town not its neighbour, though it ends in zeros'],
    ['620621100', '620621', false, 'a town not its county'],
    ['621000', '621100', false, 'a prefecture whose number ends in zero not the next one'],
    ['621000', '621002', true, 'a prefecture whose number ends in zero its own'],
    ['620621', '620622', false, 'a county not its neighbour'],
    ['620600', '620702', false, 'a prefecture not another’s county'],
  ])('%s covers %s: %s (%s)', (area, inner, expected) => expect(covers(area, inner)).toBe(expected));

  it('covers itself and what the wider ones above it cover', () => {
    fc.assert(
      fc.property(code, code, code, (a, b, c) => {
        expect(covers(a, a)).toBe(true);
        if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('covers exactly the range that an index is asked for', () => {
    fc.assert(
      fc.property(code, code, (area, inner) => {
        const range = divisionRange(area);
        const inRange = range === null || (inner >= range.from && inner < range.to);
        expect(inRange).toBe(covers(area, inner));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['620621100', ['620621100', '620621', '620600', '620000', '100000']],
    ['620621', ['620621', '620600', '620000', '100000']],
    ['6206', ['6206', '620600', '620000', '100000']],
    ['62', ['62', '620000', '100000']],
    ['620600', ['620600', '620000', '100000']],
    ['100000', ['100000']],
    // National statistics write every level with twelve digits.
    ['620621100000', ['620621100000', '620621100', '620621', '620600', '620000', '100000']],
    ['620621000000', ['620621000000', '620621', '620600', '620000', '100000']],
    ['620621000', ['620621000', '620621', '620600', '620000', '100000']],
    ['620600000000', ['620600000000', '620600', '620000', '100000']],
  ])('the line above %s', (text, line) => expect(divisionLine(text)).toEqual(line));

  it('has a line of ever wider divisions, each of which covers it', () => {
    fc.assert(
      fc.property(code, (c) => {
        const line = divisionLine(c);
        expect(line[0]).toBe(c);
        expect(line.at(-1)).toBe('100000');
        expect(new Set(line).size).toBe(line.length);
        for (const above of line) expect(covers(above, c), `${above} covers ${c}`).toBe(true);
        for (let i = 1; i < line.length; i++) expect(covers(line[i] as string, line[i - 1] as string)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
