import 'reflect-metadata';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { CursorScalar } from '../../kernel/scalars.js';

@ObjectType({
  description:
    'Checkpoint 检查点: the hub’s signature under the log’s hash chain at a position. Who keeps it can prove later that the log up to there was altered, or was not. PROTOCOL.md, "The log’s hash chain".',
})
export class LogCheckpoint {
  @Field(() => ID, { description: 'Which log.' })
  logId: string;

  @Field(() => String, { description: 'The epoch of the log that its position is of: eight hexadecimal digits.' })
  epoch: string;

  @Field(() => Int, { description: 'Position that it stands at.' })
  position: number;

  @Field(() => CursorScalar, { description: 'The same as a cursor.' })
  cursor: string;

  @Field(() => String, { description: 'The hash chain up to and including the position, SHA-256 in hexadecimal.' })
  hash: string;

  @Field(() => Date, { description: 'When it was signed.' })
  signedAt: Date;

  @Field(() => ID, { description: 'The key, by its `kid` in /.well-known/jwks.json.' })
  keyId: string;

  @Field(() => String, {
    description: 'The text that is signed, in UTF-8: kind, log, position, hash and time, a line each.',
  })
  text: string;

  @Field(() => String, { description: 'Ed25519 signature of the text, in base64.' })
  signature: string;
}

@ObjectType({
  description:
    'Proof 证明 that an event is in the hub’s log at its position: its leaf, and the leaves of those behind it up to a checkpoint. The leaves are salted, so they tell nothing of events that the caller may not see.',
})
export class EventProof {
  @Field(() => Int, { description: 'Position of the event.' })
  position: number;

  @Field(() => String, {
    description:
      'The text that the leaf is made of: a JSON array of position, type, subject, division, public, recipient, recordedAt, and the JSON text of data.',
  })
  text: string;

  @Field(() => String, {
    description: 'Random bytes before the text in the leaf, in hexadecimal: leaf = sha256(salt ‖ text).',
  })
  salt: string;

  @Field(() => String, {
    description: 'The hash chain before the event, in hexadecimal: hash = sha256(previous ‖ leaf).',
  })
  previousHash: string;

  @Field(() => [String], {
    description: 'Leaves of the events behind it up to the checkpoint’s position, in hexadecimal, in order.',
  })
  leaves: string[];

  @Field(() => LogCheckpoint, { description: 'The checkpoint that the chain leads to.' })
  checkpoint: LogCheckpoint;
}
