import { Arg, Resolver, Subscription } from 'type-graphql';
import { covers } from '../../kernel/division-code.js';
import { CursorScalar, DivisionCodeScalar } from '../../kernel/scalars.js';
import { Event, EventView } from '../feed/event.type.js';
import { askedTypes } from '../log/event.scope.js';
import { EVENT_TYPES } from '../log/event.types.js';
import { fromTheLog, type SubscriptionSource } from './source.js';

interface Args {
  types?: string[] | null;
  divisions?: string[] | null;
}

@Resolver(() => Event)
export class EventSubscriptionResolver {
  @Subscription(() => Event, {
    subscribe: fromTheLog,
    description:
      'The events that the caller may see, in the order of the log: with `after` those missed first, then those to come, without a gap and without a repetition between the two.',
  })
  events(
    @Arg('types', () => [String], { nullable: true, description: 'Of these types, for example accident.reported.' })
    _types: string[] | null,
    @Arg('divisions', () => [DivisionCodeScalar], { nullable: true, description: 'Of these divisions or below them.' })
    _divisions: string[] | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'Behind this cursor; left out: from now on.' })
    _after: string | null,
  ): Event {
    return fromTheLog();
  }
}

export const eventsSource: SubscriptionSource<Args> = {
  field: 'events',
  personal: true,
  listen: ({ types, divisions }, viewer) => ({
    types: askedTypes(viewer, types) ?? EVENT_TYPES,
    matches: ({ division }) => !divisions || divisions.some((area) => division !== null && covers(area, division)),
  }),
  notification: (event) => new EventView(event),
};
