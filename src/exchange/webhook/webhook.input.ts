import { Field, InputType } from 'type-graphql';
import { WebhookSignatureEnum } from '../../kernel/enums.js';
import { CursorScalar, DivisionCodeScalar } from '../../kernel/scalars.js';
import type { WebhookSignature } from '../../kernel/vocabulary.js';

const URL_RULE =
  'Where events are posted to: https, at a public address. Other addresses, and http, are open where the operator names them.';

@InputType({ description: 'A new webhook.' })
export class WebhookInput {
  @Field(() => String, { description: URL_RULE })
  url: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Types of events, for example accident.reported; left out: all.',
  })
  types?: string[] | null;

  @Field(() => [DivisionCodeScalar], {
    nullable: true,
    description: 'Only events of these divisions and below, at most 100; left out: all.',
  })
  divisions?: string[] | null;

  @Field(() => WebhookSignatureEnum, {
    nullable: true,
    defaultValue: 'ED25519',
    description: 'How deliveries are signed.',
  })
  signature?: WebhookSignature | null;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'It begins behind this cursor; left out: with what happens from now on.',
  })
  after?: string | null;
}

@InputType({ description: 'Changes of a webhook; what is left out stays.' })
export class WebhookChangeInput {
  @Field(() => String, { nullable: true, description: URL_RULE })
  url?: string | null;

  @Field(() => [String], { nullable: true, description: 'Types of events from now on; null: all.' })
  types?: string[] | null;

  @Field(() => [DivisionCodeScalar], { nullable: true, description: 'Divisions from now on, at most 100; null: all.' })
  divisions?: string[] | null;
}
