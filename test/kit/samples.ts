import { PUBLIC, scopeOf } from '../../src/access/index.js';
import { AGENCY_KINDS, type AgencyKind } from '../../src/kernel/vocabulary.js';
import type { RegisterName } from '../../src/server/registers.js';
import { REGISTERS } from '../../src/server/registers.js';
import { day } from './county.js';
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

/** So many days from the one that a sample is about. */
type On = (offset: number) => string;

/** One of each register. A register that is new fails to compile here, and is tested with the others from then on. */
const SAMPLES: Record<RegisterName, (on: On) => Sample> = {
  enterprises: (on) => ({
    required: { name: '民勤县红沙岗煤业' },
    more: {
      ...{ status: 'SUSPENDED', entityType: '有限责任公司', registeredOn: '2012-05-01', registeredCapital: '5.00' },
      ...{ currency: 'USD', address: '红沙岗镇', businessScope: '采煤', division: '620622', industry: '0610' },
    },
    cleared: { status: 'ACTIVE', registered_on: null, registered_capital: null, currency: null, industry_code: null },
    filled: { status: 'ACTIVE', valid_from: on(-4_000), registered_capital: '100.00', currency: 'CNY' },
  }),
  gradings: (on) => ({
    required: { standard: 'GB/T 33000-2016', grade: 'GRADE_1', issuedOn: on(-61) },
    more: {
      ...{ validUntil: on(100), score: 80.5, gradedBy: '安评中心', publishedOn: on(-50), division: '620622' },
      ...{ revokedOn: on(-5), revocationReason: '发生较大事故' },
    },
    cleared: { score: null, published_on: null, revoked_on: null, division_code: '620621' },
    // Three years to the day from the fixed day.
    filled: { valid_until: on(1_035) },
  }),
  accidents: (on) => ({
    required: {
      ...{ division: '620621', occurredAt: `${on(0)}T08:00:00+08:00`, category: 'ROOF_FALL' },
      ...{ deaths: 1, seriousInjuries: 0 },
    },
    more: { missing: 2, directEconomicLoss: '5.00', description: '顶板冒落', responsibility: 'MAIN' },
    cleared: { missing: 0, direct_economic_loss: null, description: null, responsibility: 'UNDETERMINED' },
    filled: { reported_at: `${on(0)}T09:00:00+08:00`, responsibility: 'UNDETERMINED', status: 'REPORTED' },
  }),
  hazards: (on) => ({
    required: { level: 'MAJOR', description: '采空区积水', foundOn: on(0) },
    more: {
      ...{ deadline: on(20), division: '620622' },
      fiveImplementations: { measures: '补强', responsible: '李强', funds: '5.00', deadline: on(20), plan: 'P-1' },
    },
    cleared: { deadline: null, plan_measures: null, plan_funds: null, division_code: '620621' },
    filled: { state: 'FOUND', state_since: `${on(0)}T08:00:00+08:00` },
  }),
  licences: (on) => ({
    required: { certificateNumber: '（甘）FM安许证字〔2025〕001', issuedOn: on(-61) },
    more: {
      ...{
        kind: 'FIREWORKS',
        scope: '地下开采',
        validFrom: on(-60),
        validUntil: on(100),
        issuedBy: '甘肃省应急管理厅',
      },
      ...{
        withheldOn: on(-9),
        withholdingReason: '超能力生产',
        publicWithholdingReason: '违法生产',
        division: '620622',
      },
      ...{ withholdingDocument: 'K-1', withheldUntil: on(-3) },
      ...{ revokedOn: on(-2), revocationReason: '整改无望', publicRevocationReason: '整改不合格' },
      revocationDocument: 'K-2',
    },
    cleared: {
      ...{
        kind: 'MINING',
        scope: null,
        valid_from: null,
        issued_by: null,
        withheld_on: null,
        withholding_reason: null,
      },
      ...{ public_withholding_reason: null, withholding_document: null, withheld_until: null, revoked_on: null },
      ...{
        revocation_reason: null,
        public_revocation_reason: null,
        revocation_document: null,
        division_code: '620621',
      },
    },
    // Three years to the day from the fixed day.
    filled: { kind: 'MINING', valid_until: on(1_035) },
  }),
  penalties: (on) => ({
    required: { violation: '未落实安全生产责任制', kinds: 'FINE', decidedOn: on(-61) },
    more: {
      ...{
        facts: '未建立安全生产责任制',
        basis: '安全生产法第九十七条',
        division: '620622',
      },
      ...{
        content: '罚款三万元',
        publicContent: '罚款',
        fine: '30000.00',
        confiscated: '5.01',
        licenceWithheld: '甘K-1',
      },
      ...{ validUntil: on(200), publishedUntil: on(300), decidedBy: '民勤县应急管理局' },
      ...{ withdrawnOn: on(-1), withdrawalReason: '复议撤销' },
    },
    cleared: {
      ...{ facts: null, basis: null, kinds: ['FINE'], content: null, public_content: null, fine: null },
      ...{ confiscated: null, licence_withheld: null, valid_until: null, published_until: null, decided_by: null },
      ...{ withdrawn_on: null, withdrawal_reason: null, division_code: '620621' },
    },
    filled: { kinds: ['FINE'] },
  }),
  ratings: (on) => ({
    required: { level: 'A', ratedOn: on(-61) },
    more: { ratedBy: '信用办', validUntil: on(300), basis: '年度评价', division: '620622' },
    cleared: { rated_by: null, valid_until: null, basis: null, division_code: '620621' },
    filled: { valid_until: on(300) },
  }),
  findings: (on) => ({
    required: { kind: 'NO_LICENCE', foundOn: on(-20) },
    more: {
      ...{ penalised: true, grave: true, basis: '安全生产法第九十四条', accidentId: '7', division: '620622' },
      ...{ withdrawnOn: on(-1), withdrawalReason: '复议撤销' },
    },
    cleared: {
      ...{ penalised: false, grave: false, basis: null, accident_id: null, withdrawn_on: null },
      division_code: '620621',
    },
    filled: { penalised: false, grave: false },
  }),
};

/** What is about the day before yesterday: nothing of it is over, and no report of it late. */
const recent: On = (offset) => day(offset - 2);
/** A day that stays the same, for rows that are planted. */
const fixed: On = (offset) => new Date(Date.UTC(2025, 4, 1 + offset)).toISOString().slice(0, 10);

export const sample = (register: RegisterName): Sample => SAMPLES[register](recent);

/** A sample as a record of this document, of this enterprise. */
export const sampleOf = (register: RegisterName, documentNumber: string, uscc = sampleUscc(1)) => ({
  ...{ documentNumber, uscc },
  ...sample(register).required,
});

/** A sample in the columns of its table, of a day that is always the same. */
export function sampleColumns(register: RegisterName, documentNumber: string): Record<string, unknown> {
  const columns: Readonly<Record<string, string>> = REGISTERS[register].ledger.fields;
  const { required, filled } = SAMPLES[register](fixed);
  const facts = { documentNumber, uscc: sampleUscc(1), division: '620621', ...required };
  const stored = Object.entries(facts).map(([field, value]) => [columns[field] as string, value]);
  return { ...Object.fromEntries(stored), ...filled };
}

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
