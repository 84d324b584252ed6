import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Server } from 'graphql-ws';
import { CloseCode, handleProtocols } from 'graphql-ws';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import { limitExceeded } from '../../../kernel/errors.js';
import { withQuery } from '../../documents/index.js';
import type { Waiting } from '../../http/deadline.js';
import { checkJsonSize } from '../../http/json-size.js';
import type { DoorMetrics } from '../../watch/door-metrics.js';
import { HubClose } from './close-codes.js';

/**
 * How often a socket is asked whether it is there, and how long it has to say so, in milliseconds: as `graphql-ws` does for the
 * `ws` package by itself.
 */
const KEEP_ALIVE_MS = 12_000;
/** How long a client that is too slow gets to read why it is closed, before the connection is cut. */
const GRACE_MS = 1_000;
/** Of the bytes that may wait, so many times as many close the socket at once: what was being worked on while they gathered. */
const MOST_TIMES = 64;
/** A client that sends so many times the operations that it may, without one place becoming free, does not listen. */
const REFUSED_TIMES = 10;

const ACKNOWLEDGEMENT = '{"type":"connection_ack"';
/** Messages of a socket that wait for their turns before it is not read on. */
const MOST_UNTAKEN = 64;

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

export interface WireLimits {
  /** Operations worked on at once. */
  operations: number;
  /** Bytes that may wait before no further message is taken up. */
  buffer: number;
  /** Bytes of messages that may be worked on before no further one is taken up. */
  messages: number;
  /** Milliseconds between two pings, and for their answers; left out: `KEEP_ALIVE_MS`. */
  keepAlive?: number;
}

