import type { Db } from '../../db/client.js';
import { roomSchema } from '../kernel/room-schema.js';
import { ConsumerResolver } from './consumer/consumer.resolver.js';
import { ConsumerStore } from './consumer/consumer.store.js';
import { lagReader } from './consumer/lags.js';
import type { Discretion } from './feed/discretion.js';
import { EventReader } from './feed/event.reader.js';
import { EventResolver } from './feed/event.resolver.js';
import { HeadResolver } from './feed/head.resolver.js';
import { operationDesk } from './operation/desk.js';
import type { DocumentCheck } from './operation/operation.js';
import { OperationResolver } from './operation/operation.resolver.js';
import { ProofResolver } from './proof/proof.resolver.js';
import { EventSubscriptionResolver, eventsSource } from './push/event.subscription.js';
import { ImportReceiptResolver } from './receipt/import-receipt.resolver.js';
import { ImportReceiptStore } from './receipt/import-receipt.store.js';
import type { WebhookServices } from './webhook/tester.js';
import { WebhookMutationResolver } from './webhook/webhook.mutation.resolver.js';
import { WebhookDeliveryResolver, WebhookResolver } from './webhook/webhook.resolver.js';
import { WebhookStore } from './webhook/webhook.store.js';

export interface ExchangeRoomDeps {
  db: Db;
  /** Left out where the process sends nothing. */
  webhooks?: WebhookServices | undefined;
  /** Checks the documents of operations that are registered; left out where the process registers none. */
  documents?: DocumentCheck | undefined;
  /** Which past events are no longer shown; left out: all are. */
  discretion?: Discretion | undefined;
  /** The name of the register that each operation submits to, for receipts of imports. */
  registers?: ReadonlyMap<string, string> | undefined;
}

/** The log as it is read and acknowledged, and webhooks: the subgraph, and the reader for the other ways out. */
export function exchangeRoom({ db, webhooks: services, documents, discretion, registers }: ExchangeRoomDeps) {
  const reader = new EventReader(db, undefined, discretion);
  const store = new WebhookStore(db);
  // For who nobody waits for: over connections of their own.
  const behind = new EventReader(db.background, undefined, discretion);
  return {
    reader,
    behind,
    subscriptions: [eventsSource],
    lags: lagReader(db.background, behind),
    subgraph: {
      name: 'exchange',
      schema: roomSchema([
        new ConsumerResolver(db, new ConsumerStore(db), reader),
        new EventResolver(reader),
        new EventSubscriptionResolver(),
        new HeadResolver(db, reader),
        new ImportReceiptResolver(new ImportReceiptStore(db, registers ?? new Map())),
        new OperationResolver(operationDesk(db), documents ?? null),
        new ProofResolver(db, reader),
        new WebhookMutationResolver({ db, store, reader, services: services ?? null }),
        new WebhookResolver(db, store, reader),
        new WebhookDeliveryResolver(),
      ]),
      entities: { Enterprise: { key: 'uscc' }, Division: { key: 'code' } },
    },
  };
}
