import { during } from '../../kernel/patience.js';
import type { Policies, PolicyStore } from './policy.store.js';

/** A policy that another process added or ended is known here within this time. */
const LOOK_AGAIN_MS = 1_000;

/** The policies and the calendar as this process knows them: read once, and again when they have changed. */
export class PolicyBook {
  private known: { mark: string; policies: Policies } | undefined;
  private looked = Number.NEGATIVE_INFINITY;
  private looking: Promise<Policies> | undefined;

  constructor(private readonly store: PolicyStore) {}

  async current(): Promise<Policies> {
    if (this.known && performance.now() - this.looked < LOOK_AGAIN_MS) return this.known.policies;
    this.looking ??= during(null, () => this.look()).finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** The next look is at the table. */
  forget(): void {
    this.looked = Number.NEGATIVE_INFINITY;
  }

  private async look(): Promise<Policies> {
    const at = performance.now();
    const mark = await this.store.mark();
    if (this.known?.mark !== mark) this.known = { mark, policies: await this.store.read() };
    this.looked = at;
    return this.known.policies;
  }
}
