import 'reflect-metadata';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { InquiryKindEnum } from '../../kernel/enums.js';
import { connectionOf, type Page } from '../../kernel/page.type.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { InquiryKind } from '../../kernel/vocabulary.js';
import type { InquiryRow } from './inquiry.store.js';

@ObjectType({
  description:
    'Inquiry 查询记录: that an agency asked for credit checks, about whom, for what and when, and what came of it. Written before the answer leaves, and never changed.',
})
export class Inquiry
  implements
    Pick<
      InquiryRow,
      'id' | 'agencyId' | 'kind' | 'purpose' | 'position' | 'portfolioId' | 'count' | 'digest' | 'requestId'
    >
{
  @Field(() => ID, { description: 'Identifies the inquiry; later ones have greater numbers.' })
  id: string;

  @Field(() => ID, { description: 'The agency that asked.' })
  agencyId: string;

  @Field(() => Date, { description: 'When the request arrived.' })
  at: Date;

  @Field(() => InquiryKindEnum, { description: 'One check, several at once, or a whole portfolio.' })
  kind: InquiryKind;

  @Field(() => String, { nullable: true, description: 'What it was asked for 查询用途; null: it was not said.' })
  purpose: string | null;

  @Field(() => Date, { nullable: true, description: 'The past instant asked for; null: now.' })
  asOf: Date | null;

  @Field(() => Int, { description: 'Position of the log that the answer had seen.' })
  position: number;

  @Field(() => ID, { nullable: true, description: 'The portfolio screened; null where codes were asked about.' })
  portfolioId: string | null;

  @Field(() => Int, { description: 'Codes asked about.' })
  count: number;

  @Field(() => String, {
    description: 'SHA-256 of the codes in the order asked, each ended by a line feed; in hexadecimal.',
  })
  digest: string;

  @Field(() => Int, { description: 'Answers with the outcome CLEAR.' })
  clear: number;

  @Field(() => Int, { description: 'Answers with the outcome REFERENCE.' })
  reference: number;

  @Field(() => Int, { description: 'Answers with the outcome RESTRICTED.' })
  restricted: number;

  @Field(() => Int, { description: 'Answers with the outcome UNKNOWN_ENTERPRISE.' })
  unknown: number;

  @Field(() => String, { nullable: true, description: 'The request’s id, as its answer’s X-Request-Id had it.' })
  requestId: string | null;
}

export const InquiryConnection = connectionOf('Inquiry', () => Inquiry);
export type InquiryConnection = Page<Inquiry>;

@InputType({ description: 'Which inquiries; conditions are joined by "and".' })
export class InquiryFilter {
  @Field(() => ID, { nullable: true, description: 'Of this agency; an agency sees its own alone.' })
  agency?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'At this instant or later.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this instant.' })
  until?: Date | null;
}
