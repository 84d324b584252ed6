import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRecord, RecordReader } from '../../src/kernel/record-reader.js';
import { parseCount, parseDecimal, readAmount, WrittenAmount } from '../../src/kernel/written-amount.js';
import { cents } from '../../src/kernel/yuan.js';

const amount = (text: string, unit?: 'YUAN' | 'TEN_THOUSAND_YUAN') => {
  const read = readAmount(text, unit);
  return 'amount' in read ? read.amount : null;
};

describe('an amount as files write it', () => {
  it.each([
    ['12.5', '12.50', '125000.00'],
    ['1,250.00', '1250.00', '12500000.00'],
    ['￥1,250.00', '1250.00', '12500000.00'],
    ['１２．５', '12.50', '125000.00'],
    // A text that says its unit has that one, whatever its column says: 12.5万元 was refused, or multiplied twice.
    ['12.5万元', '125000.00', '125000.00'],
    ['12.5 万', '125000.00', '125000.00'],
    ['12.5萬元', '125000.00', '125000.00'],
    ['人民币1.2亿元', '120000000.00', '120000000.00'],
    ['十二万元整', '120000.00', '120000.00'],
    ['1亿2000万元', '120000000.00', '120000000.00'],
    ['12 345元', '12345.00', null],
    ['人民币：12.5万元。', '125000.00', '125000.00'],
    ['壹拾贰万伍仟元', '125000.00', '125000.00'],
    // 元 under a column in 万元: one of the two is wrong.
    ['1,250.00元', '1250.00', null],
    ['壹仟贰佰伍拾元伍角', '1250.50', null],
    ['12.345', null, '123450.00'],
    ['-3', '-3.00', '-30000.00'],
    ['0', '0.00', '0.00'],
  ])('%j is %s in a column in 元, %s in one in 万元', (text, yuan, tenThousands) => {
    expect([amount(text), amount(text, 'TEN_THOUSAND_YUAN')]).toEqual([yuan, tenThousands]);
  });

  it.each([
    '约12',
    '12左右',
    '12余万',
    '1.25E+02',
    '1.25e2',
    '12-15',
    '1 250',
    '1,25',
    '007',
    '(1,250.00)',
    '12美元',
    '½',
    '1²',
    '五百',
    '一万五元',
    '12.5万元3角',
    '.5',
    '5.',
  ])('%j is refused', (text) => expect([amount(text), amount(text, 'TEN_THOUSAND_YUAN')]).toEqual([null, null]));

  it('says what to write instead', () => {
    const why = (text: string, unit?: 'TEN_THOUSAND_YUAN') => (readAmount(text, unit) as { why: string }).why;
    expect(why('约12')).toContain('an approximation is not taken');
    expect(why('1.25E+02')).toContain('a spreadsheet’s short form');
    expect(why('12元', 'TEN_THOUSAND_YUAN')).toContain('its column ten thousand yuan 万元');
  });

  it('is what was written, in every way of writing it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (n) => {
        const [whole, part] = [n / 100n, String(n % 100n).padStart(2, '0')];
        const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
        for (const text of [`${whole}.${part}`, `${grouped}.${part}`, `￥${grouped}.${part}`, `${whole}.${part}元`]) {
          expect(cents(amount(text) as string)).toBe(n);
          if (!text.includes('元')) expect(cents(amount(text, 'TEN_THOUSAND_YUAN') as string)).toBe(n * 10_000n);
        }
        expect(cents(amount(`${whole}.${part}万元`) as string)).toBe(n * 10_000n);
      }),
    );
  });

  it('is read by a record with the unit of its column', () => {
    const read = (f: unknown) => checkRecord(() => RecordReader.read({ f }, (r) => r.yuan('f')));
    expect(read(new WrittenAmount('12.5', 'TEN_THOUSAND_YUAN'))).toEqual({ ok: true, command: '125000.00' });
    expect(read(new WrittenAmount('N/A', 'TEN_THOUSAND_YUAN'))).toEqual({ ok: true, command: null });
    expect(read(new WrittenAmount('-1', 'TEN_THOUSAND_YUAN'))).toMatchObject({ ok: false, code: 'NEGATIVE' });
    // Of a column that says no unit: what says its own, and nothing.
    for (const [text, yuan] of [
      ['12.5万元', '125000.00'],
      ['1,250元', '1250.00'],
      ['壹仟元整', '1000.00'],
      ['0', '0.00'],
      ['N/A', null],
    ] as const)
      expect(read(new WrittenAmount(text, 'UNSAID'))).toEqual({ ok: true, command: yuan });
    for (const [text, code] of [
      ['12.5', 'AMOUNT_UNIT'],
      ['12.345', 'AMOUNT_UNIT'],
      ['￥1,250', 'AMOUNT_UNIT'],
      ['约12', 'AMOUNT'],
      ['12美元', 'AMOUNT'],
    ] as const)
      expect(read(new WrittenAmount(text, 'UNSAID'))).toMatchObject({ ok: false, code });
    // An object of a request is none, whatever it holds.
    expect(read({ text: '12.5', unit: 'TEN_THOUSAND_YUAN' })).toMatchObject({ ok: false, code: 'TYPE' });
  });
});

describe('a count as files write it', () => {
  it.each([
    ['３', 3],
    ['3.0', 3],
    ['0.00', 0],
    ['3人', 3],
    ['3 人', 3],
    ['三人', 3],
    ['两人', 2],
    ['十二', 12],
    ['1,000', 1000],
    ['03', 3],
    ['100000', 100_000],
  ])('%j is %i', (text, count) => expect(parseCount(text)).toBe(count));

  it.each(['约3', '3余人', '3-5人', '3人以上', '3.5', '1²', '③', '-1', '100001', '1 2', '3起', '一百五', '', '3e1'])(
    '%j is none',
    (text) => expect(parseCount(text)).toBeNull(),
  );

  it('is the same in every way of writing it, and of any text the one that its digits say', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (n) => {
        const full = String(n).replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0));
        for (const text of [String(n), `${n}.0`, `${n}人`, full, n.toLocaleString('en-US')])
          expect(parseCount(text)).toBe(n);
      }),
    );
    const text = fc.string({ unit: fc.constantFrom(...'0123.,人 -约'), maxLength: 8 });
    fc.assert(
      fc.property(text, (t) => {
        const count = parseCount(t);
        if (count !== null) expect(Number(t.replace(/[,人 ]/g, ''))).toBe(count);
      }),
    );
  });

  it('of a score has two decimals at most', () => {
    expect(['85', '85.5分', '８５.5', '85.500', '85.555', '-1', '85%'].map(parseDecimal)).toEqual([
      85,
      85.5,
      85.5,
      85.5,
      null,
      null,
      null,
    ]);
  });
});
