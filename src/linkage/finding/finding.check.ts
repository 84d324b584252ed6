import { FINDING_KIND } from '../../kernel/linkage.words.js';
import { type RawRecord, RecordReader } from '../../kernel/record-reader.js';
import type { FindingKind } from '../../kernel/vocabulary.js';

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

/** Checks a raw record. Throws RecordFault. */
export function readFinding(raw: RawRecord): SubmitFinding {
  return RecordReader.read(raw, findingOf);
}

function findingOf(r: RecordReader): SubmitFinding {
  const accident = r.text('accidentId', 18);
  if (accident !== null && !/^\d{1,18}$/.test(accident))
    r.fault('accidentId', 'VALUE', `${accident} is no accident’s id`);
  return {
    documentNumber: r.require('documentNumber', r.documentNumber()),
    uscc: r.uscc('uscc'),
    division: r.optional('division', r.division('division')),
    kind: r.require('kind', r.oneOf('kind', FINDING_KIND)),
    foundOn: r.require('foundOn', r.date('foundOn')),
    accidentId: r.optional('accidentId', accident === null ? null : Number(accident)),
    penalised: r.optional('penalised', r.flag('penalised')),
    grave: r.optional('grave', r.flag('grave')),
    basis: r.optional('basis', r.text('basis', 500)),
    withdrawnOn: r.optional('withdrawnOn', r.date('withdrawnOn')),
    withdrawalReason: r.optional('withdrawalReason', r.text('withdrawalReason', 500)),
  };
}

/** Checks the input of a withdrawal. Throws RecordFault. */
export function readWithdrawal(id: string, raw: RawRecord): WithdrawFinding {
  return RecordReader.read(raw, (r) => ({
    id,
    withdrawnOn: r.date('withdrawnOn'),
    reason: r.require('reason', r.text('reason', 500)),
  }));
}
