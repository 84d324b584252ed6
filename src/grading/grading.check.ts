import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { STANDARDIZATION_GRADE } from '../kernel/register.words.js';
import type { StandardizationGrade } from '../kernel/vocabulary.js';

/** A checked grading record, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export interface SubmitGrading {
  documentNumber: string;
  uscc: string;
  /** As submitted; null: the enterprise's division. */
  division: string | null | undefined;
  standard: string;
  grade: StandardizationGrade;
  score: number | null | undefined;
  issuedOn: string;
  /** Null: three years from issue. */
  validUntil: string | null | undefined;
  gradedBy: string | null | undefined;
  publishedOn: string | null | undefined;
  revokedOn: string | null | undefined;
  revocationReason: string | null | undefined;
  publicRevocationReason: string | null | undefined;
}

/** Checks a raw record. Throws RecordFault. */
export function readGrading(raw: RawRecord): SubmitGrading {
  return RecordReader.read(raw, (r) => ({
    documentNumber: r.require('documentNumber', r.documentNumber()),
    uscc: r.uscc('uscc'),
    division: r.optional('division', r.division('division')),
    standard: r.require('standard', r.text('standard', 100)),
    grade: r.require('grade', r.oneOf('grade', STANDARDIZATION_GRADE)),
    score: r.optional('score', r.decimal('score', 0, 100)),
    issuedOn: r.require('issuedOn', r.date('issuedOn')),
    validUntil: r.optional('validUntil', r.date('validUntil')),
    gradedBy: r.optional('gradedBy', r.text('gradedBy', 200)),
    publishedOn: r.optional('publishedOn', r.date('publishedOn')),
    revokedOn: r.optional('revokedOn', r.date('revokedOn')),
    revocationReason: r.optional('revocationReason', r.text('revocationReason', 500)),
    publicRevocationReason: r.optional('publicRevocationReason', r.text('publicRevocationReason', 500)),
  }));
}
