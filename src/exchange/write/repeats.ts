import type { Provider } from '../../access/index.js';
import type { Decision, Recording, RegisterSpec } from './register.js';

/** A record of a file that speaks of what others of the file speak of too. */
export interface Spoken<C> {
  /** Its line. */
  place: number;
  command: C;
}

/** What several records of a file speak of, each with these records in their order. */
export type Chains<C> = ReadonlyMap<string, readonly Spoken<C>[]>;

const nameOf = (provider: Provider, key: string): string => `${provider.agencyId} ${key}`;

/** Gathers the records of a file by what they speak of. Most keys have one record. */
export class Gathering<C> {
  private readonly first = new Map<string, Spoken<C>>();
  private readonly several = new Map<string, Spoken<C>[]>();

  add(provider: Provider, key: string, spoken: Spoken<C>): void {
    const name = nameOf(provider, key);
    const first = this.first.get(name);
    const chain = this.several.get(name);
    if (chain) chain.push(spoken);
    else if (first) this.several.set(name, [first, spoken]);
    else this.first.set(name, spoken);
  }

  get chains(): Chains<C> {
    return this.several;
  }
}

/**
 * Tells which records of a chain say nothing, because the chain ends where the register stands: a file that has one code three times wrote
 * three versions whenever it was handed in again (README.md of this room, "One record several times").
 */
export class Repeats<C, R extends object, F> {
  private readonly ends = new Map<string, boolean>();

  constructor(
    private readonly spec: Pick<RegisterSpec<C, R, F>, 'decide' | 'same' | 'dated'>,
    private readonly chains: Chains<C>,
  ) {}

  /** A record's decision; unchanged where its chain, as a whole, changes nothing. The last record of a chain speaks for itself. */
  settle(key: string, place: number, decision: Decision<R>, known: Known<R, F>): Decision<R> {
    if (this.chains.size === 0) return decision;
    const name = nameOf(known.recording.provider, key);
    const chain = this.chains.get(name);
    if (!chain) return decision;
    // Asked at the first record of all: once one of them has changed something, the others have to be written too.
    if (place === chain[0]?.place) this.ends.set(name, this.changesNothing(chain, known));
    if (decision.status !== 'UPDATED' || place === chain.at(-1)?.place) return decision;
    return this.ends.get(name) ? { status: 'UNCHANGED' } : decision;
  }

  private changesNothing(chain: readonly Spoken<C>[], { current, facts, recording }: Known<R, F>): boolean {
    const { spec } = this;
    if (!current || !spec.same || chain.some(({ command }) => spec.dated?.(command))) return false;
    let row = current;
    for (const { command } of chain) {
      const decision = spec.decide(command, row, facts, recording);
      if (decision.status === 'UPDATED') row = decision.row;
    }
    return spec.same(current, row);
  }
}

interface Known<R, F> {
  current: R | undefined;
  facts: F;
  recording: Recording;
}
