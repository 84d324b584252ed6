import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Settings } from '../settings.js';
import type { Cut, DoorMetrics } from '../watch/door-metrics.js';
import { addressOf } from './address.js';

type Limits = Pick<
  Settings,
  'HUB_CONNECTIONS' | 'HUB_CONNECTIONS_PER_ADDRESS' | 'HUB_READER_STALL_MS' | 'HUB_WAITING_LIMIT_BYTES'
>;

/** A connection, and what it has taken of what was sent to it. */
interface Reader {
  kind: Cut;
  /** Ends it, in the way that its door has for one who is too slow. */
  cut(): void;
  /** Bytes that it had taken when that was last enough, and when. */
  taken: number;
  since: number;
  isCut: boolean;
}

/** Who takes less than this within HUB_READER_STALL_MS, while so much waits, does not read. */
const ENOUGH = 32_768;
const MOST_LOOKS_MS = 500;

/** Bytes that have gone to the network: those of a long write that is under way count as far as it has come. */
function takenBy(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { _handle?: { bytesWritten?: number; writeQueueSize?: number } };
  if (handle?.bytesWritten !== undefined && handle.writeQueueSize !== undefined)
    return handle.bytesWritten - handle.writeQueueSize;
  return socket.bytesWritten - socket.writableLength;
}

/**
 * All connections of the server: bounded in number, over all and for each address, and each read by its other end: whoever takes
 * nothing of what waits for it is cut, whatever door it came through, and so are those with the most waiting where all together
 * have too much.
 */
export class Connections {
  private readonly readers = new Map<Socket, Reader>();
  private readonly byAddress = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly limits: Limits,
    private readonly metrics: DoorMetrics,
  ) {
    this.timer = setInterval(() => this.look(), Math.min(limits.HUB_READER_STALL_MS / 4, MOST_LOOKS_MS)).unref();
  }

  attach(server: Server): void {
    server.on('connection', (socket: Socket) => this.enter(socket));
    server.once('close', () => clearInterval(this.timer));
  }

  /** Says what a connection has become, and how it is cut. */
  become(socket: Socket, kind: Cut, cut?: () => void): void {
    const reader = this.readers.get(socket);
    if (reader) Object.assign(reader, { kind, ...(cut ? { cut } : {}) });
  }

  private enter(socket: Socket): void {
    const { HUB_CONNECTIONS: most, HUB_CONNECTIONS_PER_ADDRESS: mostOfOne } = this.limits;
    const address = addressOf({ socket });
    const same = (this.byAddress.get(address) ?? 0) + 1;
    if (this.readers.size >= most || same > mostOfOne) {
      this.metrics.refused.inc({ bound: same > mostOfOne ? 'HUB_CONNECTIONS_PER_ADDRESS' : 'HUB_CONNECTIONS' });
      socket.destroy();
      return;
    }
    this.byAddress.set(address, same);
    const cut = () => void socket.destroy();
    this.readers.set(socket, { kind: 'answer', cut, taken: 0, since: performance.now(), isCut: false });
    this.metrics.connections.set(this.readers.size);
    socket.once('close', () => {
      this.readers.delete(socket);
      this.metrics.connections.set(this.readers.size);
      const left = (this.byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.byAddress.set(address, left);
      else this.byAddress.delete(address);
    });
  }

  private look(): void {
    const now = performance.now();
    const waiting: [bytes: number, reader: Reader][] = [];
    let total = 0;
    for (const [socket, reader] of this.readers) {
      const bytes = socket.writableLength;
      const taken = bytes === 0 ? 0 : takenBy(socket);
      if (bytes === 0 || taken - reader.taken >= ENOUGH || taken < reader.taken)
        Object.assign(reader, { taken, since: now });
      else if (now - reader.since >= this.limits.HUB_READER_STALL_MS) this.cut(reader);
      if (bytes === 0 || reader.isCut) continue;
      total += bytes;
      waiting.push([bytes, reader]);
    }
    if (total <= this.limits.HUB_WAITING_LIMIT_BYTES) return;
    waiting.sort(([a], [b]) => b - a);
    for (const [bytes, reader] of waiting) {
      if (total <= this.limits.HUB_WAITING_LIMIT_BYTES) return;
      total -= bytes;
      this.metrics.refused.inc({ bound: 'HUB_WAITING_LIMIT_BYTES' });
      this.cut(reader);
    }
  }

  private cut(reader: Reader): void {
    if (reader.isCut) return;
    reader.isCut = true;
    this.metrics.cut.inc({ kind: reader.kind });
    reader.cut();
  }
}
