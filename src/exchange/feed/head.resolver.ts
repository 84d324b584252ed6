import { Query, Resolver } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import { onBehalf } from '../../kernel/patience.js';
import { readHead } from '../head/head.store.js';
import type { EventReader } from './event.reader.js';
import { LogHead } from './head.type.js';

/** Where the log begins and ends. */
@Resolver()
export class HeadResolver {
  constructor(
    private readonly db: Db,
    private readonly reader: EventReader,
  ) {}

  @Query(() => LogHead, {
    description: 'Where the log ends now. It tells nothing of the events, so anybody may have it.',
  })
  async logHead(): Promise<LogHead> {
    const still = onBehalf();
    const { position, recordedAt } = await readHead(this.db.orm);
    const { id, startPosition } = await still(() => this.reader.state());
    const [cursor, oldest] = await still(() =>
      Promise.all([position, startPosition].map((at) => this.reader.cursorAt(at))),
    );
    return { logId: id, position, cursor: cursor as string, recordedAt, oldest: oldest as string };
  }
}
