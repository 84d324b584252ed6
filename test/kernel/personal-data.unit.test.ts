import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  identityCheck,
  isIdentityNumber,
  isOldIdentityNumber,
  registrationCheck,
} from '../../src/kernel/identity-number.js';
import {
  findPersonalData,
  isPersonsNumber,
  personalDataMessage,
  withoutPersonalData,
} from '../../src/kernel/personal-data.js';
import { organisationCheck, parseUscc, usccCheck } from '../../src/kernel/uscc.js';

const check = <T>(property: fc.IProperty<T>, numRuns = 2_000) => fc.assert(property, { numRuns });
const kinds = (text: string) => findPersonalData(text).map((d) => d.kind);

const padded = (min: number, max: number, width: number) =>
  fc.integer({ min, max }).map((n) => String(n).padStart(width, '0'));
const COUNTIES = '110105 130102 310115 330106 370211 440305 500103 510104 620621 620622 621202 621226 622901 650102';
const county = fc.constantFrom(...COUNTIES.split(' '));
const day = fc
  .date({ min: new Date('1936-01-01'), max: new Date('2009-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
const citizen = fc.tuple(county, day, padded(1, 999, 3)).map(([place, birth, sequence]) => {
  const head = place + birth + sequence;
  return head + identityCheck(head);
});
const oldCitizen = fc
  .tuple(county, day, padded(1, 999, 3))
  .filter(([, birth]) => birth >= '19400101' && birth < '2000')
  .map(([place, birth, sequence]) => place + birth.slice(2) + sequence);
const mobile = fc.tuple(fc.constantFrom(...'3456789'), padded(0, 999_999_999, 9)).map(([d, rest]) => `1${d}${rest}`);
const around = fc.constantFrom(
  ['', ''],
  ['死者张某（', '），男'],
  ['身份证号：', '。'],
  ['联系电话', '，'],
  ['报告人 ', ' 到场'],
  ['\n', '\n'],
);

const fullWidth = (text: string) => text.replace(/[0-9X]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
/** Ways in which a clerk writes a number of these groups. */
const written = (groups: (number: string) => string[]) => (number: string) =>
  fc
    .constantFrom(' ', '-', '\u3000', '－', '—', ' - ')
    .chain((gap) =>
      fc.constantFrom(
        number,
        fullWidth(number),
        groups(number).join(gap),
        fullWidth(groups(number).join(gap)),
        number.toLowerCase(),
      ),
    );
const writtenCitizen = citizen.chain(written((n) => [n.slice(0, 6), n.slice(6, 14), n.slice(14)]));
const writtenMobile = mobile.chain(written((n) => [n.slice(0, 3), n.slice(3, 7), n.slice(7)]));

const code = fc
  .tuple(
    fc.constantFrom('11', '12', '31', '51', '52', '53', '62', '81', '91', '92', '93', 'N2'),
    county,
    fc.oneof(
      padded(0, 99_999_999, 8),
      fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), minLength: 8, maxLength: 8 }),
    ),
  )
  .map(([head, place, organisation]) => {
    const first = head + place + organisation + organisationCheck(organisation);
    return first + usccCheck(first);
  })
  .filter((c) => parseUscc(c).ok);

describe('personal data in a text', () => {
  it('a citizen’s number is found however it is written and wherever it stands, and masked', () => {
    check(
      fc.property(writtenCitizen, around, (number, [before, after]) => {
        const found = findPersonalData(before + number + after);
        expect(found.map((d) => d.kind)).toEqual(['IDENTITY_NUMBER']);
        expect(found[0]).toMatchObject({ from: [...before].length + 1, to: [...before, ...number].length });
        expect(found[0]?.masked).toMatch(/^\d\d\*{14}\d[\dXx]$/);
      }),
      5_000,
    );
  });

  it('one digit changed, it is none: the check character tells', () => {
    check(
      fc.property(citizen, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const digit = (Number(number.charAt(at)) + by) % 10;
        const changed = number.slice(0, at) + digit + number.slice(at + 1);
        expect(isIdentityNumber(changed)).toBe(false);
      }),
    );
  });

  it('a number of the old form is found', () => {
    check(
      fc.property(oldCitizen, around, (number, [before, after]) => {
        expect(kinds(before + number + after)).toEqual(['IDENTITY_NUMBER']);
        expect(isOldIdentityNumber(number)).toBe(true);
      }),
    );
  });

  it('a mobile number is found however it is written, with and without the country’s code', () => {
    const country = fc.constantFrom('', '+86', '+86 ', '86 ', '0086', '+86-', '(+86)', '＋８６ ');
    let days = 0;
    check(
      fc.property(country, writtenMobile, around, (prefix, number, [before, after]) => {
        const found = findPersonalData(before + prefix + number + after);
        const digits = number.normalize('NFKC').replace(/\D/g, '');
        // "155 2026 0115" is a number beside a day.
        if (found.length === 0 && /^(19[5-9]|20[0-4])/.test(digits.slice(3))) return void days++;
        expect(found.map((d) => d.kind)).toEqual(['PHONE_NUMBER']);
        expect(found[0]?.masked).toBe(`${digits.slice(0, 3)}******${digits.slice(9)}`);
      }),
      5_000,
    );
    expect(days).toBeLessThan(5);
  });

  it.each([
    '电话0931-8812345',
    '（0931）8812345',
    '0931 8812345',
    '010-62345678',
    '021-6234 5678',
    '+86-931-8812345',
    '+86 (0)10 62345678',
    '值班电话：09318812345',
    '０９３５－６１２３４５６',
    '0935—6123456转801',
    'tel:13800138000',
    'Tel 138 0013 8000',
    '138.0013.8000',
    '1380013 8000',
    '13800138000@139.com',
    '1.13800138000',
    '1 3 8 0 0 1 3 8 0 0 0',
    '138\u200b0013\u200b8000',
  ])('a phone number: %s', (text) => {
    expect(kinds(text)).toEqual(['PHONE_NUMBER']);
  });

  it('no unified social credit code is taken for a person, all digits or not, however it is spaced', () => {
    check(
      fc.property(code, around, (uscc, [before, after]) => {
        const spaced = `${uscc.slice(0, 4)} ${uscc.slice(4, 8)} ${uscc.slice(8, 12)} ${uscc.slice(12)}`;
        for (const text of [uscc, spaced, uscc.toLowerCase()])
          expect(findPersonalData(before + text + after)).toEqual([]);
      }),
      10_000,
    );
  });

  it('no registration number of a domestic enterprise is, nor one that is called so', () => {
    const registration = (first: string) =>
      fc.tuple(county, fc.constantFrom(...first), padded(0, 9_999_999, 7)).map(([place, kind, serial]) => {
        const head = place + kind + serial;
        return head + registrationCheck(head);
      });
    const nobody = (text: string) => {
      expect(findPersonalData(text)).toEqual([]);
    };
    check(fc.property(registration('0123'), nobody), 10_000);
    check(
      fc.property(
        registration('456789').map((n) => `注册号：${n}`),
        nobody,
      ),
      10_000,
    );
  });

  it.each([
    '依据GB 11643-1999、GB/T 33000-2016、AQ/T 9006-2010',
    '2026年3月1日8时30分，20260301083000',
    '民应急〔2026〕118号，文号620621202601150015',
    '编号13912026001，第13912026001号',
    '损失13500000000元，13800138000.00元，人民币13800138000',
    '注册资金13,500,000,000元',
    '坐标103.13912345678,38.62318001234567',
    '北纬38.13800138000度',
    '158 20260115，1500000 2026-01-15',
    '银行卡6222600260001072444',
    '时间戳1767225600000',
    '合同HT13800138000，设备型号XK13912345678',
    '0931-2026号，010-20260115',
    '热线12350、119，4006001234',
    '矿井标高1500.2000米，断面13800.138000',
    '620621620622620623620624',
    'A62062119800101123',
    'PDY13800138000',
    '103.8812345 1380 2000',
  ])('nobody: %s', (text) => {
    expect(findPersonalData(text)).toEqual([]);
  });

  it('names every number with its place, and never says it', () => {
    const text = '死者李某，身份证11010519491231002X，其妻电话138 0013 8000';
    const found = findPersonalData(text);
    expect(found.map(({ from, to }) => [...text].slice(from - 1, to).join(''))).toEqual([
      '11010519491231002X',
      '138 0013 8000',
    ]);
    const message = personalDataMessage(found);
    expect(message).toContain('characters 9 to 26: 11**************2X');
    expect(message).not.toMatch(/\d{4}/);
    expect(withoutPersonalData(text)).toBe('死者李某，身份证11**************2X，其妻电话138******00');
  });

  it('a document number is an identity number only where its day is no document’s', () => {
    expect(isPersonsNumber('11010519491231002X')).toBe(true);
    const head = '62062120260115001';
    expect(isPersonsNumber(head + identityCheck(head))).toBe(false);
    expect(isPersonsNumber('民应急〔2026〕118号')).toBe(false);
    for (const number of ['13893512345', '+86 138-9351-2345', '１３８９３５１２３４５'])
      expect(isPersonsNumber(number)).toBe(true);
  });

  it.each(['身份证号620621198001011230', '身份证号：62062119800101123', '身份证620621/19800101/1235'])(
    'finds what stands behind the word for it, mistyped, cut off or set apart: %s',
    (text) => {
      expect(findPersonalData(text)).toMatchObject([{ kind: 'IDENTITY_NUMBER' }]);
    },
  );

  it('takes the word alone, or with a short number, for no number', () => {
    for (const text of ['身份证明材料12份', '持身份证登记，文号620621202601010001'])
      expect(findPersonalData(text)).toEqual([]);
  });
});
