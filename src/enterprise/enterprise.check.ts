import { withoutPersonalData } from '../kernel/personal-data.js';
import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { ENTERPRISE_STATUS } from '../kernel/register.words.js';
import type { EnterpriseStatus } from '../kernel/vocabulary.js';
import { parseCapital, parseCurrency } from './capital.js';

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
}

/** Checks a raw record: GraphQL input, NDJSON object or CSV row (header names are mapped before). Throws RecordFault. */
export function readEnterprise(raw: RawRecord): SubmitEnterprise {
  return RecordReader.read(raw, (r) => ({
    uscc: r.uscc('uscc'),
    name: r.require('name', r.text('name', 300)),
    status: r.optional('status', r.oneOf('status', ENTERPRISE_STATUS)),
    entityType: r.optional('entityType', r.text('entityType', 100)),
    registeredOn: r.optional('registeredOn', r.date('registeredOn')),
    ...capital(r),
    address: r.optional('address', r.text('address', 500)),
    businessScope: r.optional('businessScope', r.text('businessScope', 8000)),
    division: r.optional('division', r.division('division')),
    industryCode: r.optional('industry', r.industry('industry')),
    validFrom: r.date('validFrom'),
    documentNumber: r.documentNumber(),
  }));
}

/** An amount and its currency are one fact: an amount without a currency is in yuan, whatever stood there. */
function capital(r: RecordReader): Pick<SubmitEnterprise, 'registeredCapital' | 'currency'> {
  const messy = r.plainText('registeredCapitalText', 100);
  if (messy !== null) {
    const parsed = parseCapital(messy);
    if (parsed === undefined)
      r.fault(
        'registeredCapital',
        'CAPITAL',
        `${JSON.stringify(withoutPersonalData(messy))} is not an amount of capital`,
      );
    return { registeredCapital: parsed?.amount, currency: parsed?.currency };
  }
  const amount = r.optional('registeredCapital', r.yuan('registeredCapital'));
  const written = r.plainText('currency', 40);
  const currency = written === null ? null : parseCurrency(written);
  if (written !== null && currency === null)
    r.fault(
      'currency',
      'CURRENCY',
      `${JSON.stringify(withoutPersonalData(written))} is not a currency code of ISO 4217, such as CNY`,
    );
  if (amount === null) return { registeredCapital: null, currency: null };
  return { registeredCapital: amount, currency: currency ?? (amount === undefined ? undefined : 'CNY') };
}
