import { parseDate } from './date.js';

/** A candidate in a text: where it begins and ends, and the digits that it stands for. */
export interface PhoneCandidate {
  start: number;
  end: number;
  digits: string;
}

const AREA = String.raw`(?:10|2\d|[3-9]\d{2})`;
const GAP = '(?: {1,2}| ?- ?)';
/** A point is one only between three groups: between two it makes a decimal. */
const OR_POINT = '(?: {1,2}| ?- ?|[.·])';
/** Eleven digits in groups with one kind of gap; in twos and ones only where each digit stands alone. */
const MOBILE = new RegExp(
  String.raw`(?<country>(?:\(?(?:\+|00) ?86\)?|(?<!\d)86) ?-? ?)?(?<number>1[3-9]\d(?:\d{8}|\d?(?<gap>${OR_POINT})\d{3,4}\k<gap>\d{3,5}|\d{0,4}${GAP}\d{4,8})|1(?<one>[ -])[3-9](?:\k<one>\d){9})(?![0-9A-Za-z])`,
  'g',
);
const LANDLINE = new RegExp(
  String.raw`(?:\(?(?:\+|00) ?86\)?[ -]?(?:\(0\)|0)?(?<abroad>${AREA})(?<far>\)? ?-? ?)|\(?0(?<home>${AREA})(?<near>\)? ?-? ?))(?<own>[2-9]\d{2,3}[ -]?\d{4})(?![0-9A-Za-z])`,
  'g',
);

const PHONE_WORD =
  /(?:电话|手机|联系|号码|致电|拨打|传真|热线|微信|座机|短信|tel|phone|mobile|fax|call|wx|☎|📞)[^0-9，。；,;\n]{0,6}$/i;
/** What stands before a number that is no person's: a document, a certificate, a registration. */
const DOCUMENT_WORD =
  /(?:文书|文号|案号|证书|许可证|合同|批号|货号|订单|流水|注册号|登记号|执照|编号|编码|型号|序号|单号)[号为是:\s]{0,4}$/;
const PERSON_WORD = /身份证|证件|公民身份/;
const MONEY_WORD = /(?:¥|\$|€|RMB|CNY|人民币|金额|损失|资金|资本|罚款|万元)[为约共计:\s]{0,3}$/i;
const UNIT = /^ ?(?:元|圆|人民币|美元|吨|千克|公斤|kg|立方|平方|m³|m²|㎡|千瓦|度|%|‰)/i;

/** What stands before a place, as far as it can say what follows: long texts of many numbers stay cheap. */
export const shortlyBefore = (text: string, place: number): string => text.slice(Math.max(0, place - 40), place);

/** Whether what stands before a number says that it is a document's. */
export const namesADocument = (before: string): boolean =>
  DOCUMENT_WORD.test(before) && !PERSON_WORD.test(before.slice(-16));

/** Whether a number goes on to the left, so that it is a part: a decimal, a section of a document number, a word. */
export function isPartOfMore(before: string): boolean {
  if (/[0-9]$/.test(before)) return true;
  // "1.138…" and "12.138…" at the start of a line number a list; elsewhere a point behind digits makes a decimal.
  if (/[0-9]\.$/.test(before)) return !/(?:^|\n)\s*\d{1,2}\.$/.test(before);
  return (
    /[0-9A-Za-z][-/]$/.test(before) ||
    (/[A-Za-z]$/.test(before) && !/(?:tel|phone|mobile|fax|id|no|wx|qq)$/i.test(before))
  );
}

const isDay = (digits: string): boolean =>
  /^(?:19[5-9]|20[0-4])\d{5}$/.test(digits) &&
  parseDate(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`) !== null;

/** Numbers of mobile phones (1[3-9] and nine more) and of landlines with their area code, in a folded text. */
export function* phoneNumbers(text: string): Generator<PhoneCandidate> {
  for (const found of overlapping(MOBILE, text)) {
    const { country, number = '' } = found.groups ?? {};
    const digits = number.replace(/\D/g, '');
    const start = found.index + (country?.length ?? 0);
    if (digits.length !== 11) continue;
    const before = shortlyBefore(text, country ? found.index : start);
    if (
      !country &&
      !PHONE_WORD.test(before) &&
      (isAmountOrDay(number, digits) || otherwiseNamed(text, before, start + number.length))
    )
      continue;
    if (!isPartOfMore(before)) yield { start, end: start + number.length, digits };
  }
  for (const found of overlapping(LANDLINE, text)) {
    const { abroad, home, far, near, own = '' } = found.groups ?? {};
    const digits = `0${abroad ?? home}${own.replace(/\D/g, '')}`;
    const before = shortlyBefore(text, found.index);
    const end = found.index + found[0].length;
    const named = PHONE_WORD.test(before);
    // Without a gap behind the area code it is a phone's only where the text says so.
    if (!abroad && !near && !named) continue;
    if (!abroad && !named && (isDay(own.replace(/\D/g, '')) || otherwiseNamed(text, before, end))) continue;
    if (far === undefined && isPartOfMore(before)) continue;
    yield { start: found.index, end, digits };
  }
}

/** Numbers and days that stand beside one another: "158 20260115", "1500000 2026". */
function isAmountOrDay(number: string, digits: string): boolean {
  const groups = number.split(/\D+/);
  if (groups.length === 1 || groups.length > 5) return false;
  if (isDay(digits.slice(3))) return groups[0]?.length === 3;
  return groups[0]?.length !== 3 && groups.some((g) => /^(?:19[5-9]\d|20[0-4]\d)(?:0[1-9]|1[0-2])?$/.test(g));
}

/** Whether what stands around a number says that it is a document's or an amount. */
function otherwiseNamed(text: string, before: string, end: number): boolean {
  const after = text.slice(end, end + 8);
  if (UNIT.test(after) || /^\.\d/.test(after) || /^号(?!码)/.test(after)) return true;
  return MONEY_WORD.test(before) || namesADocument(before) || /第 ?$/.test(before);
}

/** All matches, also those that begin within another. */
export function* overlapping(pattern: RegExp, text: string): Generator<RegExpExecArray> {
  const search = new RegExp(pattern.source, pattern.flags);
  for (let found = search.exec(text); found; found = search.exec(text)) {
    yield found;
    search.lastIndex = found.index + 1;
  }
}
