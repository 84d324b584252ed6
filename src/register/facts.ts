import type { RecordReader } from '../kernel/record-reader.js';
import type { Vocabulary } from '../kernel/words.js';

/** Kinds of fact. What each is in the database, in the API and in files stands in one table a place, by these names. */
export type FactKind =
  | 'term'
  | 'terms'
  | 'text'
  | 'day'
  | 'instant'
  | 'yuan'
  | 'count'
  | 'decimal'
  | 'flag'
  | 'code'
  | 'reference';

/**
 * Whether a record must say a fact. `required`: each must; `optional`: null where nothing was said; `filled`: it may be left out, and the
 * register fills it in (`fallback`, or `complete` of its rules), so that a stored one always has it.
 */
export type Need = 'required' | 'optional' | 'filled';
type InRow<V, N extends Need> = N extends 'optional' ? V | null : V;
type InCommand<V, N extends Need> = N extends 'required' ? V : V | null | undefined;

/** Who reads a text that may name people (src/access/README.md, "Texts"). */
export interface Internal {
  /** The fact that everybody else reads in its place; null: they read nothing. */
  openText: string | null;
}

export interface FactOptions<N extends Need = Need> {
  need?: N;
  /** Of the field of the API's type: English first, the official Chinese term in it, with its source where a law defines it. */
  description: string;
  /** Of the field of the input, where it says more; left out: the same. */
  input?: string;
  /** Of the field of a version; left out: the same. */
  version?: string;
  /** Headers of file columns, the usual Chinese one first. */
  headers?: readonly string[];
  /** Headers of columns that say an amount in ten thousand yuan 万元. */
  tenThousands?: readonly string[];
  /** Whether a day or instant may lie in the future; left out: a required one is what happened, and may not. */
  ahead?: boolean;
  /** The day that this one may not lie before, where both are said. */
  notBefore?: string;
  /** The day of the decision that this is said of: without that day there is nothing to say. `needed`: the decision must say it. */
  about?: { day: string; needed: boolean };
  /** Of a last day: it ends a term of so many years at most, from the first of these days that is said; a `filled` one that is left out, the whole of it. */
  lasts?: { years: number; from: readonly string[] };
}

/** One fact of a register, said once. `Row` is what is stored and answered, `Said` what a checked record says of it. */
export interface Fact<Row = unknown, Said = unknown> extends FactOptions {
  kind: FactKind;
  need: Need;
  vocabulary?: Vocabulary<string>;
  /** Most characters of a text. */
  longest?: number;
  /** Least and greatest value of a decimal. */
  range?: readonly [number, number];
  /** What a `filled` fact is where nothing was ever said. */
  fallback?: Row;
  /** Set for a text that may name people. */
  internal?: Internal;
  /** Reads it from a raw record. */
  read(r: RecordReader, field: string): Row | null;
  /** For types alone: no value has them. */
  readonly row: Row;
  readonly said: Said;
}

export type Facts = Readonly<Record<string, Fact>>;
export type RowOf<F extends Facts> = { [K in keyof F]: F[K]['row'] };
export type SaidOf<F extends Facts> = { [K in keyof F]: F[K]['said'] };

type Of<V, N extends Need> = Fact<InRow<V, N>, InCommand<V, N>>;
type More = Omit<Partial<Fact>, keyof FactOptions | 'read' | 'row' | 'said' | 'kind'>;
type Read<V> = (r: RecordReader, field: string) => V | null;

function made<V, N extends Need>(kind: FactKind, options: FactOptions<N>, read: Read<V>, more: More = {}): Of<V, N> {
  return { ...options, ...more, kind, need: options.need ?? 'optional', read } as unknown as Of<V, N>;
}

/** A term of a closed vocabulary. */
export const term = <C extends string, N extends Need = 'optional'>(
  vocabulary: Vocabulary<C>,
  options: FactOptions<N>,
): Of<C, N> =>
  made<C, N>('term', options, (r, field) => r.oneOf(field, vocabulary), {
    vocabulary: vocabulary as unknown as Vocabulary<string>,
  });

/** Some terms of a closed vocabulary, each once, at least one; an empty list says nothing. */
export const terms = <C extends string, N extends Need = 'optional'>(
  vocabulary: Vocabulary<C>,
  options: FactOptions<N>,
): Of<C[], N> =>
  made<C[], N>('terms', options, (r, field) => r.someOf(field, vocabulary), {
    vocabulary: vocabulary as unknown as Vocabulary<string>,
  });

/** A text of at most so many characters. `internal`: it may name people, and is read by the authorities of the record's division alone. */
export const text = <N extends Need = 'optional'>(
  longest: number,
  options: FactOptions<N> & { internal?: Internal },
): Of<string, N> =>
  made<string, N>('text', options, (r, field) => r.text(field, longest), {
    longest,
    ...(options.internal && { internal: options.internal }),
  });

/** A text of one line, in words, of at most so many characters: the name of an agency. */
export const line = <N extends Need = 'optional'>(longest: number, options: FactOptions<N>): Of<string, N> =>
  made<string, N>('text', options, (r, field) => r.line(field, longest), { longest });

