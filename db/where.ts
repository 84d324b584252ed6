import { divisionPrefix, divisionRange } from '../src/kernel/division-code.js';

/**
 * Conditions of a hot list, put together as text with numbered parameters. The driver's nested fragments make a promise of
 * each piece, which for a page of fifty rows cost a tenth of the request; a text costs nothing and is prepared once.
 */
export class Where {
  private readonly conditions: string[] = [];

  /** Pieces of one statement share its values. */
  constructor(readonly values: unknown[] = []) {}

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
    const within = this.within(column, area);
    if (within !== null) this.conditions.push(within);
    return this;
  }

  /** The same as a piece of a condition; null where the area is everywhere. */
  within(column: string, area: string): string | null {
    const prefix = divisionPrefix(area);
    const range = divisionRange(area);
    if (!range) return null;
    const county = prefix.length >= 6 ? `left(${column}, 6) = ${this.value(prefix.slice(0, 6))}` : null;
    if (county !== null && prefix.length === 6) return county;
    const between = `${column} >= ${this.value(range.from)} and ${column} < ${this.value(range.to)}`;
    return county === null ? between : `${county} and ${between}`;
  }

  /** What stands behind `where`. */
  toString(): string {
    return this.conditions.length > 0 ? this.conditions.join(' and ') : 'true';
  }
}
