import type { Follows } from '../feed/lag.js';
import { eventScopeOf } from '../log/event.scope.js';
import { ALWAYS_SENT, type EventType } from '../log/event.types.js';
import type { WebhookRow } from './webhook.store.js';

/** What a webhook gets: of the events that its agency may see, those that it asked for. */
export const followsOf = ({ owner, types, divisions, position }: WebhookRow): Follows => ({
  scope: eventScopeOf(owner),
  types: (types as EventType[] | null) ?? undefined,
  divisions: divisions ?? undefined,
  always: ALWAYS_SENT,
  position,
});
