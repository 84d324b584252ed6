import type { Server } from 'graphql-ws';
import { CloseCode, handleProtocols } from 'graphql-ws';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';

/**
 * How often a socket is asked whether it is there, and how long it has to say so, in milliseconds: as `graphql-ws` does for the
 * `ws` package by itself.
 */
const KEEP_ALIVE_MS = 12_000;

export { handleProtocols };

/**
 * An operation's id as the library has it: a number of our own, a space, and the client's id. The library keeps what it knows of
 * an operation under its id until the operation has run out, also when the client has completed it: a new operation under the
 * same id would end with the old one. With a number of its own each is by itself.
 */
const OWN = /^\d+ /;
const OWN_IN_MESSAGE = /^\{"id":"\d+ /;

/** The id as the client knows it. */
export const clientId = (own: string): string => own.replace(OWN, '');

/** A socket between its client and the library: one for each. */
export class SocketWire {
  /** Operations under way, by the client's ids. */
  private readonly live = new Map<string, string>();
  private next = 1;

  constructor(
    private readonly socket: WebSocket,
    private readonly log: Logger,
  ) {}

  /** Hands the socket to the library. */
  attach<E>(server: Server<E>, extra: E): void {
    const { socket } = this;
    let receive: (message: string) => Promise<void> = async () => {};
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => this.send(text.replace(OWN_IN_MESSAGE, '{"id":"')),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (cb) => {
          receive = cb;
        },
      },
      extra,
    );
    socket.on('message', (data) => {
      this.take(data, receive).catch((err) => {
        this.log.error({ err }, 'a socket’s message failed');
        socket.close(CloseCode.InternalServerError, 'Internal server error');
      });
    });
    const stop = this.keepAlive();
    socket.once('close', (code, reason) => {
      stop();
      closed(code, String(reason)).catch((err: unknown) => this.log.error({ err }, 'a socket’s end failed'));
    });
  }

  /** The operation has ended, or is about to be told so: its id may be used again. */
  free(own: string): void {
    const id = clientId(own);
    if (this.live.get(id) === own) this.live.delete(id);
  }

  private async take(data: RawData, receive: (message: string) => Promise<void>): Promise<void> {
    const text = String(data);
    const message = messageOf(text);
    const { id } = message;
    // The payload of a ping is for the client's own use. The library closes a socket where it is a text or a list.
    if (message.type === 'ping') {
      const { payload } = message;
      return this.send(JSON.stringify(payload == null ? { type: 'pong' } : { type: 'pong', payload }));
    }
    if (message.type === 'pong') return;
    if (typeof id !== 'string' || id === '') return receive(text);
    if (message.type === 'complete') {
      const own = this.live.get(id);
      if (own === undefined) return;
      this.free(own);
      return receive(JSON.stringify({ ...message, id: own }));
    }
    if (message.type !== 'subscribe') return receive(text);
    if (this.live.has(id)) return this.socket.close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
    const own = `${this.next++} ${id}`;
    this.live.set(id, own);
    try {
      await receive(JSON.stringify({ ...message, id: own }));
    } finally {
      this.free(own);
    }
  }

  private send(text: string): Promise<void> {
    const { socket } = this;
    return new Promise((done) => {
      if (socket.readyState !== socket.OPEN) return done();
      // One who has gone meanwhile is no failure of the hub's: the socket's own events tell of it.
      socket.send(text, () => done());
    });
  }

  /** Ends a connection that no longer answers. The answered function stops it. */
  private keepAlive(): () => void {
    const { socket } = this;
    let overdue: NodeJS.Timeout | undefined;
    const asking = setInterval(() => {
      if (socket.readyState !== socket.OPEN) return;
      overdue = setTimeout(() => socket.terminate(), KEEP_ALIVE_MS);
      socket.once('pong', () => clearTimeout(overdue));
      socket.ping();
    }, KEEP_ALIVE_MS);
    return () => {
      clearInterval(asking);
      clearTimeout(overdue);
    };
  }
}

/** A message as far as it is looked at here; what is none is left to the library to refuse. */
function messageOf(text: string): { type?: unknown; id?: unknown; payload?: unknown } {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? message : {};
  } catch {
    return {};
  }
}
