import 'reflect-metadata';
import { Field, ID, ObjectType } from 'type-graphql';
import { SubmissionProblem, SubmissionStatus } from '../write/submission.type.js';
import type * as operation from './operation.js';

@ObjectType({
  description:
    'A registered operation 已登记操作: a document that an agency has named, so that its clients send the name. It is parsed and validated before it is asked.',
})
export class RegisteredOperation implements Omit<operation.RegisteredOperation, 'agencyId'> {
  @Field(() => ID, { description: 'Its name, unique within the agency.' })
  id: string;

  @Field(() => String, {
    description: 'SHA-256 of the document in hexadecimal digits: it may be asked for by this too.',
  })
  hash: string;

  @Field(() => String, { description: 'The document.' })
  document: string;

  @Field(() => String, { nullable: true, description: 'Name of the operation in the document; null: it has none.' })
  name: string | null;

  @Field(() => String, { description: 'query, mutation or subscription.' })
  kind: string;

  @Field(() => String, { nullable: true, description: 'What it is for 使用目的.' })
  purpose: string | null;

  @Field(() => String, { nullable: true, description: 'What entitles the agency to ask 法律依据.' })
  legalBasis: string | null;

  @Field(() => Date, { description: 'When it was registered as it is.' })
  registeredAt: Date;
}

@ObjectType({ description: 'The registered operations of an agency 已登记操作.' })
export class OperationRegister {
  @Field(() => ID, { description: 'The agency.' })
  agencyId: string;

  @Field(() => Boolean, { description: 'Whether the agency runs these and no others.' })
  only: boolean;

  @Field(() => [RegisteredOperation], { description: 'By id, at most 2,000.' })
  operations: RegisteredOperation[];
}

@ObjectType({ description: 'What became of one operation that was handed in.' })
export class OperationReceipt {
  @Field(() => ID, { description: 'The id that was handed in.' })
  id: string;

  @Field(() => SubmissionStatus, { description: 'Inserted, updated, unchanged or rejected.' })
  status: keyof typeof SubmissionStatus;

  @Field(() => [SubmissionProblem], { description: 'Every fault of a rejected one; empty of one that was taken.' })
  problems: SubmissionProblem[];

  @Field(() => RegisteredOperation, { nullable: true, description: 'As it is registered; null: it was rejected.' })
  operation: RegisteredOperation | null;
}
