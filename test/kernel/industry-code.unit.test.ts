import { describe, expect, it } from 'vitest';
import { parseIndustryCode, sectionOf } from '../../src/kernel/industry-code.js';

describe('an industry code', () => {
  it.each([
    ['B', 'B'],
    ['b', 'B'],
    ['06', '06'],
    ['061', '061'],
    ['0610', '0610'],
    ['B06', '06'],
    ['b0610', '0610'],
    [' Ｂ０６１０ ', '0610'],
    ['T97', '97'],
    ['A01', '01'],
  ])('%j is %s', (text, code) => expect(parseIndustryCode(text)).toBe(code));

  it.each(['', 'U', 'BB', '6', '00', '98', '99', '06100', 'C06', 'B0', 'B-06', '0610B', '煤炭'])(
    '%j is refused',
    (text) => expect(parseIndustryCode(text)).toBeNull(),
  );

  it('lies in the section of its division: all 97, from farming to international organisations', () => {
    const two = (n: number) => String(n).padStart(2, '0');
    const sections = Array.from({ length: 97 }, (_, i) => sectionOf(two(i + 1))).join('');
    // GB/T 4754-2017: how many divisions each section has.
    const counts: [string, number][] = [
      ['A', 5],
      ['B', 7],
      ['C', 31],
      ['D', 3],
      ['E', 4],
      ['F', 2],
      ['G', 8],
      ['H', 2],
      ['I', 3],
      ['J', 4],
      ['K', 1],
      ['L', 2],
      ['M', 3],
      ['N', 4],
      ['O', 3],
      ['P', 1],
      ['Q', 2],
      ['R', 5],
      ['S', 6],
      ['T', 1],
    ];
    expect(sections).toBe(counts.map(([letter, n]) => letter.repeat(n)).join(''));
    expect(sectionOf('00')).toBeNull();
    expect(sectionOf('98')).toBeNull();
    expect(sectionOf('6')).toBeNull();
  });
});
