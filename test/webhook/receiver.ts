import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterFile } from '../kit/after-file.js';

/** A delivery as it arrived. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The CloudEvent's attributes. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it
  event: any;
  at: number;
}
export type Answering = (received: Received, response: ServerResponse, request: IncomingMessage) => void;

export interface Receiver {
  url: string;
  received: Received[];
  /** Ids in the order in which they arrived. */
  ids(): string[];
  /** Deliveries under way at once, at most. */
  overlap: number;
  connections: number;
  answer: Answering;
  close(): Promise<void>;
}

export const answerWith =
  (status: number, headers: Record<string, string> = {}, body = ''): Answering =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

/** A real endpoint, on this machine: 204 unless a test says otherwise. */
export async function receiver(answer: Answering = answerWith(204)): Promise<Receiver> {
  let running = 0;
  const server = createServer((request, response) => {
    running++;
    self.overlap = Math.max(self.overlap, running);
    response.once('close', () => running--);
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const received = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        event: JSON.parse(body),
        at: Date.now(),
      };
      self.received.push(received);
      self.answer(received, response, request);
    });
  });
  server.on('connection', () => self.connections++);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const self: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    ids: () => self.received.map((r) => String(r.headers['webhook-id'])),
    overlap: 0,
    connections: 0,
    answer,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  afterFile(self.close);
  return self;
}
