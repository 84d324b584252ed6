import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import { authoriseProvider, forCaller, type HubContext } from '../../access/index.js';
import { badInput, notFound } from '../../kernel/errors.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { EventReader } from '../feed/event.reader.js';
import { headLoader } from '../feed/head.loader.js';
import { lagOf } from '../feed/lag.js';
import { eventScopeOf } from '../log/event.scope.js';
import type { ConsumerRow, ConsumerStore } from './consumer.store.js';
import { Consumer } from './consumer.type.js';

const ACTION = 'consumer.acknowledge';
const NAME = /^[^\p{Cc}\p{Cs}]{1,100}$/u;

@Resolver(() => Consumer)
export class ConsumerResolver {
  private readonly head: ReturnType<typeof headLoader>;

  constructor(
    private readonly db: Db,
    private readonly store: ConsumerStore,
    private readonly reader: EventReader,
  ) {
    this.head = headLoader(reader);
  }

  @Query(() => [Consumer], { description: 'The caller’s durable consumers, by name.' })
  consumers(@Ctx() { viewer }: HubContext): Promise<ConsumerRow[]> {
    return this.store.list(authoriseProvider(viewer, ACTION));
  }

  @Mutation(() => Consumer, {
    description:
      'Says that the caller has everything up to a cursor, under a name of its own; an unknown name begins with it. An earlier cursor than the one acknowledged changes nothing, unless `rewind`. Answers where the consumer stands.',
  })
  async acknowledgeEvents(
    @Arg('consumer', () => String, { description: 'Name of the consumer, 1 to 100 characters.' }) name: string,
    @Arg('cursor', () => CursorScalar, { description: 'Cursor of the last event taken, or of a page’s end.' })
    cursor: string,
    @Arg('rewind', () => Boolean, { defaultValue: false, description: 'Also back: it will be asked for again.' })
    rewind: boolean,
    @Ctx() context: HubContext,
  ): Promise<ConsumerRow> {
    const { viewer, receivedAt } = context;
    const agency = authoriseProvider(viewer, ACTION);
    checkName(name);
    const place = await this.reader.placeOf(cursor);
    return forCaller(context, () => this.store.acknowledge(agency, name, place, receivedAt, rewind));
  }

  @Mutation(() => Boolean, { description: 'Forgets a durable consumer of the caller.' })
  async forgetConsumer(
    @Arg('consumer', () => String, { description: 'Name of the consumer.' }) name: string,
    @Ctx() { viewer }: HubContext,
  ): Promise<boolean> {
    const agency = authoriseProvider(viewer, ACTION);
    if (!(await this.store.forget(agency, name))) throw notFound(`consumer ${JSON.stringify(name.slice(0, 100))}`);
    return true;
  }

  @FieldResolver(() => CursorScalar, { description: 'The same as a cursor: give it as `after` to go on.' })
  cursor(@Root() { position }: ConsumerRow): Promise<string> {
    return this.reader.cursorAt(position);
  }

  @FieldResolver(() => Int, {
    description:
      'Events that the agency may see and has not acknowledged. Exact to 10,000 positions behind the head of the log; beyond that, every further position counts.',
  })
  async lag(@Root() { position }: ConsumerRow, @Ctx() context: HubContext): Promise<number> {
    return lagOf(this.db, { scope: eventScopeOf(context.viewer), position }, await this.head(context));
  }
}

function checkName(name: string): void {
  if (NAME.test(name) && name.trim() !== '') return;
  const message = 'a name has 1 to 100 characters, and no control characters';
  throw badInput([{ path: 'consumer', code: 'NAME', message }]);
}
