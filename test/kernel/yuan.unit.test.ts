import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cents, parseYuan, shift } from '../../src/kernel/yuan.js';

describe('an amount in yuan', () => {
  it.each([
    ['50', '50.00'],
    ['50.5', '50.50'],
    ['0.07', '0.07'],
    ['007', '7.00'],
    ['1,000', '1000.00'],
    ['1,234,567.80', '1234567.80'],
    [' 10000000.00 ', '10000000.00'],
    ['-3.50', '-3.50'],
    ['-0.00', '0.00'],
    ['-0', '0.00'],
    // Above what a float holds to the cent.
    ['999999999999999999.99', '999999999999999999.99'],
    ['90071992547409.93', '90071992547409.93'],
  ])('%j is %s', (text, amount) => expect(parseYuan(text)).toBe(amount));

  it.each([
    '',
    '.5',
    '5.',
    '1.234',
    '1e5',
    '1,00',
    '1,0000',
    ',100',
    '+5',
    '5元',
    '1 000',
    '--5',
    '1234567890123456789',
    'NaN',
  ])('%j is none', (text) => expect(parseYuan(text)).toBeNull());

  it('is compared in cents', () => {
    expect(cents('10000000.00')).toBe(1_000_000_000n);
    expect(cents('0.07') < cents('0.10')).toBe(true);
    expect(cents('-3.50')).toBe(-350n);
  });

  it('has one canonical form, which is read as itself', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), (n) => {
        const digits = String(n < 0n ? -n : n).padStart(3, '0');
        const text = `${n < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(parseYuan(text)).toBe(text);
        expect(cents(text)).toBe(n);
      }),
    );
  });
});

describe('ten thousands of yuan', () => {
  it.each([
    ['10.5', 4, '105000.00'],
    ['36700', 4, '367000000.00'],
    ['312.5700', 4, '3125700.00'],
    ['17815.9633', 4, '178159633.00'],
    ['0.00005', 4, '0.50'],
    ['0.000001', 4, '0.01'],
    ['0', 4, '0.00'],
    ['1.5', 0, '1.50'],
    ['1.500', 0, '1.50'],
  ])('%s by ten to the %i is %s', (text, power, amount) => expect(shift(text, power)).toBe(amount));

  it.each([
    ['0.0000001', 4, 'below a cent'],
    ['1.555', 0, 'below a cent'],
    ['-1', 4, 'negative'],
    ['1,000', 4, 'with separators'],
    ['123456789012345678', 4, 'beyond eighteen digits'],
    ['', 4, 'nothing'],
  ])('%j by ten to the %i is refused: %s', (text, power) => expect(shift(text, power)).toBeNull());

  it('is exact for every decimal', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.nat(6), (digits, scale) => {
        const text = String(digits).padStart(scale + 1, '0');
        const decimal = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
        const amount = shift(decimal, 4);
        // In units of 10^-6 yuan: digits × 10^(6 − scale) × 10^4.
        const exact = digits * 10n ** BigInt(6 - scale) * 10_000n;
        const kept = exact % 10_000n === 0n && exact / 10n ** 24n < 1n;
        if (kept) expect(cents(amount as string)).toBe(exact / 10_000n);
        else expect(amount).toBeNull();
      }),
    );
  });
});
