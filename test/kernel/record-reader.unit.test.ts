import { describe, expect, it } from 'vitest';
import { Malformed } from '../../src/kernel/malformed.js';
import { checkRecord, type RawRecord, RecordReader } from '../../src/kernel/record-reader.js';

const reader = (raw: RawRecord) => new RecordReader(raw);
const faultOf = (read: () => unknown) => {
  const result = checkRecord(read);
  return result.ok ? null : { code: result.code, path: result.path, message: result.message };
};
const codeOf = (read: () => unknown) => faultOf(read)?.code;

describe('a record as it is read', () => {
  it('takes what is absent or written as unknown for null', () => {
    for (const f of [undefined, null, '', '  ', 'N/A', ' N/A ', 'n/a', 'NULL', 'null']) {
      const r = reader({ f });
      expect([r.text('f'), r.date('f'), r.yuan('f'), r.count('f'), r.division('f'), r.industry('f')]).toEqual(
        Array(6).fill(null),
      );
      expect(faultOf(() => r.require('f', r.text('f')))).toEqual({
        code: 'REQUIRED',
        path: 'f',
        message: 'f is required',
      });
      expect(codeOf(() => r.uscc('f'))).toBe('REQUIRED');
    }
    // Texts that merely contain such a word are texts.
    expect(reader({ f: 'N/A公司' }).text('f')).toBe('N/A公司');
  });

  it('reads texts, trimmed, with line ends and rare characters', () => {
    expect(reader({ f: ' 民勤县𡎚沟煤矿 ' }).text('f')).toBe('民勤县𡎚沟煤矿');
    expect(reader({ f: '一\n二\t三' }).text('f')).toBe('一\n二\t三');
    expect(reader({ f: 42 }).text('f')).toBe('42');
  });

  it.each([
    ['a control character', '煤\u0000矿', 'CONTROL_CHARACTER'],
    ['a bell', '煤\u0007矿', 'CONTROL_CHARACTER'],
    ['a character lost in an encoding', '煤\uFFFD矿', 'ENCODING'],
    ['more than its length', '煤'.repeat(301), 'TOO_LONG'],
    ['the first half of a character', '煤\ud842矿', 'SURROGATE'],
    ['the second half of a character', '\udfb7矿', 'SURROGATE'],
    ['two halves the wrong way round', '\udfb7\ud842', 'SURROGATE'],
  ])('refuses a text with %s', (_, f, code) => {
    expect(faultOf(() => reader({ f }).text('f'))).toMatchObject({ code, path: 'f' });
  });

  it('refuses what is no date, amount, count, number, division or industry, with its code and what it got', () => {
    const r = reader({ f: '2026-02-30' });
    expect(faultOf(() => r.date('f'))).toEqual({
      code: 'DATE',
      path: 'f',
      message: '"2026-02-30" is not a calendar date YYYY-MM-DD of the years 1900 to 2999',
    });
    const codes = [r.instant, r.yuan, r.count, r.division, r.industry].map((read) => codeOf(() => read('f')));
    expect(codes).toEqual(['DATE_TIME', 'AMOUNT', 'COUNT', 'DIVISION_CODE', 'INDUSTRY_CODE']);
    expect(codeOf(() => reader({ f: '-1.00' }).yuan('f'))).toBe('NEGATIVE');
    expect(reader({ f: '-0' }).yuan('f')).toBe('0.00');
  });

  it('names half of a character in any field, not only in texts', () => {
    const r = reader({ f: '\ud842' });
    for (const read of [r.date, r.instant, r.yuan, r.count, r.division, r.industry, (f: string) => r.uscc(f)])
      expect(codeOf(() => read('f'))).toBe('SURROGATE');
  });

  it.each(['2026-11-27', '2026/11/27', '2026年11月27日', '20261127', '２０２６.11.27'])(
    'takes no day for an instant: %s silently became midnight',
    (f) => {
      const fault = faultOf(() => reader({ f }).instant('f'));
      expect(fault).toMatchObject({ code: 'DATE_TIME', path: 'f' });
      expect(fault?.message).toContain('"2026-11-27T00:00:00+08:00"');
      expect(fault?.message).toContain('"2026-11-27T23:59:59.999+08:00"');
    },
  );

  it('takes a time without an offset as of Shanghai', () => {
    for (const f of ['2026-11-27 08:30', '2026/11/27 8:30', '2026年11月27日8时30分'])
      expect(reader({ f }).instant('f')?.toISOString()).toBe('2026-11-27T00:30:00.000Z');
  });

  it('reads numbers as they were written, never rounded', () => {
    expect(['82.5', 82.5, '100', '0', '82.50', '82.500'].map((f) => reader({ f }).decimal('f', 0, 100))).toEqual([
      82.5, 82.5, 100, 0, 82.5, 82.5,
    ]);
    for (const f of ['100.01', '-1', '82.555', '1e1', Number.NaN, Number.POSITIVE_INFINITY])
      expect(
        codeOf(() => reader({ f }).decimal('f', 0, 100)),
        String(f),
      ).toBe('NUMBER');
    expect(['0', 7, '100000'].map((f) => reader({ f }).count('f'))).toEqual([0, 7, 100_000]);
    for (const f of ['100001', '1.0', '-1', 1.5, true]) expect(codeOf(() => reader({ f }).count('f'))).toBe('COUNT');
  });

  it('reads a vocabulary by its values in any case and by its terms', () => {
    const read = (f: unknown) => reader({ f }).oneOf('f', ['ACTIVE', 'REVOKED'], { 存续: 'ACTIVE' });
    expect(['ACTIVE', 'active', '存续', 'Revoked', null].map(read)).toEqual([
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
      'REVOKED',
      null,
    ]);
    for (const f of ['注销', 'toString', 'constructor', '__proto__'])
      expect(
        codeOf(() => read(f)),
        f,
      ).toBe('VALUE');
  });

  it('reads a code and says under which name it failed', () => {
    expect(reader({ f: '91620621-pdy00001-x5' }).uscc('f')).toBe('91620621PDY00001X5');
    expect(faultOf(() => reader({ f: '91620621PDY000010B' }).uscc('f'))).toMatchObject({
      code: 'USCC_INNER_CHECK',
      path: 'f',
    });
    const nested = new RecordReader({ funds: 'much' }, 'fiveImplementations.');
    expect(faultOf(() => nested.yuan('funds'))).toMatchObject({ path: 'fiveImplementations.funds' });
  });

  it('hands on what a scalar found malformed', () => {
    const f = new Malformed('DATE', '"soon" is not a calendar date', 'soon');
    expect(faultOf(() => reader({ f }).date('f'))).toEqual({ code: 'DATE', path: 'f', message: f.message });
  });

  it('lets a fault of the program through', () => {
    expect(() =>
      checkRecord(() => {
        throw new TypeError('a bug');
      }),
    ).toThrow(TypeError);
  });
});
