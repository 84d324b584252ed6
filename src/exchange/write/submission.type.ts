import 'reflect-metadata';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { SubmissionStatusEnum } from '../../kernel/enums.js';

export const SubmissionStatus = SubmissionStatusEnum;

@Directive('@shareable')
@ObjectType({ description: 'One thing wrong with a record 差错.' })
export class SubmissionProblem {
  @Field(() => String, { description: 'The input field at fault, for example `records.3.uscc`, or the record.' })
  path: string;

  @Field(() => String, { description: 'Stable code of the fault: schema/ERRORS.md.' })
  code: string;

  @Field(() => String, { description: 'The fault in words, with the mend.' })
  message: string;
}

@Directive('@shareable')
@ObjectType({ description: 'What became of one record of a submission.' })
export class SubmissionResult {
  @Field(() => Int, { description: 'Place of the record in `records`, from 0.' })
  index: number;

  @Field(() => SubmissionStatus, { description: 'Inserted, updated, unchanged or rejected.' })
  status: keyof typeof SubmissionStatus;

  @Field(() => String, {
    nullable: true,
    description: 'Stable code of the reason for a rejection: the first of `problems`.',
  })
  code: string | null;

  @Field(() => String, { nullable: true, description: 'The reason in words, with the mend.' })
  message: string | null;

  @Field(() => String, { nullable: true, description: 'The input field at fault, for example `records.3.uscc`.' })
  path: string | null;

  @Field(() => [SubmissionProblem], {
    description: 'Every fault of a rejected record, so that it is mended at once; empty of one that was taken.',
  })
  problems: SubmissionProblem[];
}

@Directive('@shareable')
@ObjectType({
  description:
    'Receipt 回执 of a submission: what was done with every record of it. Repeatable by its idempotency key.',
})
export class SubmissionReceipt {
  @Field(() => ID, { description: 'Identifies the submission at the hub.' })
  id: string;

  @Field(() => Int, { description: 'Records new in the register.' })
  inserted: number;

  @Field(() => Int, { description: 'Records that became a new version.' })
  updated: number;

  @Field(() => Int, { description: 'Records that the register held already.' })
  unchanged: number;

  @Field(() => Int, { description: 'Records refused.' })
  rejected: number;

  @Field(() => [SubmissionResult], { description: 'One entry a record, in the order submitted.' })
  results: SubmissionResult[];

  @Field(() => Int, { description: 'Position of the register changes after this submission.' })
  position: number;
}
