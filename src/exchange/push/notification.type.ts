import 'reflect-metadata';
import { Field, ObjectType } from 'type-graphql';
import { CursorScalar } from '../../kernel/scalars.js';

/** What every notification of a room says of its place in the log. */
@ObjectType()
export abstract class LogNotification {
  @Field(() => CursorScalar, { description: 'Give it as `after` to go on behind this notification.' })
  cursor: string;

  @Field(() => Date, { description: 'When the hub recorded it.' })
  recordedAt: Date;
}
