import { PUBLIC, scopeOf } from '../../src/access/index.js';
import type { RegisterName } from '../../src/kernel/register-names.js';
import { AGENCY_KINDS, type AgencyKind } from '../../src/kernel/vocabulary.js';
import { REGISTERS } from '../../src/server/registers.js';
import { sampleUscc } from './sample.js';

/** A record of a register, as its files and the API have it; which document and which enterprise it is of comes from who asks. */
export interface Sample {
  /** The least that a record says. */
  required: Record<string, string | number>;
  /** All that it may say beside. */
  more: Record<string, unknown>;
  /** Columns of what stands where all of that is cleared again. */
  cleared: Record<string, unknown>;
  /** Columns that the register itself fills in. */
  filled: Record<string, unknown>;
}

/** One of each register. A register that is new fails to compile here, and is tested with the others from then on. */
export const SAMPLES: Record<RegisterName, Sample> = {
  enterprises: {
    required: { name: '民勤县红沙岗煤业' },
    more: {
      ...{ status: 'SUSPENDED', entityType: '有限责任公司', registeredOn: '2012-05-01', registeredCapital: '5.00' },
      ...{ currency: 'USD', address: '红沙岗镇', businessScope: '采煤', division: '620622', industry: '0610' },
    },
    cleared: { status: 'ACTIVE', registered_on: null, registered_capital: null, currency: null, industry_code: null },
    filled: { status: 'ACTIVE', valid_from: '2012-05-01', registered_capital: '100.00', currency: 'CNY' },
  },
  gradings: {
    required: { standard: 'GB/T 33000-2016', grade: 'GRADE_2', issuedOn: '2025-03-01' },
    more: {
      ...{ validUntil: '2027-03-01', score: 80.5, gradedBy: '安评中心', publishedOn: '2025-03-11', division: '620622' },
      ...{ revokedOn: '2025-06-01', revocationReason: '发生较大事故' },
    },
    cleared: { score: null, published_on: null, revoked_on: null, division_code: '620621' },
    filled: { valid_until: '2028-03-01' },
  },
  accidents: {
    required: {
      ...{ division: '620621', occurredAt: '2025-05-01T08:00:00+08:00', category: 'FIRE' },
      ...{ deaths: 3, seriousInjuries: 0 },
    },
    more: { missing: 2, directEconomicLoss: '5.00', description: '顶板冒落', responsibility: 'MAIN' },
    cleared: { missing: 0, direct_economic_loss: null, description: null, responsibility: 'UNDETERMINED' },
    filled: { reported_at: '2025-05-01T01:00:00Z', responsibility: 'UNDETERMINED', status: 'REPORTED' },
  },
  hazards: {
    required: { level: 'MAJOR', description: '采空区积水', foundOn: '2025-05-01' },
    more: {
      ...{ deadline: '2025-06-01', division: '620622' },
      fiveImplementations: { measures: '补强', responsible: '李强', funds: '5.00', deadline: '2025-06-01', plan: 'P-1' },
    },
    cleared: { deadline: null, plan_measures: null, plan_funds: null, division_code: '620621' },
    filled: { state: 'FOUND', state_since: '2025-05-01T00:00:00Z' },
  },
  ratings: {
    required: { level: 'A', ratedOn: '2025-03-01' },
    more: { ratedBy: '信用办', validUntil: '2026-03-01', basis: '年度评价', division: '620622' },
    cleared: { rated_by: null, valid_until: null, basis: null, division_code: '620621' },
    filled: { valid_until: '2026-03-01' },
  },
  findings: {
    required: { kind: 'NO_LICENCE', foundOn: '2025-03-01' },
    more: {
      ...{ penalised: true, grave: true, basis: '安全生产法第九十四条', accidentId: '7', division: '620622' },
      ...{ withdrawnOn: '2025-04-01', withdrawalReason: '复议撤销' },
    },
    cleared: {
      ...{ penalised: false, grave: false, basis: null, accident_id: null, withdrawn_on: null },
      division_code: '620621',
    },
    filled: { penalised: false, grave: false },
  },
};

/** A sample as a record of this document, of this enterprise. */
export const sampleOf = (register: RegisterName, documentNumber: string, uscc = sampleUscc(1)) => ({
  documentNumber,
  uscc,
  ...SAMPLES[register].required,
});

/** Each register with its table: what is said of "every register" in tests. */
export const TABLES = Object.values(REGISTERS).map(({ ledger }) => ledger.table);
export const tableOf = (register: RegisterName): string => REGISTERS[register].ledger.table;

/** The kind of agency that provides a register, by the permission page. */
export function providerOf(register: RegisterName): AgencyKind {
  const { action } = REGISTERS[register];
  const kind = AGENCY_KINDS.find((k) => scopeOf({ ...PUBLIC, kind: k, divisionCode: '100000' }, action) !== null);
  if (!kind) throw new Error(`nobody may ${action}`);
  return kind;
}
