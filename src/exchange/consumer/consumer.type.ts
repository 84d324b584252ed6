import 'reflect-metadata';
import { Field, Int, ObjectType } from 'type-graphql';
import type { ConsumerRow } from './consumer.store.js';

@ObjectType({
  description:
    'A durable consumer 持久消费者: how far the agency says that it has everything, kept on the hub under a name of its own. A client that lost everything goes on from its `cursor`, on any way out.',
})
export class Consumer implements Pick<ConsumerRow, 'name' | 'position' | 'acknowledgedAt'> {
  @Field(() => String, { description: 'Its name, unique within the agency.' })
  name: string;

  @Field(() => Int, { description: 'Position in the one order of changes up to which everything is acknowledged.' })
  position: number;

  @Field(() => Date, { description: 'When that was acknowledged.' })
  acknowledgedAt: Date;
}
