import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { authorise, type HubContext, scopeOf } from '../access/index.js';
import {
  type EventRow,
  type EventType,
  factsOf,
  fromTheLog,
  LogNotification,
  type SubscriptionSource,
} from '../exchange/index.js';
import { covers } from '../kernel/division-code.js';
import { AccidentLevelEnum } from '../kernel/enums.js';
import { notFound } from '../kernel/errors.js';
import { CursorScalar, DivisionCodeScalar } from '../kernel/scalars.js';
import { ACCIDENT_LEVELS, type AccidentLevel } from '../kernel/vocabulary.js';
import type { AccidentLoaders } from './accident.loader.js';
import type { AccidentRow } from './accident.store.js';
import { Accident } from './accident.type.js';

@ObjectType({ description: 'Accident notification 事故通知: an accident reported, or its level raised.' })
export class AccidentNotification extends LogNotification {
  @Field(() => String, {
    description: 'The type of the event, for example accident.reported or accident.supplemented.',
  })
  event: string;
}

interface Source extends AccidentNotification {
  accidentId: string;
}
interface Facts {
  id: string;
  level: AccidentLevel;
  previousLevel?: AccidentLevel;
}
interface Args {
  divisions?: string[] | null;
  minLevel?: AccidentLevel | null;
}

const rank = (level: AccidentLevel): number => ACCIDENT_LEVELS.indexOf(level);
const CHANGES: EventType[] = [
  'accident.reported',
  'accident.corrected',
  'accident.supplemented',
  'accident.concluded',
  'accident.published',
];

@Resolver(() => AccidentNotification)
export class AccidentSubscriptionResolver {
  constructor(private readonly loaders: AccidentLoaders) {}

  @Subscription(() => AccidentNotification, {
    subscribe: fromTheLog,
    description:
      'Accidents as they are reported, and again where a later document raises the level. To who sees published accidents alone: as they are published. With `after`, what was missed comes first, then what is new.',
  })
  accidentReported(
    @Arg('divisions', () => [DivisionCodeScalar], { nullable: true, description: 'Of these divisions or below them.' })
    _divisions: string[] | null,
    @Arg('minLevel', () => AccidentLevelEnum, { nullable: true, description: 'Of this level or a graver one.' })
    _minLevel: AccidentLevel | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'Behind this cursor; left out: from now on.' })
    _after: string | null,
  ): AccidentNotification {
    return fromTheLog();
  }

  @FieldResolver(() => Accident, { description: 'The accident, as the hub knows it now.' })
  async accident(@Root() { accidentId }: Source, @Ctx() context: HubContext): Promise<AccidentRow> {
    const found = await this.loaders.byId(context).load(accidentId);
    if (!found) throw notFound(`accident ${accidentId}`);
    return found;
  }
}

export const accidentReported: SubscriptionSource<Args> = {
  field: 'accidentReported',
  listen: ({ divisions, minLevel }, viewer) => {
    authorise(viewer, 'accident.read');
    const publishedOnly = scopeOf(viewer, 'accident.read') === 'PUBLISHED';
    const least = minLevel ? rank(minLevel) : 0;
    return {
      types: CHANGES,
      matches: (event) => {
        if (divisions && !divisions.some((area) => event.division !== null && covers(area, event.division)))
          return false;
        const { level } = factsOf<Facts>(event);
        if (rank(level) < least) return false;
        return publishedOnly || isNews(event);
      },
    };
  },
  notification: (event, cursor): Source => ({
    cursor,
    recordedAt: event.recordedAt,
    event: event.type,
    accidentId: String(factsOf<Facts>(event).id),
  }),
};

/** Reported, or graver than before. */
function isNews(event: EventRow): boolean {
  if (event.type === 'accident.reported') return true;
  const { level, previousLevel } = factsOf<Facts>(event);
  return previousLevel !== undefined && rank(level) > rank(previousLevel);
}
