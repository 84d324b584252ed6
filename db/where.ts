import { divisionPrefix, divisionRange } from '../src/kernel/division-code.js';

/**
 * Conditions of a hot list, put together as text with numbered parameters. The driver's nested fragments make a promise of
 * each piece, which for a page of fifty rows cost a tenth of the request; a text costs nothing and is prepared once.
 */
export class Where {
  private readonly conditions: string[] = [];
  readonly values: unknown[] = [];

  /** A parameter of the statement, as it is written there. */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** Adds a condition; each `?` stands for the next value. */
  and(condition: string, ...values: unknown[]): this {
    let next = 0;
    this.conditions.push(condition.replace(/\?/g, () => this.value(values[next++])));
    return this;
  }

  /** In this division or below it, as `inDivision` (conditions.ts) has it. */
  inDivision(column: string, area: string): this {
    const prefix = divisionPrefix(area);
    const range = divisionRange(area);
    if (!range) return this;
    if (prefix.length >= 6) this.and(`left(${column}, 6) = ?`, prefix.slice(0, 6));
    return prefix.length === 6 ? this : this.and(`${column} >= ? and ${column} < ?`, range.from, range.to);
  }

  /** What stands behind `where`. */
  toString(): string {
    return this.conditions.length > 0 ? this.conditions.join(' and ') : 'true';
  }
}
