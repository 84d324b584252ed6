import { connect, type Socket } from 'node:net';
import { afterFile } from './after-file.js';

/** A connection by hand, which reads only what it is told to, and sends what no client would. */
export interface RawClient {
  socket: Socket;
  /** What has been read so far, as latin1. */
  read(): string;
  closed(): boolean;
  send(bytes: string | Buffer): void;
}

const open = new Set<Socket>();

/** Connects; destroyed after the file. */
export async function rawClient(url: string, first: string | Buffer = ''): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  if (open.size === 0) afterFile(destroyRawClients);
  open.add(socket);
  let text = '';
  let over = false;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.once('close', () => {
    over = true;
    open.delete(socket);
  });
  await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail));
  if (first.length > 0) socket.write(first);
  return { socket, read: () => text, closed: () => over, send: (bytes) => void socket.write(bytes) };
}

export function destroyRawClients(): void {
  for (const socket of open) socket.destroy();
  open.clear();
}

/** The head of a POST of /graphql with a body of this length, and no body. */
export const headOf = (length: number, key?: string, path = '/graphql', method = 'POST'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${
    key ? `Authorization: Bearer ${key}\r\n` : ''
  }\r\n`;

/** The upgrade of a socket. */
export const UPGRADE =
  'GET /graphql HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n';

/** A frame as a client sends it, with a mask of zeros; `length` above that of the body: one that has only begun. */
export function frameOf(body: string | Buffer, { length = Buffer.byteLength(body), opcode = 1 } = {}): Buffer {
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = 0x80 | length;
  else if (length < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, Buffer.alloc(4), Buffer.from(body)]);
}

/** A socket of the protocol, acknowledged, that no longer reads. */
export async function deafSocket(url: string, key?: string): Promise<RawClient> {
  const client = await rawClient(url, UPGRADE);
  const { socket } = client;
  const payload = key ? { Authorization: `Bearer ${key}` } : {};
  await seen(client, '\r\n\r\n');
  client.send(frameOf(JSON.stringify({ type: 'connection_init', payload })));
  await seen(client, 'connection_ack');
  socket.pause();
  return client;
}

/** Waits until a client has read something. */
export function seen({ socket, read }: RawClient, text: string): Promise<void> {
  return new Promise((done, fail) => {
    const closed = () => fail(new Error(`closed before ${JSON.stringify(text)}: ${read().slice(-500)}`));
    const look = () => {
      if (!read().includes(text)) return;
      socket.off('data', look).off('close', closed);
      done();
    };
    socket.on('data', look).once('close', closed);
    look();
  });
}
