import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isIdentityNumber } from '../../src/kernel/identity-number.js';
import { knownCodes } from '../../src/kernel/known-code.js';
import { normaliseUscc, organisationCheck, parseUscc, usccCheck, usccDivision } from '../../src/kernel/uscc.js';
import { sampleUscc } from '../kit/sample.js';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const OUTSIDE = [...'IOSVZ', ...'-_中煤é#', '😀'];
const faultOf = (text: string) => {
  const result = parseUscc(text);
  return result.ok ? 'valid' : result.fault;
};

/** Any code with both check characters right, of any authority and division. */
const body = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), minLength: 8, maxLength: 8 });
const division = fc.integer({ min: 100_000, max: 999_999 }).map(String);
const heads = ['11', '12', '21', '35', '51', '61', '72', '89', '91', '92', '93', 'A1', 'N2', 'N9', 'Y1'];
const valid = fc
  .tuple(fc.constantFrom(...heads), division, body)
  .map(([head, place, organisation]) => {
    const first = `${head}${place}${organisation}${organisationCheck(organisation)}`;
    return first + usccCheck(first);
  })
  .filter((code) => !isIdentityNumber(code));

describe('a unified social credit code', () => {
  const operator = {};
  const [issued, replacement] = ['91350100M0001TGQXM', '91350100M000100Y43'];
  beforeAll(() => knownCodes.tell(operator, [{ code: issued, kind: 'NON_CONFORMING', replacedBy: replacement }]));
  afterAll(() => knownCodes.forget(operator));

  it.each([
    ['91350100M000100Y43', 'the standard’s own example'],
    ['91110000600037341L', 'a bank’s'],
    ['91620621PDY00001X5', 'inner check X'],
    ['91620621PDY000060G', 'inner check 0'],
    ['91620621PDY0000360', 'outer check 0'],
    ['91620621PDY00044XY', 'inner X and outer Y'],
    ['11620621PDY900018K', 'a government organ'],
    ['12620621PDY900026B', 'a public institution'],
    ['92620621PDY900042Q', 'an individual business'],
    ['93620621PDY900034T', 'a farmers’ cooperative'],
    ['N2620621PDY9000506', 'a village collective'],
  ])('%s is taken: %s', (code) => {
    expect(parseUscc(code)).toEqual({ ok: true, uscc: code });
    expect(usccDivision(code)).toBe(code.slice(2, 8));
  });

  it.each([
    ['91350100M000100Y4Z', 'CHARACTER', 'Z is not in the alphabet'],
    ['91110000600037342L', 'INNER_CHECK', 'one digit of the organisation code changed'],
    ['91620621PDY000010B', 'INNER_CHECK', 'the outer check right, the inner one wrong'],
    ['91620612PDY00001X5', 'OUTER_CHECK', 'digits of the division transposed'],
    ['91350100M0001TGQXM', 'ISSUED_NON_CONFORMING', 'a pilot’s code, issued with a wrong check'],
    ['94620621PDY00001X5', 'CATEGORY', 'market regulation issues 1, 2 and 3'],
    ['01620621PDY00001X5', 'CATEGORY', 'no authority 0'],
    ['9162O621PDY00001X5', 'CHARACTER', 'the letter O for the digit 0'],
    ['9I620621PDY00001X5', 'CHARACTER', 'the letter I for the digit 1'],
    ['91620621PDYO0001X5', 'CHARACTER', 'the letter O in the organisation code'],
    ['91A20621PDY00001X5', 'CHARACTER', 'a letter in the division'],
    ['91620621PDY00001X', 'LENGTH', 'seventeen characters'],
    ['91620621PDY00001X55', 'LENGTH', 'nineteen'],
    ['', 'LENGTH', 'nothing'],
    ['620621000001234', 'LENGTH', 'an old registration number'],
  ])('%s is refused as %s: %s', (code, fault) => {
    expect(faultOf(code)).toBe(fault);
  });

  it('is read as people write it, and never guessed at', () => {
    const code = '91620621PDY00001X5';
    const written = [
      ' 91620621PDY00001X5\t',
      '91620621pdy00001x5',
      '91620621-PDY00001-X5',
      '916206 21PDY 00001 X5',
      '９１６２０６２１ＰＤＹ００００１Ｘ５',
      '91620621－PDY00001－X5',
      '9162 0621　ＰＤＹ00001x5\n',
      '91620621\u200bPDY00001X5',
      '91620621PDY00001X5\u00a0',
      '\u200e91620621PDY00001X5\u202c',
      '\u206091620621PDY00001X5\ufeff',
      '\u202a9162\u20680621PDY\u00ad00001\ufe0fX5\u2069',
      '91620621–PDY00001—X5',
      '91620621‑PDY00001−X5',
      '91620621ーPDY00001⸺X5',
    ];
    for (const text of written) expect(parseUscc(text), text).toEqual({ ok: true, uscc: code });
    expect(normaliseUscc('o0iI')).toBe('O0II');
    // The letters that look like digits stay letters, wherever they stand.
    expect(faultOf(code.replaceAll('0', 'O'))).toBe('CHARACTER');
    expect(faultOf(code.replaceAll('1', 'I'))).toBe('CHARACTER');
  });

  it('was a typing error to whoever sent it, though an authority had issued it: what is known of it is said', () => {
    expect(parseUscc(issued)).toMatchObject({
      fault: 'ISSUED_NON_CONFORMING',
      message: expect.stringContaining(replacement),
    });
    knownCodes.tell(operator, [{ code: issued, kind: 'NON_CONFORMING', replacedBy: null }]);
    const { message } = parseUscc(` ${issued.toLowerCase()} `) as { message: string };
    expect(message).toContain('its replacement, which the registering authority names');
    knownCodes.tell(operator, []);
    expect(faultOf(issued)).toBe('OUTER_CHECK');
    knownCodes.tell(operator, [{ code: issued, kind: 'NON_CONFORMING', replacedBy: replacement }]);
  });

  it('says which character is wrong and what it should be', () => {
    const inner = parseUscc('91620621PDY000010B');
    expect(inner).toMatchObject({ message: expect.stringContaining('position 17) is 0, computed X') });
    const outer = parseUscc('91620612PDY00001X5');
    expect(outer).toMatchObject({ message: expect.stringContaining('position 18) is 5, computed 4') });
  });

  it('keeps its last characters in the alphabets of the two standards', () => {
    fc.assert(
      fc.property(valid, (code) => {
        expect(parseUscc(code)).toEqual({ ok: true, uscc: code });
        expect(code.charAt(16)).toMatch(/[0-9X]/);
        expect(ALPHABET).toContain(code.charAt(17));
      }),
    );
  });

  it('is refused with any one character changed: all eighteen places, the whole alphabet and beyond', () => {
    fc.assert(
      fc.property(valid, (code) => {
        for (let i = 0; i < 18; i++) {
          for (const other of [...ALPHABET, ...OUTSIDE]) {
            if (other === code.charAt(i)) continue;
            const changed = code.slice(0, i) + other + code.slice(i + 1);
            if (faultOf(changed) === 'valid') throw new Error(`${changed} is taken, though ${code} is the code`);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is refused with any two different characters exchanged, but for the first and the last', () => {
    fc.assert(
      fc.property(valid, (code) => {
        for (let i = 0; i < 18; i++) {
          for (let j = i + 1; j < 18; j++) {
            // These two weigh the same in GB 32100's sum, so no check can tell.
            if (code.charAt(i) === code.charAt(j) || (i === 0 && j === 17)) continue;
            const c = [...code];
            [c[i], c[j]] = [c[j] as string, c[i] as string];
            if (faultOf(c.join('')) === 'valid') throw new Error(`${c.join('')} is taken, though ${code} is the code`);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is never taken from any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 24 }), (text) => {
        const result = parseUscc(text);
        if (result.ok) expect(result.uscc).toMatch(/^[0-9A-Y]{18}$/);
        else expect(result.message.length).toBeGreaterThan(10);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the codes of the tests', () => {
  it('are valid, different, and of the zone that is never issued', () => {
    const codes = Array.from({ length: 20_000 }, (_, i) => sampleUscc(i));
    expect(codes.filter((c) => faultOf(c) !== 'valid')).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((c) => c.slice(8, 11) === 'PDY')).toBe(true);
  });
});
