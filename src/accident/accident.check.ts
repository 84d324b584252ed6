import { ACCIDENT_CATEGORY, RESPONSIBILITY } from '../kernel/accident.words.js';
import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import type { AccidentCategory, Responsibility } from '../kernel/vocabulary.js';

/** A checked report of an accident, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export interface ReportAccident {
  documentNumber: string;
  uscc: string;
  /** As submitted: where the accident happened. */
  division: string;
  occurredAt: Date;
  /** As submitted; null: the moment of receipt. */
  reportedAt: Date | null;
  category: AccidentCategory;
  deaths: number;
  seriousInjuries: number;
  /** Null: none. */
  missing: number | null | undefined;
  directEconomicLoss: string | null | undefined;
  description: string | null | undefined;
  publicDescription: string | null | undefined;
  /** Null: UNDETERMINED. */
  responsibility: Responsibility | null | undefined;
}

/** Checks a raw report: GraphQL input, NDJSON object or CSV row. Throws RecordFault. */
export function readAccident(raw: RawRecord): ReportAccident {
  return RecordReader.read(raw, reportOf);
}

function reportOf(r: RecordReader): ReportAccident {
  const documentNumber = r.require('documentNumber', r.documentNumber());
  const uscc = r.uscc('uscc');
  const occurredAt = r.require('occurredAt', r.instant('occurredAt'));
  const reportedAt = r.instant('reportedAt');
  if (reportedAt && occurredAt && reportedAt < occurredAt) {
    const message = `reported ${reportedAt.toISOString()} before it occurred ${occurredAt.toISOString()}`;
    r.fault('reportedAt', 'ORDER', message);
  }
  return {
    documentNumber,
    uscc,
    division: r.require('division', r.division('division')),
    occurredAt,
    reportedAt,
    category: r.require('category', r.oneOf('category', ACCIDENT_CATEGORY)),
    deaths: r.require('deaths', r.count('deaths')),
    seriousInjuries: r.require('seriousInjuries', r.count('seriousInjuries')),
    missing: r.optional('missing', r.count('missing')),
    directEconomicLoss: r.optional('directEconomicLoss', r.yuan('directEconomicLoss')),
    description: r.optional('description', r.text('description', 4000)),
    publicDescription: r.optional('publicDescription', r.text('publicDescription', 4000)),
    responsibility: r.optional('responsibility', r.oneOf('responsibility', RESPONSIBILITY)),
  };
}
