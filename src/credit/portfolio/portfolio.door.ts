import { authoriseProvider, forCaller, type HubContext } from '../../access/index.js';
import { notFound } from '../../kernel/errors.js';
import type { CheckFound } from '../check.js';
import { checkPurpose } from '../checker.js';
import { InquiryTally } from '../inquiry/inquiry.decide.js';
import type { InquiryRecorder } from '../inquiry/recorder.js';
import { type CodeLine, changeByStream, type StreamedChange } from './portfolio.change.js';
import type { PortfolioStore } from './portfolio.store.js';
import type { PortfolioReceipt } from './portfolio.type.js';
import type { Screener } from './screening.js';

/** What the server's own door for long lists opens on to. */
export interface PortfolioDoor {
  /** Changes a portfolio by a list that is read as it comes. */
  change(
    context: HubContext,
    id: string,
    how: StreamedChange,
    lines: AsyncIterable<CodeLine>,
  ): Promise<PortfolioReceipt>;
  /**
   * Screens a portfolio: refuses, or answers a function that writes it line by line. `write` is waited for, so that what is
   * read waits for who reads; `gone` says that nobody reads any more, and the state of the database is given back at once.
   */
  screening(
    context: HubContext,
    id: string,
    purpose: string | null,
  ): Promise<(write: (text: string) => Promise<void>, gone: AbortSignal) => Promise<void>>;
}

interface Deps {
  portfolios: PortfolioStore;
  screener: Screener;
  inquiries: InquiryRecorder;
}

export const portfolioDoor = ({ portfolios, screener, inquiries }: Deps): PortfolioDoor => ({
  change: (context, id, how, lines) => changeByStream(portfolios, context, id, how, lines),
  screening: async (context, id, purpose) => {
    const agency = authoriseProvider(context.viewer, 'portfolio.read');
    checkPurpose(purpose);
    if (!(await forCaller(context, () => portfolios.find(agency, id)))) throw notFound(`portfolio ${id.slice(0, 60)}`);
    return async (write, gone) => {
      const tally = new InquiryTally();
      let position = 0;
      try {
        const each = async (found: readonly CheckFound[]) => {
          position = found[0]?.position ?? position;
          tally.add(found);
          if (found.length > 0) await write(`${found.map(lineOf).join('\n')}\n`);
        };
        const end = await screener.screen(context, id, each, gone);
        await inquiries.recordScreening(context, purpose, id, end.position, tally);
        await write(`${JSON.stringify({ asOf: context.receivedAt.toISOString(), ...end })}\n`);
      } catch (error) {
        // What was sent already is recorded too.
        if (tally.open && tally.count > 0) await inquiries.recordScreening(context, purpose, id, position, tally);
        throw error;
      }
    };
  },
});

/** A member's check as a line of JSON. */
function lineOf({ uscc, outcome, reasons, enterprise, rating, grading, restrictions }: CheckFound): string {
  return JSON.stringify({
    uscc,
    outcome,
    reasons,
    enterprise: enterprise && { name: enterprise.name },
    rating: rating && { level: rating.level, ratedOn: rating.ratedOn, validUntil: rating.validUntil },
    grading: grading && { grade: grading.grade, issuedOn: grading.issuedOn, validUntil: grading.validUntil },
    restrictions: restrictions.map(({ id, domain, effectiveFrom, effectiveUntil, cause, legalBasis, policy }) => ({
      id,
      domain,
      effectiveFrom,
      effectiveUntil,
      cause,
      legalBasis,
      policy,
    })),
  });
}
