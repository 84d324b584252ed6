import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asWritten, cleaned, halfWidth, visible } from '../../src/kernel/clean-text.js';

/** One of each kind of character that shows nowhere. */
const INVISIBLE = [
  ...['\u00ad', '\u034f', '\u061c', '\u200b', '\u200d', '\u200e', '\u200f', '\u202a', '\u202c', '\u202e', '\u2060'],
  ...['\u2064', '\u2066', '\u2069', '\ufe0f', '\ufeff', '\ufffa', '\u{e0041}', '\u{e0100}'],
];

describe('a text as it is seen', () => {
  it.each(INVISIBLE.map((c) => [`U+${c.codePointAt(0)?.toString(16)}`, c]))('has no %s', (_, c) => {
    expect(cleaned(`${c}民勤${c}煤业${c}公司${c}`)).toBe('民勤煤业公司');
    expect(asWritten(` 民勤${c}煤业 `)).toBe(`民勤${c}煤业`);
  });

  it.each([
    ['民勤零宽四\u00a0有限公司', '民勤零宽四有限公司'],
    ['（甘肃）\u2003有限公司', '（甘肃）有限公司'],
    ['ABC\u00a0公司', 'ABC 公司'],
    ['ABC\u00a0\u200bMining', 'ABC Mining'],
    ['一\u2028二', '一\n二'],
    // What somebody typed stays: ordinary spaces, those of Chinese within a text.
    ['礼 县宽川镇', '礼 县宽川镇'],
    ['采矿\u3000销售', '采矿\u3000销售'],
    ['\u3000民勤\u3000', '民勤'],
    ['民勤\u{20BB7}野𡎚火🔥', '民勤\u{20BB7}野𡎚火🔥'],
    // Mongolian is written with such marks.
    ['\u1820\u180b\u1821', '\u1820\u180b\u1821'],
  ])('%j is %j', (text, seen) => expect(cleaned(text)).toBe(seen));

  it.each([
    ["'91620621PDY00001X5", '91620621PDY00001X5'],
    ["'2015-03-06", '2015-03-06'],
    ["'民勤煤业", '民勤煤业'],
    [" '民勤煤业 ", '民勤煤业'],
    // An apostrophe that closes belongs to the text, and so do several.
    ["'Mao' 茶", "'Mao' 茶"],
    ["''''计算机", "''''计算机"],
    ["''x", "''x"],
    ["O'Neill", "O'Neill"],
    ["'", "'"],
  ])('%j without a spreadsheet’s mark is %j', (text, seen) => expect(cleaned(text)).toBe(seen));

  it('keeps what was written only where it is another text', () => {
    for (const text of ['民勤煤业', ' 民勤煤业\t\r\n', '', "'Mao' 茶", '采矿\u3000销售'])
      expect(asWritten(text)).toBeNull();
    expect(asWritten('\u3000民勤')).toBe('\u3000民勤');
    expect(asWritten("'民勤")).toBe("'民勤");
  });

  it('is cleaned once: cleaning it again changes nothing, and no visible letter goes', () => {
    const piece = fc.oneof(
      fc.constantFrom(...INVISIBLE, '\u00a0', '\u2009', '\u3000', ' ', '\n', "'", '=', '（'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('民', '勤', '𡎚', 'A', '1', '１'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const seen = cleaned(text);
        expect(cleaned(seen)).toBe(seen);
        expect(visible(visible(text))).toBe(visible(text));
        const letters = (t: string) => [...t.normalize('NFC')].filter((c) => /[\p{L}\p{N}]/u.test(c)).join('');
        expect(letters(seen)).toBe(letters(visible(text)));
      }),
    );
  });
});

describe('full width', () => {
  it('is made half-width, and nothing else is made a digit', () => {
    expect(halfWidth('２０１５－０３．０６　ＡＢ')).toBe('2015-03.06 AB');
    for (const text of ['1²', '③', 'Ⅲ', '㎡', '一']) expect(halfWidth(text)).toBe(text);
  });
});
