import fc from 'fast-check';
import { expect, it } from 'vitest';
import { builtInFormat, numberFormat, PLAIN, textFormat } from '../../../src/intake/sheet/number-format.js';
import { numberText, writtenDate } from '../../../src/intake/sheet/number-text.js';

const general = (stored: string) => numberText(stored, PLAIN, false);
const as = (format: string, stored: number | string, date1904 = false) =>
  numberText(String(stored), numberFormat(format), date1904);

it('a number is the text that a person reads: its 15 digits, without what computing added', () => {
  expect(general('62062100012')).toBe('62062100012');
  expect(general('620621000123456')).toBe('620621000123456');
  expect(general('0.30000000000000004')).toBe('0.3');
  expect(general('1234567890123.456')).toBe('1234567890123.46');
  expect(general('-12.50')).toBe('-12.5');
  expect(general('1.5E+3')).toBe('1500');
  expect(general('1.0000000000000001E-5')).toBe('0.00001');
  expect(general('0')).toBe('0');
  expect(general('')).toBe('');
  expect(general('abc')).toBe('abc');
});

it('a code that became a number was taken for another code: beyond 15 digits it has its exponent form, as the spreadsheet shows it', () => {
  expect(general('916206210000000000')).toBe('9.16206E+17');
  expect(general('9.1620621000000006E+17')).toBe('9.16206E+17');
  expect(general('1000000000000000')).toBe('1E+15');
  expect(general('-1234567890123456')).toBe('-1.23457E+15');
  expect(general('1E-7')).toBe('1E-07');
});

it('a number of at most 15 digits is never another number', () => {
  const digits = fc.tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 0, max: 6 }));
  fc.assert(
    fc.property(digits, ([whole, places]) => {
      const value = Number((whole / 10 ** places).toFixed(places));
      expect(Number(general(String(value)))).toBe(value);
    }),
  );
});

it.each([
  ['yyyy-mm-dd', 42069, '2015-03-06'],
  ['m/d/yy;@', 42069, '2015-03-06'],
  ['[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', 42069, '2015-03-06'],
  ['yyyy"年"m"月"d"日"', 42069, '2015-03-06'],
  ['yyyy年m月d日', 42069, '2015-03-06'],
  ['[DBNum1][$-804]yyyy"年"m"月"d"日";@', 42069, '2015-03-06'],
  ['yyyy/m/d h:mm', 42069.354166666664, '2015-03-06 08:30:00'],
  ['yyyy/m/d h:mm', 42069, '2015-03-06 00:00:00'],
  ['yyyy-mm-dd', 42069.354166666664, '2015-03-06'],
  ['yyyy-mm-dd hh:mm:ss.000', 42069.99999999, '2015-03-07 00:00:00'],
  ['h:mm AM/PM', 0.354166666666667, '08:30:00'],
  ['上午/下午h"时"mm"分"', 0.854166666666667, '20:30:00'],
  ['mm:ss', 0.000694444444444444, '00:01:00'],
  ['[h]:mm:ss', 1.5, '36:00:00'],
  ['yyyy-mm-dd', 0, '1900-01-00'],
  ['yyyy-mm-dd', 59, '1900-02-28'],
  ['yyyy-mm-dd', 60, '1900-02-29'],
  ['yyyy-mm-dd', 61, '1900-03-01'],
  ['yyyy-mm-dd', 2958465, '9999-12-31'],
  ['yyyy-mm-dd', 2958466, '2958466'],
  ['yyyy-mm-dd', -1, '-1'],
  ['yyyy"年"m"月"', 42069, '2015-03-06'],
  ['m"月"d"日"', 42069, '2015-03-06'],
])('a cell with the format %s that holds %s is %s', (format, stored, text) => {
  expect(as(format, stored)).toBe(text);
});

it('became the first of a month where only a month was written: as a month it stays one', () => {
  expect(as('yyyy"年"m"月"', 42064)).toBe('2015-03');
  expect(numberText('42064', builtInFormat(17), false)).toBe('2015-03');
  expect(as('yyyy-mm-dd', 42064)).toBe('2015-03-01');
});

it('counts days from 1904 where the workbook does', () => {
  expect(as('yyyy-mm-dd', 40607, true)).toBe('2015-03-06');
  expect(as('yyyy-mm-dd', 0, true)).toBe('1904-01-01');
});

it.each([14, 15, 16, 17, 22, 27, 28, 31, 36, 50, 54, 57, 58])('the built-in format %i is a date', (id) => {
  expect(numberText('42069', builtInFormat(id), false)).toMatch(/^2015-03-06/);
});

it.each([18, 19, 20, 21, 32, 33, 45, 47, 55, 56])('the built-in format %i is a time', (id) => {
  expect(numberText('0.5', builtInFormat(id), false)).toBe('12:00:00');
});

