import type { Db } from '../../../db/client.js';
import type { EventReader } from '../feed/event.reader.js';
import { lagOf } from '../feed/lag.js';
import { eventScopeOf } from '../log/event.scope.js';
import { followsOf } from '../webhook/follows.js';
import { WebhookStore } from '../webhook/webhook.store.js';
import { ConsumerStore } from './consumer.store.js';

/** How far somebody is behind the log, in events. */
export interface Lag {
  agency: string;
  /** The webhook's id, or the consumer's name. */
  name: string;
  lag: number;
}
export interface Lags {
  webhooks: (Lag & { disabled: boolean })[];
  consumers: Lag[];
}

/** Lags are counted anew after this, however often they are asked for. */
const FRESH_MS = 10_000;
const PAGE = 500;

/** The lags of every webhook and durable consumer, for the metrics. */
export function lagReader(db: Db, reader: EventReader): () => Promise<Lags> {
  const webhooks = new WebhookStore(db);
  const consumers = new ConsumerStore(db);
  let known: { at: number; lags: Promise<Lags> } | undefined;

  const count = async (): Promise<Lags> => {
    const { head } = await reader.state();
    const lags: Lags = { webhooks: [], consumers: [] };
    // One after the other: whoever asks for a credit check meanwhile waits for one of them at most.
    for (let after: [string, string] | null = null, more = true; more; ) {
      const rows = await webhooks.page({ agencyId: null }, after, PAGE);
      for (const row of rows.slice(0, PAGE)) {
        const lag = await lagOf(db, followsOf(row), head);
        lags.webhooks.push({ agency: row.owner.name, name: row.id, lag, disabled: row.status === 'DISABLED' });
        after = [row.createdAt.toISOString(), row.id];
      }
      more = rows.length > PAGE;
    }
    for (const { owner, name, position } of await consumers.all())
      lags.consumers.push({
        agency: owner.name,
        name,
        lag: await lagOf(db, { scope: eventScopeOf(owner), position }, head),
      });
    return lags;
  };
  return () => {
    if (!known || performance.now() - known.at > FRESH_MS) {
      const lags = count();
      known = { at: performance.now(), lags };
      lags.catch(() => {
        known = undefined;
      });
    }
    return known.lags;
  };
}
