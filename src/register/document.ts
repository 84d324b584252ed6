import { type RawRecord, RecordReader } from '../kernel/record-reader.js';
import type { Facts, RowOf, SaidOf } from './facts.js';

/** Shows a computed type as the plain fields that it has. */
type Plain<T> = { [K in keyof T]: T[K] } & {};

/** What the document of every register says beside its facts. */
interface Named {
  /** Identifies the record at its provider 文号. */
  documentNumber: string;
  uscc: string;
  /** As submitted; null says the enterprise’s anew. */
  division: string | null | undefined;
}

/** A checked record, before the hub decides what it changes. What is undefined is left out, and stays as it is. */
export type Command<F extends Facts> = Plain<Named & SaidOf<F>>;

/** What every row has beside its facts: whose it is, where, and its provenance. */
export interface Kept {
  id: string;
  uscc: string;
  divisionCode: string;
  documentNumber: string;
  providerId: string;
  receivedAt: Date;
  recordedAt: Date;
  position: number;
}

/** A version of a record. `statusOn`: the day that it was asked for; `enterprise`: where it was read along. */
export type Row<F extends Facts> = Plain<Kept & RowOf<F> & { statusOn?: string; enterprise?: object }>;

/** Facts whose names the kit looks up: the compiler knows that a register has them. */
export type FactName<F extends Facts> = keyof F & string;

/**
 * Reads raw records of a register. Throws RecordFault with every fault. `order`: in which the facts are read, and faults told; `also`
 * looks at what a record says beside them, first: it may say that the record is none of the register's.
 */
export function documentReader<F extends Facts>(
  facts: F,
  order: readonly string[],
  also?: (r: RecordReader) => void,
): (raw: RawRecord) => Command<F> {
  return (raw) =>
    RecordReader.read(raw, (r) => {
      also?.(r);
      const command = {
        documentNumber: r.require('documentNumber', r.code('documentNumber')),
        uscc: r.uscc('uscc'),
        division: r.optional('division', r.division('division')),
      };
      // Into one object: to put two together costs an import as much as to read them.
      return Object.assign(command, readFacts(r, facts, order as readonly FactName<F>[])) as Command<F>;
    });
}

/** Reads these facts of a record, in this order; all of them where none are named. */
export function readFacts<F extends Facts, N extends FactName<F> = FactName<F>>(
  r: RecordReader,
  facts: F,
  names: readonly N[] = Object.keys(facts) as N[],
) {
  const said: Record<string, unknown> = {};
  for (const name of names) {
    const fact = facts[name];
    if (!fact) continue;
    const value = fact.read(r, name);
    said[name] = fact.need === 'required' ? r.require(name, value) : r.optional(name, value);
  }
  return said as Plain<Pick<SaidOf<F>, N>>;
}