/** A socket between its client and the library: one for each. */
export class SocketWire {
  /** Operations under way, by the client's ids. */
  private readonly live = new Map<string, string>();
  /** Those that are worked on, by our own ids: until their answer has left, or their subscription has begun. */
  private readonly working = new Map<string, { bytes: number }>();
  /** Bytes of their messages. */
  private workingBytes = 0;
  private refused = 0;
  private next = 1;
  /** What was read from the network before it was stopped, and is not taken up while too much waits for the client. */
  private readonly untaken: RawData[] = [];
  private held = false;
  /** More has come than it has had turns for. */
  private isBehind = false;
  private isTaking = false;
  private isAcknowledged = false;
  /** Told when it is read on. */
  onResume: () => void = () => {};
  private receive: (message: string) => Promise<void> = async () => {};
  /** Who waits for the answer of an operation. */
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly socket: WebSocket,
    /** The connection beneath it. */
    private readonly wire: Socket,
    private readonly limits: WireLimits,
    private readonly metrics: DoorMetrics,
    private readonly log: Logger,
  ) {}

  /** Hands the socket to the library. */
  attach<E>(server: Server<E>, extra: E): void {
    const { socket } = this;
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => {
          if (text.startsWith(ACKNOWLEDGEMENT)) this.isAcknowledged = true;
          return this.send(text.replace(OWN_IN_MESSAGE, '{"id":"'));
        },
        close: (code, reason) => socket.close(code, reason),
        onMessage: (cb) => {
          this.receive = cb;
        },
      },
      extra,
    );
    socket.on('message', (data) => this.arrived(data));
    // A pong answers the last ping: one that cannot leave now is as good as none.
    socket.on('ping', (payload) => {
      if (!this.held && socket.readyState === socket.OPEN) socket.pong(payload, false, () => this.holdBack());
    });
    this.wire.on('drain', () => this.goOn());
    const stop = this.keepAlive();
    socket.once('close', (code, reason) => {
      stop();
      this.untaken.length = 0;
      for (const waiting of this.waiting.values()) waiting.left();
      closed(code, String(reason)).catch((err: unknown) => this.log.error({ err }, 'a socket’s end failed'));
    });
  }

  /** Says who waits for an operation's answer: told when the client completes it, or is gone. */
  waits(own: string, waiting: Waiting): void {
    if (this.socket.readyState !== this.socket.OPEN || this.live.get(clientId(own)) !== own) waiting.left();
    else this.waiting.set(own, waiting);
  }

  /** The operation has ended, or is about to be told so: its id may be used again. */
  free(own: string): void {
    const id = clientId(own);
    this.waiting.delete(own);
    if (this.live.get(id) === own) this.live.delete(id);
  }

  /** It is worked on no more: it has been answered, or is a subscription that has begun. */
  worked(own: string): void {
    const message = this.working.get(own);
    if (!message) return;
    this.working.delete(own);
    this.workingBytes -= message.bytes;
    this.refused = 0;
    this.metrics.operations.dec();
    this.goOn();
  }

  /** Sends an operation's answer that was written elsewhere, as it is. */
  answer(own: string, body: Uint8Array): Promise<void> {
    return this.send(`{"id":${JSON.stringify(clientId(own))},"type":"next","payload":${Buffer.from(body).toString()}}`);
  }

  /** Ends the socket of a client that takes less than it is sent. */
  tooSlow(): void {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    socket.close(HubClose.TooSlow, 'Too slow: resume from your last cursor');
    setTimeout(() => socket.terminate(), GRACE_MS).unref();
  }

  private arrived(data: RawData): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.untaken.push(data);
    this.takeNext();
    // It sends faster than it has turns: what it sends further stays in the network.
    if (this.untaken.length > MOST_UNTAKEN && !this.isBehind) {
      this.isBehind = true;
      this.socket.pause();
    }
  }

  /** A hundred messages in one piece are taken up one in a turn of the event loop: others are heard between two of them. */
  private takeNext(): void {
    // Before the acknowledgement whatever comes is judged at once: an operation then is too early, however soon the answer is there.
    if (this.held || (this.isTaking && this.isAcknowledged)) return;
    const data = this.untaken.shift();
    if (!data) {
      this.catchUp();
      return;
    }
    this.isTaking = true;
    setImmediate(() => {
      this.isTaking = false;
      this.takeNext();
    });
    this.take(data).catch((err) => {
      this.log.error({ err }, 'a socket’s message failed');
      this.socket.close(CloseCode.InternalServerError, 'Internal server error');
    });
  }

  private catchUp(): void {
    if (!this.isBehind) return;
    this.isBehind = false;
    this.readOn();
  }

  private readOn(): void {
    if (this.held || this.isBehind) return;
    this.onResume();
    this.socket.resume();
  }

  private async take(data: RawData): Promise<void> {
    const { receive } = this;
    try {
      checkJsonSize(data as Buffer); // `ws` hands on one Buffer
    } catch (error) {
      return this.socket.close(CloseCode.BadRequest, (error as Error).message);
    }
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
      this.waiting.get(own)?.left();
      this.free(own);
      return receive(JSON.stringify({ ...message, id: own }));
    }
    if (message.type !== 'subscribe') return receive(text);
    if (this.live.has(id)) return this.socket.close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
    if (this.working.size >= this.limits.operations) return this.refuse(id);
    const own = `${this.next++} ${id}`;
    this.live.set(id, own);
    this.working.set(own, { bytes: text.length });
    this.workingBytes += text.length;
    this.metrics.operations.inc();
    this.holdBack();
    try {
      await receive(JSON.stringify({ ...message, id: own, payload: withQuery(message.payload) }));
    } finally {
      this.free(own);
      this.worked(own);
    }
  }

  private async refuse(id: string): Promise<void> {
    const { operations } = this.limits;
    this.metrics.refused.inc({ bound: 'HUB_OPERATIONS_PER_SOCKET' });
    if (++this.refused > operations * REFUSED_TIMES)
      return this.socket.close(HubClose.TooManyOperations, 'Too many operations');
    const { message, extensions } = limitExceeded('HUB_OPERATIONS_PER_SOCKET', operations, operations + 1);
    return this.send(JSON.stringify({ id, type: 'error', payload: [{ message, extensions }] }));
  }

  private send(text: string): Promise<void> {
    const { socket } = this;
    return new Promise((done) => {
      if (socket.readyState !== socket.OPEN) return done();
      // One long answer may always go; what is answered behind a pile that nobody reads is not added to it.
      if (socket.bufferedAmount > this.limits.buffer * MOST_TIMES) {
        this.metrics.cut.inc({ kind: 'socket' });
        this.tooSlow();
        return done();
      }
      // One who has gone meanwhile is no failure of the hub's: the socket's own events tell of it.
      socket.send(text, () => done());
      this.holdBack();
    });
  }

  /** Whether more waits for the client, or is worked on for it, than may. */
  private get isFull(): boolean {
    return this.socket.bufferedAmount > this.limits.buffer || this.workingBytes > this.limits.messages;
  }

  /** Where it is so, nothing further is taken up from it until it has read, or been answered. */
  private holdBack(): void {
    if (this.held || !this.isFull) return;
    this.held = true;
    this.socket.pause();
  }

  private goOn(): void {
    if (!this.held || this.isFull) return;
    this.held = false;
    this.takeNext();
    this.readOn();
  }

  /** Ends a connection that no longer answers. The answered function stops it. */
  private keepAlive(): () => void {
    const { socket } = this;
    /** What the last ping said: only who has read it can say the same. */
    let asked: string | null = null;
    const asking = setInterval(() => {
      if (socket.readyState !== socket.OPEN) return;
      // It is not read from, so its pong is not seen; whether it reads is watched where the bytes are (http/connections.ts).
      if (this.held) {
        asked = null;
        return;
      }
      if (asked !== null) return socket.terminate();
      asked = randomBytes(6).toString('base64url');
      socket.ping(asked);
    }, this.limits.keepAlive ?? KEEP_ALIVE_MS);
    socket.on('pong', (payload) => {
      if (String(payload) === asked) asked = null;
    });
    return () => clearInterval(asking);
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
