import { once } from 'node:events';
import { isIP, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as secureOver } from 'node:tls';
import type { Host } from './address.js';

/** How a connection is made safe: as the driver reads it from the address (`sslmode`, `ssl`, `sslnegotiation`) or from PGSSL. */
export interface Safety {
  ssl: string | boolean | ConnectionOptions;
  direct: boolean;
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const S = 83;

export function safetyOf(url: string): Safety {
  const options = new URLSearchParams(url.split('?')[1]);
  let ssl = options.get('ssl') ?? options.get('sslmode') ?? process.env.PGSSL ?? '';
  if (options.get('sslrootcert') === 'system') ssl = 'verify-full';
  const direct = (options.get('sslnegotiation') ?? process.env.PGSSLNEGOTIATION) === 'direct';
  return { ssl: ['', 'disable', 'false'].includes(ssl) ? false : ssl, direct };
}

/** A connected socket, safe where that is asked for. Throws what the system says, CONNECT_TIMEOUT after `withinMs`. */
export async function dial(to: Host | { path: string }, { ssl, direct }: Safety, withinMs: number): Promise<Socket> {
  const socket = new Socket();
  const where = 'path' in to ? to.path : `${to.host}:${to.port}`;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    socket.destroy(Object.assign(new Error(`${where} does not take the connection`), { code: 'CONNECT_TIMEOUT' }));
  }, withinMs);
  try {
    'path' in to ? socket.connect(to.path) : socket.connect(to.port, to.host);
    await once(socket, 'connect');
    socket.setNoDelay(true);
    if (!ssl) return socket;
    return await secured(socket, ssl, direct, 'path' in to ? undefined : to.host);
  } catch (error) {
    socket.destroy();
    const { code, message } = error as NodeJS.ErrnoException;
    // Most of these name the place; what a socket that was connected says does not.
    const said = message.includes(where) ? message : `${where}: ${message}`;
    throw late || !code ? error : Object.assign(new Error(said), { code });
  } finally {
    clearTimeout(timer);
  }
}

/** As the driver does it: `require`, `allow` and `prefer` take any certificate, anything else is checked. */
async function secured(socket: Socket, ssl: Safety['ssl'], direct: boolean, host: string | undefined): Promise<Socket> {
  if (!direct) {
    socket.write(SSL_REQUEST);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (answer[0] !== S) {
      if (ssl === 'prefer') return socket;
      throw Object.assign(new Error('the server does not take TLS, which the address asks for'), {
        code: 'ECONNREFUSED',
      });
    }
  }
  const lax = ssl === 'require' || ssl === 'allow' || ssl === 'prefer';
  const safe = secureOver({
    socket,
    ...(host && !isIP(host) ? { servername: host } : {}),
    ...(direct ? { ALPNProtocols: ['postgresql'] } : {}),
    ...(lax ? { rejectUnauthorized: false } : typeof ssl === 'object' ? ssl : {}),
  });
  await once(safe, 'secureConnect');
  return safe;
}

/** A connection that could not be made: it ends with the reason as soon as the driver listens, and leaves the driver's pool well. */
export function stillborn(reason: Error): Duplex {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  setImmediate(() => socket.destroy(reason));
  return socket;
}
