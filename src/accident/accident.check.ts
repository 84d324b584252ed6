import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import { type Command, readFacts } from '../register/core.js';
import { REPORT } from './accident.facts.js';

/** A checked report of an accident, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export type ReportAccident = Omit<Command<typeof REPORT>, 'division'> & {
  /** As submitted: where the accident happened. */
  division: string;
};

const { occurredAt: _, reportedAt: __, ...REST } = REPORT;

/** Checks a raw report: GraphQL input, NDJSON object or CSV row. Throws RecordFault. */
export function readAccident(raw: RawRecord): ReportAccident {
  return RecordReader.read(raw, (r) => {
    const named = { documentNumber: r.require('documentNumber', r.documentNumber()), uscc: r.uscc('uscc') };
    const times = readFacts(r, REPORT, ['occurredAt', 'reportedAt']);
    const { occurredAt, reportedAt } = times;
    if (reportedAt && occurredAt && reportedAt < occurredAt) {
      const message = `reported ${reportedAt.toISOString()} before it occurred ${occurredAt.toISOString()}`;
      r.fault('reportedAt', 'ORDER', message);
    }
    const division = r.require('division', r.division('division'));
    return { ...named, ...times, division, ...readFacts(r, REST) };
  });
}
