import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { RATING_LEVELS, type RatingLevel } from '../kernel/vocabulary.js';

/** A checked rating record, before the hub decides what it changes. */
export interface SubmitRating {
  documentNumber: string;
  uscc: string;
  division: string | null;
  level: RatingLevel;
  ratedOn: string;
  ratedBy: string | null;
  validUntil: string | null;
  basis: string | null;
}

/** Checks a raw record. Throws RecordFault. */
export function readRating(raw: RawRecord): SubmitRating {
  const r = new RecordReader(raw);
  const documentNumber = r.require('documentNumber', r.text('documentNumber', 100));
  const uscc = r.uscc('uscc');
  const ratedOn = r.require('ratedOn', r.date('ratedOn'));
  const validUntil = r.date('validUntil');
  if (validUntil && validUntil < ratedOn) {
    throw r.fault('validUntil', 'VALIDITY', `validUntil ${validUntil} is before ratedOn ${ratedOn}`);
  }
  return {
    documentNumber,
    uscc,
    division: r.division('division'),
    level: r.require('level', r.oneOf('level', RATING_LEVELS)),
    ratedOn,
    ratedBy: r.text('ratedBy', 200),
    validUntil,
    basis: r.text('basis', 2000),
  };
}
