import { type Provider, scopeOf } from '../../access/index.js';
import { type RawRecord, RecordFault } from '../../kernel/record-reader.js';
import type { SubmitAction } from '../../register/core.js';
import type { Ways } from './ways.js';

/** An agency as an import knows it: enabled or not, whatever it may submit. */
export interface KnownAgency extends Provider {
  disabled: boolean;
}

/** So many agencies are named where one is asked for. */
const NAMED = 10;

/**
 * Whose records the rows of a file are: the agency that `--provider` names, or the one that a row's own column provider 提供单位
 * names, by name or id. A row that names another agency than `--provider` is refused: one of the two is wrong.
 */
export class Providers {
  private readonly known = new Map<string, KnownAgency>();

  constructor(
    private readonly action: SubmitAction,
    private readonly named: Provider | null,
    private readonly agencies: readonly KnownAgency[] | undefined,
    private readonly ways: Pick<Ways, 'otherProvider' | 'agencies'>,
  ) {
    for (const agency of agencies ?? []) {
      this.known.set(agency.name, agency);
      this.known.set(agency.agencyId, agency);
    }
  }

  /** What a row says of its provider; empty where it says nothing. */
  said(raw: RawRecord): string {
    return String(raw.provider ?? '').trim();
  }

  /** Throws RecordFault where nobody is named, or somebody who may not. */
  of(raw: RawRecord): Provider {
    const said = this.said(raw);
    const { named } = this;
    if (named) {
      if (said === '' || said === named.name || said === named.agencyId) return named;
      const message = `the row is of ${said.slice(0, 60)}, and the file is handed in as ${named.name}'s; ${this.ways.otherProvider}`;
      throw new RecordFault('provider', 'PROVIDER_CONTRADICTED', message);
    }
    if (said === '') throw new RecordFault('provider', 'REQUIRED', `names no agency; ${this.whoMay()}`);
    const agency = this.known.get(said);
    if (!agency)
      throw new RecordFault('provider', 'UNKNOWN_AGENCY', `no agency is called ${said.slice(0, 60)}; ${this.whoMay()}`);
    if (agency.disabled)
      throw new RecordFault('provider', 'DISABLED_AGENCY', `${agency.name} is disabled; ${this.whoMay()}`);
    if (!scopeOf(agency, this.action)) {
      const message = `${this.action} is not open to ${agency.name}, of kind ${agency.kind}; ${this.whoMay()}`;
      throw new RecordFault('provider', 'FORBIDDEN', message);
    }
    return agency;
  }

  /** The agencies that may submit this register, in words. */
  whoMay(): string {
    if (!this.agencies) return this.ways.agencies;
    const may = this.agencies.filter((a) => !a.disabled && scopeOf(a, this.action)).map((a) => a.name);
    if (may.length === 0) return 'no agency may yet; add one: npx hub agency add';
    const more = may.length > NAMED ? ` and ${may.length - NAMED} more (npx hub agency list)` : '';
    return `those that may: ${may.slice(0, NAMED).join(', ')}${more}`;
  }
}
