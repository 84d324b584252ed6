import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { oneIn } from '../chance.js';
import { ask } from '../hub-client.js';
import { Broken, type Heard, type Listening, type Way } from './way.js';

/** Once in so many deliveries the receiver takes the event, and its answer is lost: the hub sends it again, after 5 s. */
const LOST_ANSWERS = 20_000;
const CREATE = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { publicKey } }';

/**
 * A webhook's receiver: makes the webhook once, at whichever hub answers, then takes what any hub process posts. It accepts what is
 * signed, and never two deliveries at once.
 */
export function webhook(types: readonly string[] | null): Way {
  return {
    name: 'webhook',
    // A hub that follows one that was killed sends again what that one had not written down.
    repeats: true,
    listen: async ({ hub, key, after, heard, restored, signal }) => {
      const endpoint = await receiver(heard, restored, signal);
      const input = { url: endpoint.url, types, after };
      try {
        const { createWebhook } = await ask<{ createWebhook: { publicKey: string } }>(hub, key, CREATE, { input });
        endpoint.trust(createWebhook.publicKey);
        await endpoint.over;
      } finally {
        endpoint.close();
      }
    },
  };
}

interface Delivered extends Omit<Heard, 'position'> {
  id: string;
  type: string;
  data: { beganAfter: number; epoch: string };
}

/** Whether an event of an epoch is in the log still, as far as later epochs have been told of. */
function current(epochs: ReadonlyMap<string, number>, epoch: string, position: number): boolean {
  const told = [...epochs];
  const later = told.slice(told.findIndex(([id]) => id === epoch) + 1);
  return later.every(([, beganAfter]) => position <= beganAfter);
}

async function receiver(heard: Listening['heard'], restored: Listening['restored'], signal: AbortSignal) {
  let trusted: KeyObject | undefined;
  let running = 0;
  /** Those that `log.restored` has told of, in their order, and the position that each began behind. */
  const epochs = new Map<string, number>();
  let fail: (error: Error) => void = () => {};
  const over = new Promise<void>((done, failed) => {
    fail = failed;
    signal.addEventListener('abort', () => done());
  });
  over.catch(() => {});
  const take = (request: IncomingMessage, response: ServerResponse, body: string) => {
    if (!trusted) return void response.writeHead(503).end(); // the answer that names the key is still on its way
    if (!genuine(trusted, request, body)) return fail(new Broken('a delivery that the hub did not sign'));
    const { id, hash, cursor, type, data } = JSON.parse(body) as Delivered;
    if (request.headers['webhook-id'] !== id) return fail(new Broken(`the id of event ${id} is another in the header`));
    // Behind the log's first epoch an event's id names its own.
    const [position, epoch = ''] = id.split('.') as [string, string?];
    if (type === 'log.restored' && !epochs.has(data.epoch)) {
      epochs.set(data.epoch, data.beganAfter);
      restored(data.beganAfter);
    }
    // A hub that does not know yet may still deliver what is no more, after another one has said so.
    if (current(epochs, epoch, Number(position))) heard({ position: Number(position), hash, cursor });
    if (oneIn(LOST_ANSWERS)) response.destroy();
    else response.writeHead(204).end();
  };
  const server = createServer((request, response) => {
    if (++running > 1) fail(new Broken('two deliveries at once'));
    response.once('close', () => running--);
    const chunks: Buffer[] = [];
    request.on('error', () => {}); // the hub was killed in the middle of it
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => take(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    over,
    /** `whpk_` and the 32 bytes of an Ed25519 key in base64. */
    trust: (publicKey: string) => {
      const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
      trusted = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function genuine(key: KeyObject, { headers }: IncomingMessage, body: string): boolean {
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  return String(headers['webhook-signature'])
    .split(' ')
    .map((entry) => entry.split(','))
    .some(([version, text = '']) => version === 'v1a' && verify(null, content, key, Buffer.from(text, 'base64')));
}
