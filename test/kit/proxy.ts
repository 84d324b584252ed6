import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';
import { afterFile } from './after-file.js';

/** A TCP proxy in front of a PostgreSQL, so that a test can take the database away and bring it back. */
export interface DatabaseProxy {
  /** The database's address through the proxy. */
  url: string;
  /** Cuts every connection; new ones are refused, as by a server that is stopped. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export async function proxyOf(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const listen = (port: number) =>
    new Promise<number>((done, fail) => {
      server = createServer((socket) => {
        const beyond = dial(Number(target.port), target.hostname);
        for (const [one, other] of [
          [socket, beyond],
          [beyond, socket],
        ] as const) {
          sockets.add(one);
          one.on('error', () => {});
          one.on('close', () => {
            sockets.delete(one);
            other.destroy();
          });
          one.pipe(other);
        }
      });
      server.once('error', fail);
      server.listen(port, '127.0.0.1', () => done(((server as Server).address() as AddressInfo).port));
    });
  const port = await listen(0);
  const url = new URL(databaseUrl);
  url.port = String(port);
  const down = () =>
    new Promise<void>((done) => {
      server?.close(() => done());
      for (const socket of sockets) socket.destroy();
    });
  afterFile(down);
  return {
    url: url.href,
    down,
    up: async () => {
      await listen(port);
    },
  };
}
