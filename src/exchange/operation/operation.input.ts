import { Field, ID, InputType } from 'type-graphql';
import type { OperationDraft } from './operation.js';

@InputType({ description: 'An operation to register.' })
export class OperationInput implements OperationDraft {
  @Field(() => ID, {
    description:
      'What its clients send instead of the document: the id of their manifest, usually a hash. 1 to 128 letters, digits, and . _ - : / + =',
  })
  id: string;

  @Field(() => String, { description: 'The document, with one operation, to the letter as the client would send it.' })
  document: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it is for 使用目的, at most 200 characters: the purpose of its credit checks that name none.',
  })
  purpose?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What entitles the agency to ask 法律依据, at most 200 characters, for example an article of a law.',
  })
  legalBasis?: string | null;
}
