import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { forCaller, type HubContext } from '../../access/index.js';
import { pageSize } from '../../kernel/paging.js';
import { CursorScalar } from '../../kernel/scalars.js';
import { askedTypes, eventScopeOf } from '../log/event.scope.js';
import { writeLogCursor } from '../log/log.cursor.js';
import type { EventReader } from './event.reader.js';
import { DivisionStub, EnterpriseStub, Event, EventConnection, EventView, LogPage } from './event.type.js';

@Resolver(() => Event)
export class EventResolver {
  constructor(private readonly reader: EventReader) {}

  @Query(() => EventConnection, {
    description:
      'The pull feed: the events that the caller may see, in the order of the log. `pageInfo.endCursor` is always there, on an empty page too: go on from it, at once where `hasNextPage`, else later. A cursor older than what is kept is CURSOR_INVALID and names the oldest.',
  })
  async events(
    @Arg('types', () => [String], { nullable: true, description: 'Of these types, for example accident.reported.' })
    types: string[] | null,
    @Arg('after', () => CursorScalar, {
      nullable: true,
      description: 'Behind this cursor; left out: from the oldest event kept.',
    })
    after: string | null,
    @Arg('first', () => Int, { defaultValue: 100, description: 'Events of the page, at most 500.' }) first: number,
    @Ctx() context: HubContext,
  ): Promise<EventConnection> {
    const { viewer } = context;
    const asked = askedTypes(viewer, types);
    const limit = pageSize(first);
    const { reader } = this;
    const position = after === null ? null : await reader.positionOf(after);
    const query = { after: position, limit, types: asked };
    const page = await forCaller(context, () => reader.page(eventScopeOf(viewer, asked), query));
    const views = page.events.map((row) => new EventView(row));
    const end = page.end ?? after ?? writeLogCursor(page.log, page.scannedTo);
    return new LogPage(views, end, page.scannedTo < page.head, after !== null);
  }

  @FieldResolver(() => EnterpriseStub, { nullable: true, description: 'The enterprise that it is about.' })
  enterprise(@Root() { subject }: EventView): EnterpriseStub | null {
    return subject === null ? null : { uscc: subject };
  }

  @FieldResolver(() => DivisionStub, { nullable: true, description: 'Division that it belongs to.' })
  division(@Root() { divisionCode }: EventView): DivisionStub | null {
    return divisionCode === null ? null : { code: divisionCode };
  }
}
