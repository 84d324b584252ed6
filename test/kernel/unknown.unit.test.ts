import { describe, expect, it } from 'vitest';
import * as accident from '../../src/kernel/accident.words.js';
import * as exchange from '../../src/kernel/exchange.words.js';
import * as linkage from '../../src/kernel/linkage.words.js';
import { checkRecord, RecordReader } from '../../src/kernel/record-reader.js';
import * as register from '../../src/kernel/register.words.js';
import { isUnknown, UNKNOWN_WORDS } from '../../src/kernel/unknown.words.js';
import { Vocabulary, type Word } from '../../src/kernel/words.js';

const WORDS = Object.values(UNKNOWN_WORDS).flat();
const full = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

describe('words for "not known"', () => {
  it.each(WORDS.map((word) => [word]))('%j is one, in any case and width', (word) => {
    for (const text of [word, word.toLowerCase(), word.toUpperCase(), full(word)])
      expect(isUnknown(text), text).toBe(true);
    const read = (f: string) => RecordReader.read({ f }, (r) => r.optional('f', r.text('f')));
    for (const text of [` ${word}\t`, `\u200b${word}\u00a0`, `\u3000${full(word)}`])
      expect(read(text), text).toBeUndefined();
  });

  it.each([
    ...['——', '－－－', '–', '━', '_', '///', '########', '（ＮＵＬＬ）', '#n/a', 'NONE', 'Nil'],
    ...['？？', '????', '***', '＊', '...', '……', '。。。', 'xxx', 'XXXX', '×××', '*'.repeat(30)],
  ])('%j is one', (text) => expect(isUnknown(text)).toBe(true));

  it.each([
    '无锡',
    '空调',
    'N/A公司',
    'Nancy',
    '-1',
    '1/2',
    '0',
    '.',
    '无责任',
    '#1',
    'no',
    '不详公司',
    'null值',
    '-'.repeat(40),
    ...['没有公司', '待定公司', '空白镇', 'X', 'xxy', '**公司', '?1'],
  ])('%j is none', (text) => expect(isUnknown(text)).toBe(false));

  it('is no term of any vocabulary: a term that says nothing could not be written', () => {
    const vocabularies = [accident, exchange, linkage, register].flatMap((words) => Object.values(words));
    const terms = vocabularies.flatMap((one) =>
      one instanceof Vocabulary
        ? one.codes.flatMap((code: string) => [
            code,
            one.zh(code as never),
            ...((one.words as Record<string, Word>)[code]?.also ?? []),
          ])
        : [],
    );
    expect(terms.length).toBeGreaterThan(200);
    expect(terms.filter(isUnknown)).toEqual([]);
  });

  it('leaves a field that must be there missing, and says what was written', () => {
    const fault = (f: string, read: (r: RecordReader) => unknown) => {
      const result = checkRecord(() => RecordReader.read({ f }, read));
      return result.ok ? null : [result.code, result.message];
    };
    const name = (r: RecordReader) => r.require('f', r.text('f'));
    expect(fault('无', name)).toEqual(['REQUIRED', 'f is required; "无" says that it is not known']);
    expect(fault('  ', name)).toEqual(['REQUIRED', 'f is required']);
    // Whoever writes 无 for a code says that there is none.
    const uscc = (r: RecordReader) => r.uscc('f');
    expect(fault('无', uscc)?.[0]).toBe('USCC_LENGTH');
    expect(fault('\\N', uscc)?.[0]).toBe('REQUIRED');
    // It may be none, or not known: a count is not guessed, a flag neither.
    for (const text of ['无', '（无）', '没有'])
      expect(fault(text, (r) => r.count('f'))).toEqual([
        'COUNT',
        `"${text}" is not a whole number from 0 to 100000: it may mean none, or not known; write 0, or leave the cell empty`,
      ]);
    expect(fault('无', (r) => r.flag('f'))).toEqual([
      'VALUE',
      '"无" may mean no, or not known; write 否, or leave the cell empty',
    ]);
    expect(fault('-', (r) => r.count('f'))).toBeNull();
  });
});