/** A number or code that identifies something elsewhere, as a document's: full-width and half-width forms are the same. */
export const code = <N extends Need = 'optional'>(options: FactOptions<N>): Of<string, N> =>
  made<string, N>('code', options, (r, field) => r.code(field));

/** A calendar day, YYYY-MM-DD. */
export const day = <N extends Need = 'optional'>(options: FactOptions<N>): Of<string, N> =>
  made<string, N>('day', options, (r, field) => r.date(field));

/** An instant. */
export const instant = <N extends Need = 'optional'>(options: FactOptions<N>): Of<Date, N> =>
  made<Date, N>('instant', options, (r, field) => r.instant(field));

/** An amount in yuan, not negative, with at most two decimals; a text, so that it stays exact. */
export const yuan = <N extends Need = 'optional'>(options: FactOptions<N>): Of<string, N> =>
  made<string, N>('yuan', options, (r, field) => r.yuan(field));

/** A whole number from 0 to 100,000. */
export const count = <N extends Need = 'optional'>(options: FactOptions<N> & { fallback?: number }): Of<number, N> =>
  made<number, N>('count', options, (r, field) => r.count(field), withFallback(options));

/** A number with at most two decimals. */
export const decimal = <N extends Need = 'optional'>(
  range: readonly [number, number],
  options: FactOptions<N>,
): Of<number, N> => made<number, N>('decimal', options, (r, field) => r.decimal(field, ...range), { range });

/** Yes or no. */
export const flag = <N extends Need = 'optional'>(options: FactOptions<N> & { fallback?: boolean }): Of<boolean, N> =>
  made<boolean, N>('flag', options, (r, field) => r.flag(field), withFallback(options));

/** The id of a record of another register, as the hub writes it: without the zeros that somebody put before it. */
export const reference = <N extends Need = 'optional'>(what: string, options: FactOptions<N>): Of<string, N> =>
  made<string, N>('reference', options, (r, field) => {
    const id = r.text(field, 18);
    if (id === null) return null;
    if (/^\d{1,18}$/.test(id)) return String(BigInt(id));
    r.fault(field, 'VALUE', `${id} is no ${what}’s id`);
    return null;
  });

/** The facts of a decision about a record, such as a withholding. */
type DecisionFacts<On extends string, Noun extends string> = Record<
  On | `${Noun}Reason` | `public${Capitalize<Noun>}Reason` | `${Noun}Document`,
  Of<string, 'optional'>
>;

/**
 * A decision about a record that may be taken back: from which day, why (internal), what everybody may read of why, and the number of
 * its document. The reason is needed; all goes with the day. `is`: "it is withheld"; `zh`: 暂扣, from which terms and headers are made.
 */
export function decision<On extends string, Noun extends string>(
  on: On,
  noun: Noun,
  { is, zh, after }: { is: string; zh: string; after: string },
): DecisionFacts<On, Noun> {
  const open = `public${noun.charAt(0).toUpperCase()}${noun.slice(1)}Reason`;
  const about = (needed: boolean) => ({ about: { day: on as string, needed } });
  const made: Record<string, Of<string, 'optional'>> = {
    [on]: day({
      notBefore: after,
      description: `Day from which ${is} ${zh}日期.`,
      input: `Day from which ${is}, with its reason; null takes that back, with all that was said of it.`,
      headers: [`${zh}日期`],
    }),
    [`${noun}Reason`]: text(500, {
      ...about(true),
      internal: { openText: open },
      description: `Why ${is} ${zh}原因: to the authorities of its division (safety regulators, county governments) and operators the internal text; to everybody else the public one.`,
      input: `Why ${is}, at most 500 characters: internal, read by the authorities of its division. No identity or phone number.`,
      headers: [`${zh}原因`],
    }),
    [open]: text(500, {
      ...about(false),
      description: `What everybody may read of why ${is} ${zh}公开表述; null: no public text was given.`,
      input: `What everybody else reads of why ${is}, at most 500 characters: no name of a person, no identity or phone number. None: they read none.`,
      headers: [`${zh}公开表述`, `${zh}原因公开表述`],
    }),
    [`${noun}Document`]: code({
      ...about(false),
      description: `Number of the decision by which ${is} ${zh}决定书文号.`,
      headers: [`${zh}决定书文号`, `${zh}文号`],
    }),
  };
  return made as DecisionFacts<On, Noun>;
}

/** Until when a decision holds that is for a time. */
export const lastDayOf = (on: string, { is, zh }: { is: string; zh: string }) =>
  day({
    ...{ notBefore: on, about: { day: on, needed: false } },
    description: `Last day on which ${is} ${zh}截止日期; null: until that is taken back.`,
    headers: [`${zh}截止日期`],
  });

const withFallback = ({ fallback }: { fallback?: unknown }): More => (fallback === undefined ? {} : { fallback });

/** The facts of a register, in the order of its columns. Throws where one names another that is not there: its rule would hold for none. */
export function facts<F extends Facts>(all: F): F {
  for (const [name, { notBefore, about, lasts, internal }] of Object.entries(all))
    for (const other of [notBefore, about?.day, ...(lasts?.from ?? []), internal?.openText])
      if (other != null && !(other in all)) throw new Error(`the fact ${name} names ${other}, which is none of these`);
  return all;
}
