import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import {
  type AccidentFact,
  applyChanges,
  type CaseChange,
  type CaseStep,
  calendarOf,
  caseChanges,
  type Fact,
  type FindingFact,
  type HazardFact,
  type HolidayRow,
  type KnownCase,
  type Policy,
  parsePolicy,
  wantedCases,
} from '../../src/linkage/rules/index.js';

const document = (file: string): unknown => JSON.parse(readFileSync(`db/policies/${file}`, 'utf8'));

/** The policies as they are shipped. */
export const SHIPPED: Policy[] = readdirSync('db/policies')
  .sort()
  .map((file) => parsePolicy(document(file)));
/** A document of a shipped policy, to be changed. */
export const shippedDocument = (code: string) => document(`${code}.json`) as Record<string, unknown>;
export const shipped = (code: string): Policy => SHIPPED.find((p) => p.code === code) as Policy;

export const HOLIDAYS: HolidayRow[] = parse(readFileSync('db/reference/holidays.csv', 'utf8'), { columns: true });
export const CALENDAR = calendarOf(HOLIDAYS);

const common = { uscc: '91620621PDY00001X5', division: '620602', position: 1 };
/** An accident in a division that has no policy of its own; concluded, with main responsibility. */
export const accident = (id: string, occurredOn: string, more: Partial<AccidentFact> = {}): AccidentFact => ({
  ...{ kind: 'ACCIDENT', id, ...common, documentNumber: `A-${id}`, occurredOn, level: 'ORDINARY', deaths: 0 },
  ...{ status: 'CONCLUDED', responsibility: 'MAIN' },
  ...more,
});
/** A listed major hazard whose work is not done. */
export const hazard = (id: string, deadline: string | null, more: Partial<HazardFact> = {}): HazardFact => ({
  ...{ kind: 'HAZARD', id, ...common, documentNumber: `H-${id}`, level: 'MAJOR', state: 'RECTIFYING', deadline },
  ...{ foundOn: '2015-01-01', listedOn: '2015-01-05', delistedOn: null, claimedOn: null },
  ...more,
});
/** A grave, penalised finding. */
export const finding = (id: string, foundOn: string, more: Partial<FindingFact> = {}): FindingFact => ({
  ...{ kind: 'FINDING', id, ...common, documentNumber: `F-${id}`, finding: 'OTHER_GRAVE', foundOn },
  ...{ accidentId: null, penalised: true, grave: true, withdrawnOn: null },
  ...more,
});

/** Keys of what the facts call for, under the shipped policies. */
export const keys = (facts: Fact[], today: string, policies = SHIPPED): string[] =>
  wantedCases(facts, policies, today).map((w) => w.key);
/** Triggers of what the facts call for. */
export const triggers = (facts: Fact[], today: string, policies = SHIPPED): string[] =>
  wantedCases(facts, policies, today).map((w) => w.trigger);

/** One enterprise, as the linkage meets it: facts, the cases that came of them, day after day. */
export class Enterprise {
  cases: KnownCase[] = [];
  facts: Fact[] = [];
  constructor(private readonly policies: readonly Policy[] = SHIPPED) {}

  /** What changes on a day with these facts; it is applied. */
  meet(today: string, ...facts: Fact[]): CaseChange[] {
    const named = new Set(facts.map((f) => `${f.kind}:${f.id}`));
    this.facts = [...this.facts.filter((f) => !named.has(`${f.kind}:${f.id}`)), ...facts];
    const wanted = wantedCases(this.facts, this.policies, today);
    const changes = caseChanges(this.cases, wanted, this.facts, this.policies, today);
    this.cases = applyChanges(this.cases, changes, today);
    return changes;
  }

  case(key: string): KnownCase {
    const found = this.cases.find((c) => c.key === key);
    if (!found) throw new Error(`no case ${key}; there are ${this.cases.map((c) => c.key).join(', ')}`);
    return found;
  }
}

export const step = (by: CaseStep['by'], on: string, more: Partial<CaseStep> = {}): CaseStep => ({
  ...{ by, on, documentNumber: null, reason: null, penaltyDocumentNumber: null, gravity: null },
  ...{ announcedOn: null, confirmed: [] },
  ...more,
});
