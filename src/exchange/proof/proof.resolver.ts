import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { Db } from '../../../db/client.js';
import type { HubContext } from '../../access/index.js';
import { notFound } from '../../kernel/errors.js';
import { onBehalf } from '../../kernel/patience.js';
import { CursorScalar } from '../../kernel/scalars.js';
import type { LogIdentity } from '../epoch/lineage.js';
import type { EventReader } from '../feed/event.reader.js';
import { leafOf, textOf } from '../log/chain.js';
import type { EventRow } from '../log/event.js';
import { eventScopeOf, sees } from '../log/event.scope.js';
import { writeLogCursor } from '../log/log.cursor.js';
import { readCheckpoint, readWindow } from './checkpoint.store.js';
import { EventProof, LogCheckpoint } from './proof.type.js';
import { type SignedStatement, statementText } from './statement.js';

const wire = (statement: SignedStatement, log: LogIdentity): LogCheckpoint => ({
  ...statement,
  cursor: writeLogCursor(log, statement.position),
  epoch: log.lineage.at(statement.position).id,
  hash: statement.hash.toString('hex'),
  text: statementText('checkpoint', statement),
  signature: statement.signature.toString('base64'),
});

/** Checkpoints and proofs: what lets a consumer hold the hub to its word. */
@Resolver()
export class ProofResolver {
  constructor(
    private readonly db: Db,
    private readonly reader: EventReader,
  ) {}

  @Query(() => LogCheckpoint, {
    nullable: true,
    description:
      'The last checkpoint of the log, or the first one at a cursor or behind it. Null: not signed yet; the hub signs within seconds what is new. A checkpoint tells nothing of the events, so anybody may have it.',
  })
  async logCheckpoint(
    @Arg('atLeast', () => CursorScalar, { nullable: true, description: 'At this cursor of the log or behind it.' })
    atLeast: string | null,
  ): Promise<LogCheckpoint | null> {
    const still = onBehalf();
    const position = atLeast === null ? null : await this.reader.positionOf(atLeast);
    const found = await still(() => readCheckpoint(this.db.sql, position));
    return found && wire(found, await this.reader.log());
  }

  @Query(() => EventProof, {
    nullable: true,
    description:
      'Proof that an event is in the hub’s log, for whoever may see the event. Null: no checkpoint stands behind it yet; the hub signs within seconds what is new.',
  })
  async eventProof(
    @Arg('cursor', () => CursorScalar, { description: 'The event’s cursor.' }) cursor: string,
    @Ctx() { viewer }: HubContext,
  ): Promise<EventProof | null> {
    const still = onBehalf();
    const position = await this.reader.positionOf(cursor);
    const checkpoint = await still(() => readCheckpoint(this.db.sql, position));
    // The one before it is read for its hash; the oldest event kept has the log's own.
    const until = checkpoint?.position ?? position;
    const events = await still(() => readWindow(this.db.orm, position - 2, until));
    const at = events.findIndex((e) => e.position === position);
    const event = events[at];
    const scope = eventScopeOf(viewer);
    const shown = event && sees(scope, event) ? await still(() => this.reader.shown(scope, [event])) : [];
    if (!event || shown.length === 0) throw notFound('an event at this cursor that you may see');
    if (!checkpoint) return null;
    const previous = events[at - 1]?.hash ?? (await still(() => this.reader.state())).startHash;
    return {
      position,
      text: textOf(event),
      salt: event.salt.toString('hex'),
      previousHash: previous.toString('hex'),
      leaves: events.slice(at + 1).map((e: EventRow) => leafOf(e, e.salt).toString('hex')),
      checkpoint: wire(checkpoint, await this.reader.log()),
    };
  }
}
