import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { usccDivision } from '../kernel/uscc.js';
import { ENTERPRISE_STATUSES, type EnterpriseStatus } from '../kernel/vocabulary.js';
import { parseCapital } from './capital.js';

/** A checked enterprise record, before the hub decides what it changes. */
export interface SubmitEnterprise {
  uscc: string;
  name: string;
  status: EnterpriseStatus;
  entityType: string | null;
  registeredOn: string | null;
  registeredCapital: string | null;
  currency: string | null;
  address: string | null;
  businessScope: string | null;
  /** As submitted, or the code's characters 3 to 8. */
  division: string;
  industryCode: string | null;
  /** Since when these facts hold; null: since the registration, or since the day of receipt. */
  validFrom: string | null;
  documentNumber: string | null;
}

/** 登记状态 as exports write it. */
const STATUS_TERMS: Record<string, EnterpriseStatus> = {
  存续: 'ACTIVE',
  在业: 'ACTIVE',
  开业: 'ACTIVE',
  在营: 'ACTIVE',
  正常: 'ACTIVE',
  停业: 'SUSPENDED',
  歇业: 'SUSPENDED',
  吊销: 'REVOKED',
  注销: 'CANCELLED',
};

/** Checks a raw record: GraphQL input, NDJSON object or CSV row (header names are mapped before). Throws RecordFault. */
export function readEnterprise(raw: RawRecord): SubmitEnterprise {
  const r = new RecordReader(raw);
  const uscc = r.uscc('uscc');
  const name = r.require('name', r.text('name', 300));
  const validFrom = r.date('validFrom');
  return {
    uscc,
    name,
    status: r.oneOf('status', ENTERPRISE_STATUSES, STATUS_TERMS) ?? 'ACTIVE',
    entityType: r.text('entityType', 100),
    registeredOn: r.date('registeredOn'),
    ...capital(r),
    address: r.text('address', 500),
    businessScope: r.text('businessScope', 8000),
    division: r.division('division') ?? usccDivision(uscc),
    industryCode: r.industry('industry'),
    validFrom,
    documentNumber: r.text('documentNumber', 100),
  };
}

function capital(r: RecordReader): Pick<SubmitEnterprise, 'registeredCapital' | 'currency'> {
  const messy = r.text('registeredCapitalText', 100);
  if (messy !== null) {
    const parsed = parseCapital(messy);
    if (parsed === undefined)
      throw r.fault('registeredCapital', 'CAPITAL', `${JSON.stringify(messy)} is not an amount of capital`);
    return { registeredCapital: parsed?.amount ?? null, currency: parsed?.currency ?? null };
  }
  const amount = r.yuan('registeredCapital');
  const currency = r.text('currency', 3)?.toUpperCase() ?? null;
  if (currency !== null && !/^[A-Z]{3}$/.test(currency))
    throw r.fault('currency', 'CURRENCY', `${currency} is not an ISO 4217 code`);
  return { registeredCapital: amount, currency: amount === null ? null : (currency ?? 'CNY') };
}
