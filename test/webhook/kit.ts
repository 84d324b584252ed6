import { inject } from 'vitest';
import { openKeyring, type Viewer } from '../../src/access/index.js';
import {
  AddressGuard,
  type EventDraft,
  LogTail,
  parseBlocks,
  Sender,
  sequenced,
  type WebhookServices,
  WebhookWorker,
  type WorkerOptions,
} from '../../src/exchange/index.js';
import { draft } from '../exchange/log.js';
import { type OpenHub, openHub } from '../exchange/open-hub.js';
import { afterFile } from '../kit/after-file.js';

export { until } from '../kit/until.js';

/** A clock that stands at the present until a test moves it on. */
export class TestClock {
  private ahead = 0;
  now = (): Date => new Date(Date.now() + this.ahead);
  advance(ms: number): void {
    this.ahead += ms;
  }
}

export interface WebhookHub extends OpenHub {
  services: WebhookServices;
  clock: TestClock;
  /** Appends events, each in its own transaction or together; their positions. */
  append(...drafts: Partial<EventDraft>[]): Promise<number[]>;
  /** A process that delivers; stopped after the file's last test. */
  worker(more?: Partial<WorkerOptions>): Promise<WebhookWorker>;
  create(viewer: Viewer, input: object): Promise<{ id: string; secret: string | null; publicKey: string | null }>;
  webhook(viewer: Viewer, id: string): ReturnType<OpenHub['run']>;
}

const CREATE = `mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret publicKey webhook { id } } }`;
const WEBHOOK = `query ($id: ID!) { webhook(id: $id) { id url types divisions status statusSince disabledReason position cursor
  failingSince failures nextAttemptAt lag agency keys { signature publicKey expiresAt }
  deliveries(first: 500) { nodes { eventId eventType position attempt acknowledged responseCode error durationMs } } } }`;

/** All rooms over a database of this file's own, with webhooks that may go to this machine. */
export async function webhookHub(attemptMs = 5_000): Promise<WebhookHub> {
  const clock = new TestClock();
  const sender = new Sender(new AddressGuard(parseBlocks('127.0.0.0/8') ?? []));
  const services: WebhookServices = { keyring: openKeyring(inject('signingKeys')), sender, attemptMs, clock };
  const hub = await openHub({ webhooks: services });
  const { db } = hub;
  return {
    ...hub,
    services,
    clock,
    append: (...drafts) =>
      sequenced(db, async (turn) => drafts.map((one, i) => turn.append(draft({ n: turn.position + i }, one)))),
    worker: async (more = {}) => {
      const tail = new LogTail({ url: db.url, application: 'test tail' });
      await tail.start();
      const options = { ...services, db, reader: hub.rooms.events, tail, lookMs: 50, ...more };
      const worker = new WebhookWorker(options);
      worker.start();
      afterFile(async () => {
        await worker.stop(0);
        await tail.close();
      });
      return worker;
    },
    create: async (viewer, input) => {
      const { createWebhook } = await hub.run(CREATE, { input }, viewer);
      const { webhook, secret, publicKey } = createWebhook;
      return { id: webhook.id, secret, publicKey };
    },
    webhook: async (viewer, id) => (await hub.run(WEBHOOK, { id }, viewer)).webhook,
  };
}
