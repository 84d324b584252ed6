import { type RawRecord, RecordFault } from '../../kernel/record-reader.js';
import type { ReadOptions } from '../table/table.js';
import { meaningOf, put, specialPut } from './cells.js';
import type { KnownHeaders } from './known.js';
import { expected, list, proposals, shown } from './messages.js';

/** What a key of a record is. */
interface Key {
  /** What it means: no second key of the record may. Null: the key is left out. */
  meaning: string | null;
  /** The field's own English name, whose value is taken as it is; nearly all keys of a system that knows the interface. */
  own: boolean;
  /** It holds an object, whose inner keys are fields. */
  object: boolean;
  put: ((raw: RawRecord, value: unknown) => void) | null;
}

const LEFT_OUT: Key = { meaning: null, own: false, object: false, put: null };
/** So many different keys are remembered; nobody is told of unknown ones beyond these. */
const MOST_KEYS = 1_000;

/**
 * Keys of JSON records, by the headers that columns of files have: Chinese ones, with units in them, and those of a mapping. What a key
 * means is found once.
 */
export class JsonKeys {
  private readonly keys = new Map<string, Key>();
  private readonly objects: ReadonlySet<string>;
  /** Keys that say the unit of an amount beside them: a record's own goes before what is said of the whole file. */
  private readonly units: readonly string[];
  /** By what it means, the first key that had it: what messages call the field. */
  private readonly names = new Map<string, string>();

  constructor(
    private readonly file: string,
    private readonly known: KnownHeaders,
    private readonly options: ReadOptions,
    private readonly warn: (message: string) => void,
  ) {
    const { fields, measured = {} } = known.headers;
    this.units = Object.values(measured);
    this.objects = new Set(Object.keys(fields).flatMap((f) => (f.includes('.') ? [outer(f)] : [])));
  }

  /** The record with the register's fields as its keys. Throws RecordFault where two of its keys mean one. */
  record(value: RawRecord): RawRecord {
    let plain = true;
    for (const name in value) {
      const key = this.of(name);
      if (!key.own) plain = false;
      if (key.object) this.within(name, value[name]);
    }
    return plain ? value : this.mapped(value);
  }

  /** What the file calls a field, as far as it was read. */
  nameOf = (field: string): string => this.names.get(field) ?? field;

  /** The field of a key that was read; null: of none. */
  fieldOf = (name: string): string | null => this.keys.get(name)?.meaning ?? null;

  isPersonal = (name: string): boolean => this.known.isPersonal(name);

  /** Warns of what a mapping names and no record had. */
  end(): void {
    if (this.keys.size === 0) return;
    const unmet = this.known.notIn([...this.keys.keys()]);
    if (unmet.length > 0) this.warn(`${this.file}: the mapping names keys that no record has: ${list(unmet)}`);
  }

  private mapped(value: RawRecord): RawRecord {
    const raw: RawRecord = {};
    const seen = new Map<string, string>();
    for (const [name, inner] of Object.entries(value)) {
      const { meaning, object, put: write } = this.of(name);
      if (meaning === null) continue;
      // An object, and a key beside it of a field within it.
      const other = seen.get(meaning) ?? seen.get(object ? `${meaning}.` : outer(meaning));
      if (other !== undefined)
        throw new RecordFault(
          '',
          'KEYS',
          `the keys ${shown(other)} and ${shown(name)} both mean ${meaning}; leave one of them out`,
        );
      seen.set(meaning, name);
      if (meaning.includes('.')) seen.set(`${outer(meaning)}.`, name);
      if (write) write(raw, inner);
      else raw[name] = inner;
    }
    for (const unit of this.units) if (Object.hasOwn(value, unit)) raw[unit] = value[unit];
    return raw;
  }

  private within(name: string, value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const inner of Object.keys(value)) this.of(`${name}.${inner}`);
  }

  private of(name: string): Key {
    const before = this.keys.get(name);
    if (before) return before;
    const key = this.found(name);
    if (this.keys.size >= MOST_KEYS) return key;
    this.keys.set(name, key);
    if (key.meaning !== null && !this.names.has(key.meaning)) this.names.set(key.meaning, name);
    return key;
  }

  private found(name: string): Key {
    const target = this.known.ofKey(name);
    if (target === undefined && this.objects.has(name)) return { meaning: name, own: true, object: true, put: null };
    if (this.units.includes(name)) return { meaning: name, own: true, object: false, put: null };
    if (target === undefined) this.tell(name);
    if (!target) return LEFT_OUT;
    const { headers } = this.known;
    const { field } = target;
    const meaning = meaningOf(field, headers);
    const special = specialPut(target, headers, this.options);
    if (!special && field === name && !field.includes('.')) return { meaning, own: true, object: false, put: null };
    const write = (raw: RawRecord, value: unknown) => {
      // What clears a text of an amount clears the amount.
      if (value === null) put(raw, meaning, null);
      else if (special && (typeof value === 'string' || typeof value === 'number')) special(raw, String(value).trim());
      else put(raw, field, value);
    };
    return { meaning, own: false, object: false, put: write };
  }

  private tell(name: string): void {
    if (this.keys.size >= MOST_KEYS) return;
    const { headers } = this.known;
    const meant = proposals(this.known, [name]);
    const own = Object.keys(headers.fields);
    this.warn(
      `${this.file}: not used: ${list([name])}${meant && `; did you mean ${meant}?`}; known are ${expected(headers, own)}`,
    );
  }
}

const outer = (field: string): string => (field.includes('.') ? field.slice(0, field.indexOf('.')) : '');
