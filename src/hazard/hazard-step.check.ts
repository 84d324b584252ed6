import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import type { HazardStepName } from './hazard.machine.js';

/** A checked step of a hazard's rectification, whichever of the mutations reported it. */
export interface TakeStep {
  hazardId: string;
  by: HazardStepName;
  /** When it happened; null: at receipt. */
  at: Date | null;
  documentNumber: string | null;
  note: string | null;
  /** The deadline that it sets or asks for. */
  deadline: string | null;
  listedOn: string | null;
  granted: boolean;
  /** What everybody reads of a hazard that is listed; undefined: as it is. */
  publicDescription: string | null | undefined;
}

/** Checks a step's input. Throws RecordFault. */
export function readStep(hazardId: string, by: HazardStepName, raw: RawRecord): TakeStep {
  return RecordReader.read(raw, (r) => ({
    hazardId,
    by,
    at: r.instant('at'),
    documentNumber: r.documentNumber(),
    note: r.text('note', 1000),
    deadline: r.date('deadline'),
    listedOn: r.date('listedOn'),
    granted: raw.granted === true,
    publicDescription: r.optional('publicDescription', r.text('publicDescription', 2000)),
  }));
}