it.each([
  'General',
  'G/通用格式',
  '@',
  '0.00',
  '#,##0.00',
  '0.00E+00',
  '[Red]0.0;[Blue]-0.0',
  '#,##0_);[Red](#,##0)',
  '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
  '[红色][<60]0;[颜色 10]0',
  '0;0;"-"',
  '[$-804]0',
  '[DBNum2][$-804]General',
  '# ##0',
  '0.00;(0.00);-',
  '# ?/?',
  '_ * #,##0_ ',
])('the format %s changes nothing', (format) => {
  expect(as(format, 42069)).toBe('42069');
});

it.each([
  ['[$$-409]#,##0.00', 500000, '$500000'],
  ['#,##0"元"', 500000, '500000元'],
  ['#,##0元', 500000, '500000元'],
  ['[DBNum2][$-804]General"元整"', 500000, '500000元整'],
  ['[DBNum2][$-804]G/通用格式"元整"', 500000, '500000元整'],
  ['"US$"#,##0', 500000, 'US$500000'],
  ['#,##0.00" 美元"', 500000, '500000 美元'],
  ['[$€-2] #,##0.00', 500000, '€500000'],
  ['[$USD] #,##0', 500000, 'USD500000'],
  ['_-[$HK$-C04]* #,##0.00_-;-[$HK$-C04]* #,##0.00_-;_-[$HK$-C04]* "-"??_-;_-@_-', 500000, 'HK$500000'],
  ['_-[$HK$-C04]* #,##0.00_-;-[$HK$-C04]* #,##0.00_-;_-[$HK$-C04]* "-"??_-;_-@_-', 0, 'HK$0'],
  ['"￥"#,##0.00;[Red]"￥"\\-#,##0.00', -5, '-￥5'],
  ['"￥"#,##0.00', -5, '-￥5'],
  ['0;-0;"免费"', 0, '免费'],
  ['0;-0;"免费"', 3, '3'],
  ['"无"', 500000, '无'],
  ['"day"0', 42069, 'day42069'],
  ['[Red]-0.0', 42069, '-42069'],
  ['"编号"0000', 7, '编号0007'],
  ['0"%"', 95, '95%'],
  ['#,##0"万美元"', 50, '50万美元'],
  ['Euro Currency', 5, '€5'],
  ['Yes/No', 1, 'Yes'],
])('left the words of a number format away: a cell with the format %s that holds %s is %s', (format, stored, text) => {
  expect(as(format, stored)).toBe(text);
});

it.each([
  ['0!.0000"万"', 500000],
  ['00-00', 1234],
  ['[>=10000]0!.0,"万";0', 500000],
  ['[=1]"是";[=0]"否"', 1],
  [';;;', 5],
  ['0;-0;;@', 0],
  ['USD 0', 5],
  ['Currency', 5],
  ['0"."0', 15],
  ['#,##0,,', 5],
  [`0"${'x'.repeat(1000)}"`, 5],
])('a cell with the format %s that holds %s shows what cannot be told surely, and is refused', (format, stored) => {
  expect(as(format, stored)).toBeNull();
});

it.each([
  ['@', null],
  ['_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', null],
  [';;;@', null],
  ['0.00;-0.00', null],
  ['@"有限公司"', { before: '', after: '有限公司' }],
  ['0;0;0;"民勤县"@', { before: '民勤县', after: '' }],
  [';;;', 'UNSURE'],
  ['0;0;0;"见附件"', 'UNSURE'],
])('a text in a cell with the format %s has around it %j', (format, around) => {
  expect(textFormat(format)).toEqual(around);
});

it.each([5, 6, 7, 8, 42, 44])('the built-in format %i is a currency of whoever looks at it, and refused', (id) => {
  expect(numberText('5', builtInFormat(id), false)).toBeNull();
});

it('was stored as 0.95 where the sheet says 95%, and as 50 where it says 50万元: what changes the amount is not left away', () => {
  expect(as('0%', 0.95)).toBe('95%');
  expect(as('0.0%', 0.285)).toBe('28.5%');
  expect(as('0"万元"', 50)).toBe('50万元');
  expect(as('0000', 610)).toBe('0610');
  expect(as('#,##0,', 500000)).toBeNull();
  expect(as('0!.0,"万"', 500000)).toBeNull();
});

it('a date that the file writes itself is written as any other', () => {
  const shown = (stored: string, format: string) => writtenDate(stored, numberFormat(format));
  expect(shown('2015-03-06T00:00:00.000', 'yyyy-mm-dd')).toBe('2015-03-06');
  expect(shown('2015-03-06T08:30:00', 'General')).toBe('2015-03-06 08:30:00');
  expect(shown('2015-03-06T00:00:00', 'General')).toBe('2015-03-06');
  expect(shown('2015-03-06T00:00:00', 'yyyy-mm-dd h:mm')).toBe('2015-03-06 00:00:00');
  expect(shown('1899-12-31T08:30:00.000', 'Short Time')).toBe('08:30:00');
  expect(shown('2015-03-06T08:30:00Z', 'yyyy-mm-dd')).toBe('2015-03-06T08:30:00Z');
});
