import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Receiver } from '../exchange/index.js';
import { HubClose } from './close-codes.js';
import { framesOf } from './frames.js';

/** How long a subscriber that is too slow gets to read why it is closed, before the connection is cut. */
const GRACE_MS = 1_000;

/**
 * A subscription's end of a WebSocket: its answers go out as `next` messages, all that there are in one write. They go to the
 * connection beneath the socket: what `ws` would send for each is the same bytes, and several times the work (README.md).
 */
export function socketReceiver(socket: WebSocket, wire: Duplex, id: string, end: (error?: unknown) => void): Receiver {
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  return {
    send: (answers) => {
      if (socket.readyState === socket.OPEN) wire.write(framesOf(answers, head));
    },
    get waiting() {
      return socket.bufferedAmount;
    },
    get open() {
      return socket.readyState === socket.OPEN;
    },
    tooSlow: () => {
      if (socket.readyState !== socket.OPEN) return;
      socket.close(HubClose.TooSlow, 'Too slow: resume from your last cursor');
      setTimeout(() => socket.terminate(), GRACE_MS).unref();
    },
    fail: (error) => end(error),
  };
}
