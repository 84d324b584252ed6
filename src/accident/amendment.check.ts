import { RESPONSIBILITY } from '../kernel/accident.words.js';
import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import type { Responsibility } from '../kernel/vocabulary.js';

/** What a later document says of an accident's figures; null keeps what the register says. */
export interface Amendment {
  accidentId: string;
  deaths: number | null;
  seriousInjuries: number | null;
  missing: number | null;
  directEconomicLoss: string | null;
}

/** A checked supplementary report 补报. */
export interface SupplementAccident extends Amendment {
  documentNumber: string;
  changedOn: string;
  note: string | null;
}

/** A checked conclusion 结案: the government's reply to the investigation report. */
export interface ConcludeAccident extends Amendment {
  /** Null: the conclusion goes under the report's own number. */
  documentNumber: string | null;
  concludedOn: string;
  responsibility: Responsibility;
  publishedOn: string | null;
  /** Undefined: as it is. */
  publicDescription: string | null | undefined;
}

/** Another public text 公开表述, or none. */
export interface WordAccident {
  accidentId: string;
  publicDescription: string | null;
}

function readFigures(r: RecordReader): Omit<Amendment, 'accidentId'> {
  return {
    deaths: r.count('deaths'),
    seriousInjuries: r.count('seriousInjuries'),
    missing: r.count('missing'),
    directEconomicLoss: r.yuan('directEconomicLoss'),
  };
}

/** Checks a raw supplement. Throws RecordFault. */
export function readSupplement(accidentId: string, raw: RawRecord): SupplementAccident {
  const said = (field: string) => raw[field] !== undefined && raw[field] !== null;
  return RecordReader.read(raw, (r) => {
    const documentNumber = r.require('documentNumber', r.documentNumber());
    const changedOn = r.require('changedOn', r.date('changedOn'));
    const figures = readFigures(r);
    const note = r.text('note', 2000);
    if (note === null && !said('note') && Object.entries(figures).every(([field, f]) => f === null && !said(field)))
      r.fault('note', 'EMPTY', 'the supplement says nothing: give a changed number, the loss, or a note');
    return { accidentId, documentNumber, changedOn, ...figures, note };
  });
}

/** Checks a raw conclusion. Throws RecordFault. */
export function readConclusion(accidentId: string, raw: RawRecord): ConcludeAccident {
  return RecordReader.read(raw, (r) => {
    const concludedOn = r.require('concludedOn', r.date('concludedOn'));
    const publishedOn = r.date('publishedOn');
    if (publishedOn && concludedOn && publishedOn < concludedOn)
      r.fault('publishedOn', 'ORDER', `published ${publishedOn} before it was concluded ${concludedOn}`);
    const responsibility = r.require('responsibility', r.oneOf('responsibility', RESPONSIBILITY));
    if (responsibility === 'UNDETERMINED')
      r.fault('responsibility', 'UNDETERMINED', 'a conclusion finds on the responsibility; UNDETERMINED is no finding');
    const documentNumber = r.documentNumber();
    const publicDescription = r.optional('publicDescription', r.text('publicDescription', 4000));
    const stated = { documentNumber, concludedOn, responsibility, publishedOn, publicDescription };
    return { accidentId, ...stated, ...readFigures(r) };
  });
}

/** Checks another public text. Throws RecordFault. */
export function readWording(accidentId: string, publicDescription: string | null): WordAccident {
  const text = RecordReader.read({ publicDescription }, (r) => r.text('publicDescription', 4000));
  return { accidentId, publicDescription: text };
}
