import { type RawRecord, RecordFault } from '../../kernel/record-reader.js';
import { amountText, PLAIN_NUMBER, UNSAID, WrittenAmount } from '../../kernel/written-amount.js';
import { shift } from '../../kernel/yuan.js';
import type { RegisterHeaders } from '../../register/core.js';
import { unguarded } from '../table/guard.js';
import type { ReadOptions } from '../table/table.js';
import type { Unit } from './header-name.js';
import type { Target } from './known.js';

export type Put = (raw: RawRecord, cell: string) => void;

/** What a field means: an amount in words, which files alone have, is the amount. */
export function meaningOf(field: string, { fields, internal = [] }: RegisterHeaders): string {
  const amount = field.replace(/Text$/, '');
  return internal.includes(field) && amount in fields ? amount : field;
}

/** How the cells of a column are read that need more than to be taken as they are; null: that is all. */
export function specialPut(
  { field, unit, unsaid }: Target,
  { measured = {} }: RegisterHeaders,
  { capitalUnit }: ReadOptions,
): Put | null {
  const unitField = measured[field];
  if (unitField) return measuredCell(field, unitField, unit, capitalUnit);
  if (unit) return (raw, cell) => put(raw, field, inYuan(cell, unit));
  // What the text says is for its check to read, since it may name a unit itself.
  return unsaid ? (raw, cell) => put(raw, field, cell === '' ? cell : new WrittenAmount(cell, UNSAID)) : null;
}

/** Reads rows of this many cells; the plain columns, nearly all of them, without a detour. */
export function rowReader(
  targets: readonly (Target | null)[],
  headers: RegisterHeaders,
  options: ReadOptions,
): (cells: string[]) => RawRecord {
  const width = targets.length;
  const special = new Map<number, Put>();
  const simple = targets.map((target, i) => {
    if (!target) return null;
    const { field } = target;
    const read = specialPut(target, headers, options);
    if (read) special.set(i, read);
    else if (field.includes('.')) special.set(i, (raw, cell) => put(raw, field, cell));
    else return field;
    return null;
  });
  return (cells) => {
    if (cells.length !== width)
      throw new RecordFault('', 'COLUMNS', `has ${cells.length} columns, the header has ${width}`);
    const raw: RawRecord = {};
    for (let i = 0; i < width; i++) {
      const field = simple[i];
      if (field) raw[field] = unguarded(cells[i] as string);
    }
    for (const [i, read] of special) read(raw, unguarded(cells[i] as string).trim());
    return raw;
  };
}

export function put(raw: RawRecord, field: string, value: unknown): void {
  const [outer, inner] = field.split('.') as [string, string?];
  if (!inner) raw[outer] = value;
  // An object is there only if one of its columns says something: all blank means that nothing was submitted.
  else if (value !== '') raw[outer] = { ...(raw[outer] as RawRecord | undefined), [inner]: value };
}

const NUMERAL = /[\d零〇一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]/;

/** An amount of a column with a unit: what the text says is for its check to read, since it may name a unit itself. */
function inYuan(cell: string, { factor, power, text }: Unit): unknown {
  if (cell === '') return cell;
  if (factor !== null || power === null) return new WrittenAmount(cell, 'TEN_THOUSAND_YUAN');
  // What cannot be read in that unit is refused with it, lest it be read in another one.
  return inPower(cell, power) ?? (NUMERAL.test(cell) ? `${cell}(${text})` : cell);
}

const BARE = new RegExp(`^${PLAIN_NUMBER}$`);

/** A bare number of a column in 千元, 亿元 and the like as yuan, and an amount that says 万 or 亿 itself as it is; null where neither is told. */
function inPower(cell: string, power: number): string | null {
  const text = amountText(cell);
  if (BARE.test(text)) return shift(text.replaceAll(',', ''), power);
  return /[万亿]元?$/.test(text) ? cell : null;
}

/** Words of a currency in a cell: it says its own unit then. */
const CURRENCY = /人民币|[美港日欧澳加韩台]|镑|法郎|[a-z]{3}/i;

/** An amount whose cell may say its own unit: the cell, and beside it the unit that the header or whoever hands the file in says of bare ones. */
function measuredCell(
  field: string,
  unitField: string,
  unit: Target['unit'],
  otherwise: ReadOptions['capitalUnit'],
): Put {
  const factor = unit ? unit.factor : otherwise;
  if (factor)
    return (raw, cell) => {
      raw[field] = cell;
      raw[unitField] = factor;
    };
  // A unit that only this header says: each cell says it from now on. The unit goes beside it, so that whoever refuses the cell knows its text.
  if (unit)
    return (raw, cell) => {
      const yuan = unit.power === null ? null : inPower(cell, unit.power);
      const says = yuan === null && NUMERAL.test(cell) && !CURRENCY.test(cell);
      raw[field] = says ? `${cell}(${unit.text})` : yuan === null || yuan === cell ? cell : `${yuan}元`;
      if (says) raw[unitField] = unit.text;
    };
  const column = new Column();
  return (raw, cell) => {
    raw[field] = cell;
    if (column.isOfTenThousands(cell)) raw[unitField] = 'TEN_THOUSAND_YUAN';
  };
}

/** So many cells of a column say 万 before one that says nothing is taken for another of them, and it is one of so many. */
const HABIT = 100;

/**
 * What a column's cells have said of their unit so far. A registry's export with thousands of cells in 万 has a few that lack the word: a
 * number that is no capital in yuan is one of these. Any other bare number stays doubtful.
 */
class Column {
  private tenThousands = 0;
  private bare = 0;

  isOfTenThousands(cell: string): boolean {
    if (cell.includes('万')) this.tenThousands++;
    if (!SMALL.test(cell)) return false;
    this.bare++;
    return this.tenThousands >= HABIT && this.bare * HABIT <= this.tenThousands;
  }
}
/** Below ten: the real register of a province has three of them (0.2, 2 and 3, of branches of the post), beside 44,699 cells with 万. */
const SMALL = /^[0-9](?:\.\d+)?$/;
