import type { RegisterHeaders } from '../../register/core.js';
import { ImportError } from '../table/import-error.js';
import type { ReadOptions } from '../table/table.js';
import { isAnother, plain, suffixesOf, TEN_THOUSAND_YUAN, type Unit, undecorated, unitIn } from './header-name.js';
import { containing, nearest } from './nearest.js';

/** What the rejected file puts before a row's own columns: a mended one is imported as it is. Those of before `cell` had the first three. */
export const REJECTED_COLUMNS = ['line', 'code', 'message', 'cell', '原因'];

/** So many columns of a rejected file stand before a row's own; 0 of any other file. */
export function reasonsBefore(header: readonly string[]): number {
  const other = REJECTED_COLUMNS.findIndex((name, i) => plain(header[i] ?? '') !== plain(name));
  const found = other < 0 ? REJECTED_COLUMNS.length : other;
  return found >= 3 ? found : 0;
}

/** What a column is: the field that it means, and the unit that its header says of the amounts in it. */
export interface Target {
  field: string;
  unit: Unit | null;
  /** A Chinese header of amounts that does not say their unit: a bare number under it is doubtful. */
  unsaid?: true;
}

/** Longer ones are no column's name, and are compared with none. */
const LONGEST_NAME = 200;

/** A register's headers, and what whoever hands a file in says of others. */
export class KnownHeaders {
  /** By plain name: a field, or null where the column is known and not used. */
  private readonly all = new Map<string, Target | null>();
  private readonly mapped = new Map<string, Target | null>();
  private readonly amounts: ReadonlySet<string>;

  constructor(
    readonly headers: RegisterHeaders,
    map: ReadOptions['map'] = {},
  ) {
    this.amounts = new Set(headers.amounts);
    for (const header of ['', ...REJECTED_COLUMNS, ...(headers.unused ?? []), ...(headers.personal ?? [])])
      this.all.set(plain(header), null);
    for (const [field, names] of Object.entries(headers.fields))
      for (const name of [field, ...names]) this.all.set(plain(name), this.declared(field, name));
    for (const [name, field] of Object.entries(headers.tenThousands ?? {}))
      this.all.set(plain(name), { field, unit: TEN_THOUSAND_YUAN });
    for (const [header, target] of Object.entries(map ?? {}))
      this.mapped.set(plain(header), this.meant(header, target));
  }

  /** The field of a header; null: known and not used; undefined: nobody knows it. */
  of(header: string): Target | null | undefined {
    if (header.length > LONGEST_NAME) return undefined;
    const name = plain(header);
    const mapped = this.mapped.get(name);
    if (mapped !== undefined) return mapped;
    const exact = this.all.get(name);
    if (exact !== undefined) return exact;
    const { base, suffixes } = suffixesOf(name, (rest) => this.all.has(rest));
    const unit = unitIn(suffixes);
    const found = unit ? this.measured(base, unit) : base === name || base === '' ? undefined : this.all.get(base);
    if (found !== undefined) return found;
    const bare = undecorated(name);
    return bare === null ? this.ofAlternatives(name) : this.of(bare);
  }

  /**
   * A header with two names, 统一社会信用代码/注册号: both mean one field, or the first is the code, of which each cell proves what it is.
   * Of any other field the cell would be taken for it, whatever it is.
   */
  private ofAlternatives(name: string): Target | undefined {
    const parts = name.split(/[/|]|或/);
    if (parts.length !== 2 || parts.includes('')) return undefined;
    const [first, second] = parts.map((part) => this.of(part)) as [
      Target | null | undefined,
      Target | null | undefined,
    ];
    if (!first) return undefined;
    if (first.field === 'uscc') return !second || second.field === 'uscc' ? first : undefined;
    return second?.field === first.field && second.unit?.text === first.unit?.text ? first : undefined;
  }

  /** The same of a key in JSON, where the names of a rejected file's columns are names like others. */
  ofKey(key: string): Target | null | undefined {
    const reason = key === '' || (REJECTED_COLUMNS.includes(key) && !this.mapped.has(plain(key)));
    return reason ? undefined : this.of(key);
  }

  /** Whether a column says who a person is: it is repeated nowhere. */
  isPersonal = (header: string): boolean => (this.headers.personal ?? []).some((p) => plain(p) === plain(header));

  /** The known header that a header may have meant; null where none is like it. */
  nearest(header: string): string | null {
    if (header.length > LONGEST_NAME) return null;
    const name = plain(header);
    const withoutSuffix = (other: string) => suffixesOf(plain(other), () => false).base;
    const names = this.names().filter((other) => !isAnother(name, other));
    return (
      nearest(name, names, plain) ??
      nearest(withoutSuffix(header), names, withoutSuffix) ??
      containing(withoutSuffix(header), names, plain)
    );
  }

  /** Of the mapping, the headers that it names and the file has not. */
  notIn(header: readonly string[]): string[] {
    const names = new Set(header.map(plain));
    return [...this.mapped.keys()].filter((name) => !names.has(name));
  }

  private names(): string[] {
    const { fields, tenThousands = {}, internal = [] } = this.headers;
    const own = Object.keys(fields).filter((field) => !internal.includes(field));
    return [...Object.values(fields).flat(), ...Object.keys(tenThousands), ...own];
  }

  /** What a mapping says that a header means: a field, or another header. */
  private meant(header: string, target: string | null): Target | null {
    if (target === null) return null;
    const found = this.of(target);
    if (found === undefined) throw new ImportError(unknownTarget(header, target, this.nearest(target)));
    const unit = found && unitIn(suffixesOf(plain(header), () => false).suffixes);
    return unit && found.unit === null ? (this.withUnit(found.field, unit) ?? found) : found;
  }

  private declared(field: string, name: string): Target {
    const unit = unitIn(suffixesOf(plain(name), () => false).suffixes);
    if (this.headers.measured?.[field]) return { field, unit };
    const unsaid = unit === null && this.amounts.has(field) && /\p{Script=Han}/u.test(name);
    return unsaid ? { field, unit: null, unsaid } : { field, unit: null };
  }

  /** A header that says a unit means a column of that unit alone. */
  private measured(base: string, unit: Unit): Target | null | undefined {
    const spelled = this.all.get(`${base}(${unit.text})`);
    if (spelled !== undefined) return spelled;
    const target = this.all.get(base);
    if (!target) return target;
    return target.unit === null ? this.withUnit(target.field, unit) : undefined;
  }

  private withUnit(field: string, unit: Unit): Target | undefined {
    if (this.headers.measured?.[field]) return { field, unit };
    if (!this.amounts.has(field) || unit.power === null) return undefined;
    return { field, unit: unit.factor === 'YUAN' ? null : unit };
  }
}

/** What is wrong with a mapping's target, and the mend. */
export const unknownTarget = (header: string, target: string, near: string | null): string =>
  `the mapping says that ${JSON.stringify(header)} means ${JSON.stringify(target)}, which is no field and no known header${near ? `; did you mean ${near}?` : ''}`;
