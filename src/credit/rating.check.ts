import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { RATING_LEVEL } from '../kernel/register.words.js';
import type { RatingLevel } from '../kernel/vocabulary.js';

/** A checked rating record, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export interface SubmitRating {
  documentNumber: string;
  uscc: string;
  division: string | null | undefined;
  level: RatingLevel;
  ratedOn: string;
  ratedBy: string | null | undefined;
  validUntil: string | null | undefined;
  basis: string | null | undefined;
}

/** Checks a raw record. Throws RecordFault. */
export function readRating(raw: RawRecord): SubmitRating {
  return RecordReader.read(raw, (r) => ({
    documentNumber: r.require('documentNumber', r.documentNumber()),
    uscc: r.uscc('uscc'),
    division: r.optional('division', r.division('division')),
    level: r.require('level', r.oneOf('level', RATING_LEVEL)),
    ratedOn: r.require('ratedOn', r.date('ratedOn')),
    ratedBy: r.optional('ratedBy', r.text('ratedBy', 200)),
    validUntil: r.optional('validUntil', r.date('validUntil')),
    basis: r.optional('basis', r.text('basis', 2000)),
  }));
}
