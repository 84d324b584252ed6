import { type RawRecord, RecordReader } from '../../kernel/record-reader.js';
import { FINDING_KINDS, type FindingKind } from '../../kernel/vocabulary.js';

/** A checked finding, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export interface SubmitFinding {
  documentNumber: string;
  uscc: string;
  /** As submitted; null: the enterprise's division. */
  division: string | null | undefined;
  kind: FindingKind;
  foundOn: string;
  accidentId: number | null | undefined;
  /** Null: no. */
  penalised: boolean | null | undefined;
  grave: boolean | null | undefined;
  basis: string | null | undefined;
  withdrawnOn: string | null | undefined;
  withdrawalReason: string | null | undefined;
}

/** A finding taken back. */
export interface WithdrawFinding {
  id: string;
  withdrawnOn: string | null;
  reason: string;
}

/** 失信行为 as decisions write it. */
const KIND_TERMS: Record<string, FindingKind> = {
  瞒报谎报: 'CONCEALED_OR_FALSE_REPORT',
  不组织抢救: 'DID_NOT_RESCUE',
  加倍罚款: 'FINE_MULTIPLIED',
  无证生产: 'NO_LICENCE',
  拒不执行处罚: 'REFUSED_PENALTY',
  出具虚假报告: 'FALSE_TECHNICAL_REPORT',
  重大隐患未治理仍生产: 'WORKING_WITH_HAZARD',
  逃避监管: 'EVADED_SUPERVISION',
  停产整顿期间生产: 'WORKING_UNDER_SUSPENSION',
  未经验收: 'PROJECT_UNACCEPTED',
  超层越界开采: 'MINED_OVER_BOUNDARY',
  伪造证据: 'DESTROYED_EVIDENCE',
  职业危害超标: 'OCCUPATIONAL_EXCESS',
  其他严重: 'OTHER_GRAVE',
};
const YES_NO = { 是: 'TRUE', 否: 'FALSE', '1': 'TRUE', '0': 'FALSE' } as const;

/** Checks a raw record. Throws RecordFault. */
export function readFinding(raw: RawRecord): SubmitFinding {
  const r = new RecordReader(raw);
  const flag = (field: string) => {
    const said = r.oneOf(field, ['TRUE', 'FALSE'], YES_NO);
    return r.optional(field, said === null ? null : said === 'TRUE');
  };
  const accident = r.text('accidentId', 18);
  if (accident !== null && !/^\d{1,18}$/.test(accident))
    throw r.fault('accidentId', 'VALUE', `${accident} is no accident’s id`);
  return {
    documentNumber: r.require('documentNumber', r.documentNumber()),
    uscc: r.uscc('uscc'),
    division: r.optional('division', r.division('division')),
    kind: r.require('kind', r.oneOf('kind', FINDING_KINDS, KIND_TERMS)),
    foundOn: r.require('foundOn', r.date('foundOn')),
    accidentId: r.optional('accidentId', accident === null ? null : Number(accident)),
    penalised: flag('penalised'),
    grave: flag('grave'),
    basis: r.optional('basis', r.text('basis', 500)),
    withdrawnOn: r.optional('withdrawnOn', r.date('withdrawnOn')),
    withdrawalReason: r.optional('withdrawalReason', r.text('withdrawalReason', 500)),
  };
}

/** Checks the input of a withdrawal. Throws RecordFault. */
export function readWithdrawal(id: string, raw: RawRecord): WithdrawFinding {
  const r = new RecordReader(raw);
  return { id, withdrawnOn: r.date('withdrawnOn'), reason: r.require('reason', r.text('reason', 500)) };
}
