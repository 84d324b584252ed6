import { type Action, authorise, scopeOf, type Viewer } from '../../access/index.js';
import { covers, divisionPrefix } from '../../kernel/division-code.js';
import { badInput, limitExceeded } from '../../kernel/errors.js';
import type { EventRow } from './event.js';
import { EVENT_TYPES, type EventFamily, type EventType, familyOf, PERSONAL } from './event.types.js';

/** Families that another action decides about than their own, `licence.read` of `licence`; null: each event is for one agency alone. */
const FAMILY = {
  credit: 'rating.read',
  notice: null,
  webhook: null,
  clock: 'log.read',
} as const satisfies Partial<Record<EventFamily, Action | null>>;
type Own = Exclude<EventFamily, keyof typeof FAMILY>;

/** The action of the permission page that decides about a family: one without does not compile. */
function actionOf(family: EventFamily): Action | null {
  if (family in FAMILY) return FAMILY[family as keyof typeof FAMILY];
  return `${family as Own}.read` satisfies Action;
}
/** Types that another action decides about than the rest of their family. */
const ALONE: Partial<Record<EventType, Action>> = {
  'restriction.proposed': 'case.read',
  'restriction.proceeded': 'case.read',
  'restriction.dropped': 'case.read',
  'restriction.lifted': 'case.read',
  'restriction.expired': 'case.read',
  'restriction.withdrawn': 'case.read',
  'restriction.removed': 'removal.read',
};
const readOf = (type: EventType): Action | null => ALONE[type] ?? actionOf(familyOf(type) as EventFamily);

/** Which events a viewer sees. The store makes its condition of the same parts (event.store.ts); a test holds the two together. */
export interface EventScope {
  /** Two scopes with equal keys see the same events. */
  readonly key: string;
  /** Types of which every event is seen, those of the territory, and those that are public. */
  readonly all: readonly string[];
  readonly own: readonly string[];
  readonly published: readonly string[];
  readonly territory: string | null;
  /** Whose personal events are seen: EVERYONE's by an operator, an agency's own by its id. */
  readonly recipient: string | null;
}

export const EVERYONE = 'EVERYONE';

/**
 * The viewer's scope by the permission page. With `types` it is no wider than their families, so that agencies which see the
 * same of them share one key; which types it may see at all does not change. `whole` are types of which every event counts, because
 * of its event a notification says no more than that something is to be asked anew.
 */
export function eventScopeOf(
  viewer: Viewer,
  types: readonly EventType[] = EVENT_TYPES,
  whole: readonly EventType[] = [],
): EventScope {
  const asked = new Set(types.map(familyOf));
  const by = { all: [] as string[], own: [] as string[], published: [] as string[] };
  // The territory of the whole nation, or none: everywhere.
  const everywhere = viewer.divisionCode === null || divisionPrefix(viewer.divisionCode) === '';
  for (const type of EVENT_TYPES) {
    const action = readOf(type);
    const read = action && asked.has(familyOf(type)) ? scopeOf(viewer, action) : null;
    const scope = whole.includes(type) ? 'ALL' : read;
    const territorial = scope === 'OWN_DIVISION' || scope === 'OWN_OR_PUBLISHED';
    if (scope === 'ALL' || (territorial && everywhere)) by.all.push(type);
    else if (territorial) by.own.push(type);
    if (scope === 'PUBLISHED' || (scope === 'OWN_OR_PUBLISHED' && !everywhere)) by.published.push(type);
  }
  const territory = by.own.length > 0 ? viewer.divisionCode : null;
  const personal = [...PERSONAL].some((family) => asked.has(family));
  const recipient = !personal ? null : viewer.kind === 'OPERATOR' ? EVERYONE : viewer.agencyId;
  const key = JSON.stringify([by.all, by.own, by.published, territory, recipient]);
  return { key, ...by, territory, recipient };
}

/** Whether a scope includes an event. */
export function sees(
  scope: EventScope,
  event: Pick<EventRow, 'type' | 'division' | 'public' | 'recipientId'>,
): boolean {
  if (event.recipientId !== null) return scope.recipient === EVERYONE || scope.recipient === event.recipientId;
  const { type, division } = event;
  if (scope.all.includes(type)) return true;
  if (division !== null && scope.own.includes(type) && covers(scope.territory as string, division)) return true;
  return event.public && scope.published.includes(type);
}

const MOST_TYPES = 100;

/** The types that a caller asks for: known ones that the permission page opens to it. Left out: all. */
export function askedTypes(
  viewer: Viewer,
  types: readonly string[] | null | undefined,
): readonly EventType[] | undefined {
  if (types == null) return undefined;
  // Each wrong one is answered with the list of all that there are.
  if (types.length > MOST_TYPES) throw limitExceeded('types', MOST_TYPES, types.length);
  const known: readonly string[] = EVENT_TYPES;
  const wrong = (path: string, message: string) => ({ path, code: 'VALUE', message });
  const list = known.join(', ');
  const faults = types.flatMap((type, i) =>
    known.includes(type)
      ? []
      : [wrong(`types.${i}`, `${JSON.stringify(type.slice(0, 60))} is no type of event; there is ${list}`)],
  );
  if (types.length === 0) faults.push(wrong('types', `name one at least, or leave it out for all; there is ${list}`));
  if (faults.length > 0) throw badInput(faults);
  for (const type of types as readonly EventType[]) {
    const action = readOf(type);
    if (action) authorise(viewer, action);
  }
  return types as readonly EventType[];
}
