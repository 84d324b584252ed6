import 'reflect-metadata';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, type Page } from '../../kernel/page.type.js';
import { CursorScalar, DateScalar } from '../../kernel/scalars.js';
import { CreditCheck } from '../credit.type.js';
import type { InvalidCode } from './portfolio.codes.js';
import type { PortfolioRow } from './portfolio.store.js';
import type { Screened } from './screening.js';

@ObjectType({
  description:
    'Portfolio 关注名单: companies that an agency watches, up to 200,000, for its own eyes alone. Large lists are uploaded by `PUT /portfolios/ID/members` and screened by `GET /portfolios/ID/screening` (PROTOCOL.md, "Portfolios").',
})
export class Portfolio implements Pick<PortfolioRow, 'id' | 'name' | 'size' | 'createdAt' | 'changedAt'> {
  @Field(() => ID, { description: 'Identifies the portfolio.' })
  id: string;

  @Field(() => String, { description: 'Its name, unique within the agency.' })
  name: string;

  @Field(() => Int, { description: 'Companies in it.' })
  size: number;

  @Field(() => Date, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => Date, { description: 'When its companies changed last.' })
  changedAt: Date;
}

export const CreditCheckConnection = connectionOf('CreditCheck', () => CreditCheck);
export type CreditCheckConnection = Page<CreditCheck>;

@ObjectType({
  description:
    'Digest 摘要 over the flags of a portfolio’s companies at one position: whoever computes it over its own copy knows whether that is the hub’s (PROTOCOL.md, "Portfolios").',
})
export class PortfolioDigest implements Screened {
  @Field(() => Int, { description: 'Position of the log that it has seen.' })
  position: number;

  @Field(() => CursorScalar, { description: 'The same as a cursor: give it as `after` to hear what changes it.' })
  cursor: string;
  @Field(() => DateScalar, { description: 'Day in Shanghai that the flags are of.' })
  day: string;

  @Field(() => Boolean, {
    description:
      'Whether everything that this day brings by itself, such as a validity that ended, is in the log up to `position`. Only then is a copy that has applied everything digested alike: announcing a day begins within half a minute of it.',
  })
  announced: boolean;

  @Field(() => String, { description: 'SHA-256 over the sorted lines of the flags, in hexadecimal.' })
  digest: string;

  @Field(() => Int, { description: 'Lines, one a company.' })
  count: number;
}

@ObjectType({ description: 'A text that is no unified social credit code.' })
export class PortfolioProblem implements InvalidCode {
  @Field(() => Int, { description: 'Its place in the list, from 0.' })
  index: number;

  @Field(() => String, { description: 'The text, its first 60 characters.' })
  text: string;

  @Field(() => String, { description: 'What is wrong, a stable code (ERRORS.md, "Codes of problems").' })
  code: string;

  @Field(() => String, { description: 'What is wrong, for people.' })
  message: string;
}

@ObjectType({ description: 'Receipt of a change of a portfolio: what it did, code by code in numbers.' })
export class PortfolioReceipt {
  @Field(() => Portfolio, {
    description: 'The portfolio after it; as it stands where it was a dry run; as it was where it is removed.',
  })
  portfolio: Portfolio;

  @Field(() => Boolean, { description: 'Whether nothing was written, only compared.' })
  dryRun: boolean;

  @Field(() => Int, { description: 'Companies that came.' })
  added: number;

  @Field(() => Int, { description: 'Companies that went.' })
  removed: number;

  @Field(() => Int, { description: 'Different codes given that changed nothing.' })
  unchanged: number;

  @Field(() => Int, { description: 'Texts given that are no code: they are left out, the others are taken.' })
  invalidCount: number;

  @Field(() => [PortfolioProblem], {
    description:
      'Those texts and what is wrong with each, the first 10,000; from the 1,001st on its `message` names the first of the same code.',
  })
  invalid: PortfolioProblem[];
}
