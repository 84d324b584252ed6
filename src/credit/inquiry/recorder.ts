import type { HubContext } from '../../access/index.js';
import { batcher } from '../../kernel/batcher.js';
import { during } from '../../kernel/patience.js';
import type { CheckFound } from '../check.js';
import type { CheckRequest } from '../receipt/receipt.answer.js';
import { InquiryTally } from './inquiry.decide.js';
import type { InquiryDraft, InquiryStore } from './inquiry.store.js';

/** Inquiries in one statement. */
const MOST = 500;

/** An inquiry could not be recorded, for the reason in `cause`: it is not answered, whatever the reason is, and may be asked again. */
export class Unrecorded extends Error {
  readonly code = 'UNRECORDED';

  constructor(cause: unknown) {
    super('the inquiry could not be recorded', { cause });
  }
}

/** Records what agencies asked, before they are answered: those of one moment are written by one statement and one commit. */
export class InquiryRecorder {
  private readonly write;

  constructor(store: Pick<InquiryStore, 'insert'>) {
    this.write = batcher<InquiryDraft, true>(
      async (rows) => {
        await store.insert(rows).catch((cause) => {
          throw new Unrecorded(cause);
        });
        return rows.map(() => true as const);
      },
      { most: MOST },
    );
  }

  /** Resolves when it is written for good. */
  async record(context: HubContext, request: Omit<CheckRequest, 'receivedAt'>, found: readonly CheckFound[]) {
    const [first] = found;
    // Nothing was asked about anybody.
    if (!first) return;
    const tally = new InquiryTally().add(found);
    const draft: InquiryDraft = {
      ...this.common(context, request, tally),
      kind: found.length === 1 ? 'CHECK' : 'CHECKS',
      position: first.position,
      codes: found.map((f) => f.uscc),
      portfolioId: null,
    };
    await during(context.patience ?? null, () => this.write(draft));
  }

  /** The screening of a whole portfolio. */
  async recordScreening(
    context: HubContext,
    purpose: string | null,
    portfolioId: string,
    position: number,
    tally: InquiryTally,
  ) {
    const common = this.common(context, { purpose, asOf: null }, tally);
    await this.write({ ...common, kind: 'SCREENING', position, codes: null, portfolioId });
  }

  private common(
    { viewer, receivedAt, requestId }: HubContext,
    asked: Omit<CheckRequest, 'receivedAt'>,
    tally: InquiryTally,
  ) {
    const { purpose, asOf } = asked;
    const { count, counts } = tally;
    // Who may check is an agency: the public is refused before.
    const agencyId = viewer.agencyId as string;
    return { agencyId, at: receivedAt, purpose, asOf, count, digest: tally.digest(), ...counts, requestId };
  }
}
