import { addYears } from '../kernel/date.js';
import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { STANDARDIZATION_GRADES, type StandardizationGrade } from '../kernel/vocabulary.js';

/** A grading is valid for three years (应急〔2021〕83号, and 安监总管二〔2011〕 before it). */
export const VALIDITY_YEARS = 3;

/** A checked grading record, before the hub decides what it changes. */
export interface SubmitGrading {
  documentNumber: string;
  uscc: string;
  /** As submitted; null: the enterprise's division. */
  division: string | null;
  standard: string;
  grade: StandardizationGrade;
  score: number | null;
  issuedOn: string;
  validUntil: string;
  gradedBy: string | null;
  publishedOn: string | null;
  revokedOn: string | null;
  revocationReason: string | null;
}

/** 标准化等级 as exports write it. */
const GRADE_TERMS: Record<string, StandardizationGrade> = {
  '1': 'GRADE_1',
  '2': 'GRADE_2',
  '3': 'GRADE_3',
  一级: 'GRADE_1',
  二级: 'GRADE_2',
  三级: 'GRADE_3',
  不达标: 'BELOW_STANDARD',
  未达标: 'BELOW_STANDARD',
};

/** Checks a raw record. Throws RecordFault. */
export function readGrading(raw: RawRecord): SubmitGrading {
  const r = new RecordReader(raw);
  const documentNumber = r.require('documentNumber', r.text('documentNumber', 100));
  const uscc = r.uscc('uscc');
  const issuedOn = r.require('issuedOn', r.date('issuedOn'));
  const latest = addYears(issuedOn, VALIDITY_YEARS);
  const validUntil = r.date('validUntil') ?? latest;
  if (validUntil <= issuedOn)
    throw r.fault('validUntil', 'VALIDITY', `validUntil ${validUntil} is not after issuedOn ${issuedOn}`);
  if (validUntil > latest)
    throw r.fault('validUntil', 'VALIDITY', `a grading is valid for three years at most: until ${latest}`);
  const publishedOn = r.date('publishedOn');
  if (publishedOn && publishedOn < issuedOn)
    throw r.fault('publishedOn', 'ORDER', `published ${publishedOn} before it was issued ${issuedOn}`);
  const revokedOn = r.date('revokedOn');
  const revocationReason = r.text('revocationReason', 500);
  if ((revokedOn === null) !== (revocationReason === null)) {
    throw r.fault(
      'revocationReason',
      'REVOCATION',
      'a revocation has both a date (revokedOn) and a reason (revocationReason)',
    );
  }
  if (revokedOn && revokedOn < issuedOn)
    throw r.fault('revokedOn', 'ORDER', `revoked ${revokedOn} before it was issued ${issuedOn}`);
  return {
    documentNumber,
    uscc,
    division: r.division('division'),
    standard: r.require('standard', r.text('standard', 100)),
    grade: r.require('grade', r.oneOf('grade', STANDARDIZATION_GRADES, GRADE_TERMS)),
    score: r.decimal('score', 0, 100),
    issuedOn,
    validUntil,
    gradedBy: r.text('gradedBy', 200),
    publishedOn,
    revokedOn,
    revocationReason,
  };
}
