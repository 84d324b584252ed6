import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { type Bodies, SMALL_BYTES } from '../../http/bodies.js';
import type { Share } from '../../http/held.js';
import { HubClose } from './close-codes.js';

/** Bytes that a buffer takes beside its content. */
const BUFFER_BYTES = 256;
const CUT_AFTER_MS = 1_000;
/** The state of `ws` from which on the length of a frame is known. */
const LENGTH_KNOWN = 3;

/**
 * What `ws` knows of a message that has begun: these names are its own and no contract, and nothing else tells how much of one is
 * there. test/server/socket-bounds.int.test.ts fails where they are others.
 */
interface Receiver {
  _maxPayload: number;
  /** 0: nothing has begun; from 3 on the length of what has is known. */
  _state: number;
  _payloadLength: number;
  _bufferedBytes: number;
  _buffers: readonly Buffer[];
  _fragmented: number;
  _messageLength: number;
  _fragments: readonly Buffer[];
}

/** Options of the server of sockets: no message is larger until its sender is known, and none comes in countless pieces. */
export const MESSAGE_OPTIONS = { maxPayload: SMALL_BYTES, maxBufferedChunks: 16_384, maxFragments: 1_024 };

/** Bounds the messages of a socket: their size by who sends them, their bytes before they are whole, their time. */
export class SocketMessages {
  private readonly receiver: Receiver;
  private shares: readonly Share[] = [];
  private arriving: { shares: readonly Share[]; giveUp(why: 'late' | 'full'): void } | null = null;

  constructor(
    private readonly socket: WebSocket,
    private readonly wire: Socket,
    private readonly bodies: Bodies,
  ) {
    this.receiver = (socket as unknown as { _receiver: Receiver })._receiver;
    // `ws` has taken the bytes by then: it listens since before.
    wire.on('data', () => this.look());
    socket.once('close', () => this.ended());
  }

  /** Its sender is known: messages may be as large as this one's bodies. */
  admit(limit: number, shares: readonly Share[]): void {
    this.receiver._maxPayload = limit;
    this.shares = shares;
  }

  /** The hub reads the socket on: the time in which it did not was not its client's. */
  beginAgain(): void {
    if (!this.arriving) return;
    this.ended();
    this.look();
  }

  private look(): void {
    const { receiver } = this;
    const begun = receiver._state !== 0 || receiver._fragmented !== 0 || receiver._bufferedBytes > 0;
    if (!begun) {
      this.ended();
      return;
    }
    if (this.socket.readyState !== this.socket.OPEN) return;
    const { held } = this.bodies;
    if (!this.arriving) {
      this.arriving = { shares: this.shares, giveUp: (why) => this.giveUp(why) };
      held.begin(this.arriving);
    }
    const pieces = receiver._buffers.length + receiver._fragments.length;
    const partial = receiver._fragmented ? receiver._messageLength : 0;
    // What its head says is to come counts at once: seven hundred that begin together would else all be let in.
    const length = receiver._state >= LENGTH_KNOWN ? receiver._payloadLength : 0;
    const bytes = Math.max(receiver._bufferedBytes, length) + partial + pieces * BUFFER_BYTES;
    if (bytes > SMALL_BYTES && !held.grow(this.arriving, bytes)) this.giveUp('full');
  }

  private ended(): void {
    if (!this.arriving) return;
    this.bodies.held.end(this.arriving);
    this.arriving = null;
  }

  private giveUp(why: 'late' | 'full'): void {
    this.ended();
    // It cannot come while the hub does not read it.
    if (why === 'late' && this.socket.isPaused) {
      this.look();
      return;
    }
    if (why === 'late') {
      this.bodies.metrics.cut.inc({ kind: 'message' });
      this.socket.close(HubClose.MessageTooLate, `A message was not whole after ${this.bodies.within} ms`);
    } else this.socket.close(1013, 'Try again later');
    // Nothing more of it is taken in.
    this.wire.pause();
    // What has come of it stays in memory as long as the socket: its client gets little time to read why.
    setTimeout(() => this.socket.terminate(), CUT_AFTER_MS).unref();
  }
}
