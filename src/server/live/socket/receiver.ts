import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Receiver } from '../../../exchange/index.js';
import { framesOf } from './frames.js';

/**
 * A subscription's end of a WebSocket: its answers go out as `next` messages, all that there are in one write. They go to the
 * connection beneath the socket: what `ws` would send for each is the same bytes, and several times the work (measured).
 */
export function socketReceiver(
  socket: WebSocket,
  wire: Duplex,
  id: string,
  tooSlow: () => void,
  end: (error?: unknown) => void,
): Receiver {
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
    tooSlow,
    fail: (error) => end(error),
  };
}
