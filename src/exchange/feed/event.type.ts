import 'reflect-metadata';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, Page, type PageInfo } from '../../kernel/page.type.js';
import { CursorScalar, JsonScalar, UsccScalar } from '../../kernel/scalars.js';
import { divisionStub, enterpriseStub } from '../../kernel/stub.type.js';
import { eventId } from '../epoch/lineage.js';
import type { EventRow } from '../log/event.js';
import { cursorOfEvent } from '../log/log.cursor.js';

export const EnterpriseStub = enterpriseStub('exchange');
export type EnterpriseStub = InstanceType<typeof EnterpriseStub>;

export const DivisionStub = divisionStub('exchange');
export type DivisionStub = InstanceType<typeof DivisionStub>;

@ObjectType({
  description:
    'Event 事件: one change, at its place in the hub’s one order of changes. Written once, chained by hashes.',
})
export class Event implements Pick<EventRow, 'type' | 'position' | 'recordedAt' | 'public'> {
  @Field(() => ID, {
    description:
      'Identifies the event in this log; a repeated delivery has the same. Behind an epoch’s beginning it names the epoch, because positions are given again there.',
  })
  id: string;

  @Field(() => String, { description: 'What happened, as CloudEvents name it, for example accident.reported.' })
  type: string;

  @Field(() => CursorScalar, {
    description: 'Give it as `after` to go on behind this event, on any way out of the hub.',
  })
  cursor: string;

  @Field(() => Int, { description: 'Place in the one order of changes: from 1, without gaps.' })
  position: number;

  @Field(() => Date, { description: 'When the hub recorded it.' })
  recordedAt: Date;

  @Field(() => UsccScalar, { nullable: true, description: 'Code of the enterprise that it is about 统一社会信用代码.' })
  subject: string | null;

  @Field(() => JsonScalar, { description: 'The facts, by the type of the event; what changed and from what.' })
  data: unknown;

  @Field(() => Boolean, { description: 'Whether the public could see it when it was written.' })
  public: boolean;

  @Field(() => ID, { nullable: true, description: 'The one agency that it is for; null: whoever may see its kind.' })
  recipient: string | null;

  @Field(() => String, { description: 'Random bytes of its leaf in the hash chain, in hexadecimal.' })
  salt: string;

  @Field(() => String, { description: 'The hash chain up to and including this event, SHA-256 in hexadecimal.' })
  hash: string;
}

/** An event as a caller gets it, made of one that it may see. What costs is computed where it is asked for. */
export class EventView {
  constructor(private readonly row: EventRow) {}

  get id() {
    return eventId(this.row);
  }
  get type() {
    return this.row.type;
  }
  get cursor() {
    return cursorOfEvent(this.row);
  }
  get position() {
    return this.row.position;
  }
  get recordedAt() {
    return this.row.recordedAt;
  }
  get subject() {
    return this.row.subject;
  }
  get divisionCode() {
    return this.row.division;
  }
  get data(): unknown {
    return JSON.parse(this.row.data);
  }
  get public() {
    return this.row.public;
  }
  get recipient() {
    return this.row.recipientId;
  }
  get salt() {
    return this.row.salt.toString('hex');
  }
  get hash() {
    return this.row.hash.toString('hex');
  }
}

/** A page of the log. Its end is the position read to, which may lie behind its last event, or there may be no event at all. */
export class LogPage extends Page<EventView> {
  constructor(
    nodes: EventView[],
    private readonly end: string,
    private readonly follows: boolean,
    continued: boolean,
  ) {
    super(nodes, (event) => event.cursor, follows, continued);
  }

  override get pageInfo(): PageInfo {
    return { ...super.pageInfo, hasNextPage: this.follows, endCursor: this.end };
  }
}

export const EventConnection = connectionOf('Event', () => Event);
export type EventConnection = Page<EventView>;
