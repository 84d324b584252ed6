import { halfWidth } from '../kernel/clean-text.js';
import { withoutPersonalData } from '../kernel/personal-data.js';
import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { ENTERPRISE_STATUS } from '../kernel/register.words.js';
import type { EnterpriseStatus } from '../kernel/vocabulary.js';
import { parseCurrency, readCapital } from './capital.js';
import { WRITTEN_FIELDS, type Written } from './enterprise.written.js';

/** A checked enterprise record, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export interface SubmitEnterprise {
  uscc: string;
  name: string;
  /** Null: ACTIVE. */
  status: EnterpriseStatus | null | undefined;
  entityType: string | null | undefined;
  registeredOn: string | null | undefined;
  registeredCapital: string | null | undefined;
  currency: string | null | undefined;
  address: string | null | undefined;
  businessScope: string | null | undefined;
  /** As submitted; null: the code's characters 3 to 8. */
  division: string | null | undefined;
  industryCode: string | null | undefined;
  /** Since when these facts hold; null: since the registration, or since the day of receipt. */
  validFrom: string | null;
  documentNumber: string | null;
  /** Of the texts above, what was written where it was cleaned (enterprise.written.ts). */
  asWritten: Written | null;
}

/** Checks a raw record: GraphQL input, NDJSON object or CSV row (header names are mapped before). Throws RecordFault. */
export function readEnterprise(raw: RawRecord): SubmitEnterprise {
  return RecordReader.read(raw, (r) => ({
    uscc: r.uscc('uscc'),
    name: r.require('name', r.line('name', 300)),
    status: r.optional('status', status(r)),
    entityType: r.optional('entityType', r.text('entityType', 100)),
    registeredOn: r.optional('registeredOn', r.date('registeredOn')),
    ...capital(r),
    address: r.optional('address', r.line('address', 500)),
    businessScope: r.optional('businessScope', r.text('businessScope', 8000)),
    division: r.optional('division', r.division('division')),
    industryCode: r.optional('industry', r.industry('industry')),
    validFrom: r.date('validFrom'),
    documentNumber: r.documentNumber(),
    asWritten: r.asWritten(WRITTEN_FIELDS),
  }));
}

/** Words for a registration that went to another registry. */
const MOVED = /^\(?(?:已?迁出|迁往(?:市外|省外|外地)|迁移)\)?$/;

/** 迁出 says that another registry has the enterprise now, and nothing of its state: that stays, and what was written is kept. */
function status(r: RecordReader): EnterpriseStatus | null {
  const text = r.plainText('status', 100);
  if (text === null) return null;
  if (!MOVED.test(halfWidth(text))) return r.oneOf('status', ENTERPRISE_STATUS);
  r.leave('status');
  return null;
}

const shown = (text: string): string => JSON.stringify(withoutPersonalData(text));

const UNIT_HINT =
  'does not say whether it is yuan 元 or ten thousand yuan 万元: write the unit into the header, as 注册资金(万元) or 注册资金(元), or import with --capital-unit 万元 or 元 (by HTTP: capitalUnit=TEN_THOUSAND_YUAN or YUAN)';

/** What keeps a capital from being read, and how it is written. */
function capitalHint(text: string): string {
  const plain = halfWidth(text);
  if (/(?<![a-z])\$/i.test(plain)) return '$ is of several currencies: write US$50万, HK$50万 or 50万美元';
  if (/约|左右|以上|以下|余|近|多|[~～]/.test(plain))
    return 'an approximation is not taken: write the amount, as 50万人民币';
  return 'write one number with its unit and currency, as 50万人民币, 50万美元 or 500000元';
}

/** What a column, or whoever hands the file in, says of amounts that do not say it themselves; a raw field that files alone have. */
const unitOf = (r: RecordReader) => {
  const said = r.plainText('registeredCapitalUnit', 40);
  return said === 'YUAN' || said === 'TEN_THOUSAND_YUAN' ? said : null;
};

/** An amount and its currency are one fact: an amount without a currency is in yuan, whatever stood there. */
function capital(r: RecordReader): Pick<SubmitEnterprise, 'registeredCapital' | 'currency'> {
  const messy = r.plainText('registeredCapitalText', 100);
  if (messy !== null) return written(r, messy);
  const amount = r.optional('registeredCapital', r.yuan('registeredCapital'));
  const currency = currencyOf(r);
  if (amount === null) return { registeredCapital: null, currency: null };
  return { registeredCapital: amount, currency: currency ?? (amount === undefined ? undefined : 'CNY') };
}

/** What a cell says, and the unit that its header alone says, which was put behind it; null: it says none. */
function parted(r: RecordReader, text: string): { cell: string; header: string | null } {
  const header = r.plainText('registeredCapitalUnit', 40);
  const behind = `(${header})`;
  return header !== null && text.endsWith(behind)
    ? { cell: text.slice(0, -behind.length), header }
    : { cell: text, header: null };
}

/** As registries write it, in words; a column of the currency says what the words leave out, and may not contradict them. */
function written(r: RecordReader, text: string): Pick<SubmitEnterprise, 'registeredCapital' | 'currency'> {
  const read = readCapital(text, unitOf(r));
  const column = currencyOf(r);
  if (read === null) return { registeredCapital: undefined, currency: undefined };
  if ('fault' in read) {
    const { cell, header } = parted(r, text);
    if (read.fault === 'CAPITAL' && header !== null)
      r.fault(
        'registeredCapital',
        'CAPITAL',
        `${shown(cell)} is no amount in ${header}, which the header says; where the cell says another unit, one of the two is wrong`,
      );
    else if (read.fault === 'CAPITAL')
      r.fault('registeredCapital', 'CAPITAL', `${shown(text)} is not an amount of capital: ${capitalHint(text)}`);
    else r.fault('registeredCapital', 'CAPITAL_UNIT', `${shown(text)} ${UNIT_HINT}`);
    return { registeredCapital: undefined, currency: undefined };
  }
  if (column !== null && read.currency !== null && column !== read.currency)
    r.fault('currency', 'CURRENCY', `${column} is not the currency of the amount, which is ${read.currency}`);
  return { registeredCapital: read.amount, currency: read.currency ?? column ?? 'CNY' };
}

function currencyOf(r: RecordReader): string | null {
  const text = r.plainText('currency', 40);
  const currency = text === null ? null : parseCurrency(text);
  if (text !== null && currency === null)
    r.fault('currency', 'CURRENCY', `${shown(text)} is not a currency code of ISO 4217, such as CNY`);
  return currency;
}
