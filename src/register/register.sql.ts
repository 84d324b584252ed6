import { Where } from '../../db/where.js';
import type { FactName } from './document.js';
import type { Fact, Facts } from './facts.js';
import type { RegisterView } from './register.view.js';

/** What of a register's statements is its own; `r` is a row, and `?` stands for a day. */
export interface OwnSql<F extends Facts> {
  /** The day that lists are ordered by, latest first. */
  by: FactName<F>;
  /** What lists and look-ups carry beside the number, where all would be too much: the rest is loaded by id where it is asked for. Left out: everything. */
  core?: readonly FactName<F>[];
  /** Whether a record holds on a day; left out: none is ever in force. */
  inForce?: string;
  /** What an enterprise may have several of in force at once, one of each: a check weighs the latest of each. Left out: one in all. */
  each?: FactName<F>;
  /** Whether the public sees a record on a day; left out: it sees none. */
  published?: string;
}

const NUMBER = 'r.document_number "documentNumber"';
const STAMP = `r.provider_id "providerId", r.received_at "receivedAt", r.recorded_at "recordedAt", r.position::float8 "position"`;

/** The pieces of a register's statements. */
export class RegisterSql<F extends Facts> {
  readonly by: string;
  /** The facts that look-ups need most, with what names the record. */
  readonly core: string;
  private readonly coreNames: ReadonlySet<string>;

  constructor(
    readonly table: string,
    private readonly facts: F,
    private readonly column: (fact: string) => string,
    readonly own: OwnSql<F>,
  ) {
    this.by = `r.${column(own.by)}`;
    const open = new Set(Object.values(facts).map((f) => f.internal?.openText));
    this.coreNames = new Set(
      own.core ?? Object.keys(facts).filter((name) => !facts[name]?.internal && !open.has(name)),
    );
    this.core = ['r.id', 'r.uscc', ...[...this.coreNames].map(this.named), NUMBER].join(', ');
  }

  /** A fact's column under its name. */
  private named = (fact: string): string => {
    const column = this.column(fact);
    return column === fact ? `r.${column}` : `r.${column} "${fact}"`;
  };

  /** What lists and look-ups carry. */
  carried(where: Where, view: RegisterView): string {
    return this.own.core ? this.core : this.whole(where, view);
  }

  /** Everything of a row that the view shows. Of versions before the present one nobody else reads any text of these. */
  whole(where: Where, view: RegisterView, of: 'present' | 'past' = 'present'): string {
    const rest = Object.entries(this.facts)
      .filter(([name]) => !this.coreNames.has(name))
      .map(([name, fact]) => this.shown(where, view, name, fact, of));
    return [this.core, 'r.division_code "divisionCode"', ...rest, STAMP].join(', ');
  }

  private shown(where: Where, view: RegisterView, name: string, { internal }: Fact, of: 'present' | 'past'): string {
    const text = Object.entries(this.facts).find(([, f]) => f.internal?.openText === name);
    if (!internal && !text) return this.named(name);
    const open = of === 'past' ? null : internal ? internal.openText : name;
    const other = open === null ? 'null' : `r.${this.column(open)}`;
    return `case when ${internalTo(where, view)} then r.${this.column(name)} else ${other} end "${name}"`;
  }

  /** What a check says of a version: the core with its provenance, as a part of a JSON value. */
  get version(): string {
    return [this.core.replace('r.id', 'r.id::text id'), 'r.division_code "divisionCode"', STAMP].join(', ');
  }

  /** What the event of a day says of a row: no text that may name people. */
  get told(): string {
    const open = Object.keys(this.facts).filter((name) => !this.facts[name]?.internal);
    const own = 'r.id::text id, r.uscc, r.division_code "divisionCode", r.provider_id "providerId"';
    return [own, ...open.map(this.named), NUMBER].join(', ');
  }

  /** Adds what of the register the view shows. */
  visible(where: Where, { scope, today, division }: RegisterView): void {
    if (scope === 'ALL') return;
    const published = () => this.on(where, this.own.published ?? 'false', today);
    if (scope === 'PUBLISHED') where.and(published());
    const own = scope === 'PUBLISHED' || division === null ? null : where.within('r.division_code', division);
    // Who works for the whole nation sees all.
    if (own !== null) where.and(scope === 'OWN_DIVISION' ? own : `(${published()} or (${own}))`);
  }

  /** A condition of a day, with the day in its place. */
  on(where: Where, condition: string, day: string): string {
    const value = where.value(day);
    return condition.replaceAll('?', `${value}::date`);
  }

  /** Whether a record holds on a day. */
  holds(where: Where, day: string): string {
    return this.on(where, this.own.inForce ?? 'false', day);
  }
}

/** Whether a row's internal texts are open to the viewer. */
function internalTo(where: Where, { internal: { scope, division } }: RegisterView): string {
  if (scope === null) return 'false';
  return scope === 'ALL' || division === null ? 'true' : (where.within('r.division_code', division) ?? 'true');
}

/** Values as the API has them: the driver hands decimals over as texts, and instants too on the lanes of searches. */
export function decoder(facts: Facts): <R extends object>(rows: R[]) => R[] {
  const numbers = Object.keys(facts).filter((name) => facts[name]?.kind === 'decimal');
  const instants = [
    ...Object.keys(facts).filter((name) => facts[name]?.kind === 'instant'),
    'receivedAt',
    'recordedAt',
    'supersededAt',
  ];
  return (rows) => {
    for (const row of rows as Record<string, unknown>[]) {
      for (const name of numbers) if (typeof row[name] === 'string') row[name] = Number(row[name]);
      for (const name of instants) if (typeof row[name] === 'string') row[name] = new Date(row[name] as string);
    }
    return rows;
  };
}
