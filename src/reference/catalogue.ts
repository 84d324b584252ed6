import { divisionLine, divisionPrefix } from '../kernel/division-code.js';
import { sectionOf } from '../kernel/industry-code.js';
import type { DivisionRow, IndustryRow, ReferenceTables, SafetySectorRow } from './reference.store.js';

/** What is known of a code that no table lists. */
const BARE = {
  name: '',
  level: 'COUNTY',
  parentCode: null,
  validFrom: null,
  validTo: null,
  successorCode: null,
  statisticalOnly: false,
} as const;

/** The reference tables in memory, by code. */
export class Catalogue {
  private readonly divisions: Map<string, DivisionRow>;
  private readonly industries: Map<string, IndustryRow>;
  /** Provinces whose towns the tables list: there a town that they do not list is none. */
  private readonly withTowns: ReadonlySet<string>;
  private readonly children = new Map<string, DivisionRow[]>();
  readonly sectors: SafetySectorRow[];

  constructor(tables: ReferenceTables) {
    this.divisions = new Map(tables.divisions.map((d) => [d.code, d]));
    this.industries = new Map(tables.industries.map((i) => [i.code, i]));
    this.sectors = tables.sectors;
    this.withTowns = new Set(tables.divisions.filter((d) => d.level === 'TOWN').map((d) => d.code.slice(0, 2)));
    for (const d of tables.divisions) {
      if (!d.parentCode) continue;
      const siblings = this.children.get(d.parentCode);
      if (siblings) siblings.push(d);
      else this.children.set(d.parentCode, [d]);
    }
  }

  division(code: string): DivisionRow | null {
    return this.divisions.get(code) ?? null;
  }

  /** The division, or for a code that no table lists a row that only names it. */
  divisionOrBare(code: string): DivisionRow {
    return this.divisions.get(code) ?? { code, ...BARE };
  }

  childrenOf(code: string): DivisionRow[] {
    return this.children.get(code) ?? [];
  }

  /**
   * The nearest known division: the code itself, or what lies above it; registrations carry codes that no table lists. Null
   * for a town that the tables should have and do not.
   */
  nearestDivision(code: string): DivisionRow | null {
    const town = divisionPrefix(code).slice(0, 9);
    if (town.length === 9 && this.withTowns.has(town.slice(0, 2)) && !this.divisions.has(town)) return null;
    for (const candidate of divisionLine(code)) {
      const found = this.divisions.get(candidate);
      if (found) return found.level === 'NATION' && candidate !== code ? null : found;
    }
    return null;
  }

  /** The most specific named row of an industry code: its division of GB/T 4754, or its section. */
  industry(code: string): { section: IndustryRow | null; division: IndustryRow | null } {
    const two = /^\d{2}/.exec(code)?.[0];
    const letter = two ? sectionOf(two) : code;
    return {
      section: (letter && this.industries.get(letter)) || null,
      division: (two && this.industries.get(two)) || null,
    };
  }

  /** Sectors that an industry code suggests. The code only suggests: the licence decides. */
  suggestedSectors(industryCode: string): SafetySectorRow[] {
    return this.sectors.filter((s) => s.industries.some((i) => industryCode.startsWith(i.prefix)));
  }
}
