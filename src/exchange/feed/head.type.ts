import 'reflect-metadata';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { CursorScalar } from '../../kernel/scalars.js';

@ObjectType({
  description:
    'Head 日志末端 of the log: where it ends now. Who reads registers and then follows the log asks for it first: what is behind its cursor is told, what is not was read.',
})
export class LogHead {
  @Field(() => ID, { description: 'Which log.' })
  logId: string;

  @Field(() => Int, { description: 'Position of the last event; 0 where there is none yet.' })
  position: number;

  @Field(() => CursorScalar, {
    description: 'The same as a cursor: give it as `after` to have all that comes from now on.',
  })
  cursor: string;

  @Field(() => Date, { description: 'When the last event was recorded.' })
  recordedAt: Date;

  @Field(() => CursorScalar, {
    description: 'The oldest cursor that can be gone on from: given as `after` it brings everything that is kept.',
  })
  oldest: string;
}
