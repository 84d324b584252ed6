import type { Duplex } from 'node:stream';

/**
 * What a connection is told as it begins, and what it tells. The driver sends every setting in the startup message, which poolers refuse
 * or leave out (README.md, "Poolers"): so only what each of them knows stays there, and the others are set by one statement
 * before the driver's first. The same statement asks where the connection has led, and which backend it has: a pooler
 * gives a number of its own, which nothing can be cancelled by.
 */
export interface Greeted {
  /** The backend that the server knows it by. */
  pid: number;
  /** Whether the number that was given is another one: a pooler stands between. */
  pooled: boolean;
  /** A standby, or a database that is set to be read only. */
  readOnly: boolean;
  /** The server as it runs now: another one, or the same begun again, has another. */
  server: string;
}

/** Known to PostgreSQL and to every pooler. */
const STAYS = new Set(['user', 'database', 'client_encoding', 'application_name', 'replication', 'options']);
/** Makes the driver's message long, and is nothing else (pool.ts). */
export const FILLING_NAME = 'hub.filling';
const PROTOCOL = 196_608;

const [AUTHENTICATION, KEY_DATA, READY, ROW, ERROR] = [...'RKZDE'].map((c) => c.charCodeAt(0)) as number[];

/**
 * Has the driver's startup go that way over a connected socket. `greeted` is told when it has, before the driver is; a failure that it
 * answers ends the connection instead.
 */
export function greet(socket: Duplex, greeted: (state: Greeted) => Error | null): void {
  const held: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let asking: Buffer | null = null;
  let asked = false;
  let answer: (string | null)[] | null = null;
  const over = () => {
    // What is not overridden any more is the socket's own: from here on nothing stands between.
    Reflect.deleteProperty(socket, 'emit');
    Reflect.deleteProperty(socket, 'write');
  };
  const pass = (bytes: Buffer) => Object.getPrototypeOf(socket).emit.call(socket, 'data', bytes);

  /** Answers whether the greeting goes on. */
  const hear = (type: number, message: Buffer): boolean => {
    if (type === ERROR) {
      over();
      pass(Buffer.concat([...held, message]));
      socket.destroy();
      return false;
    }
    if (!asked) {
      if (type === KEY_DATA || type === READY) held.push(message);
      else if (held.length > 0 && type !== AUTHENTICATION) held.push(message);
      else pass(message);
      if (type !== READY) return true;
      asked = true;
      Object.getPrototypeOf(socket).write.call(socket, asking);
      return true;
    }
    if (type === ROW) answer = textsOf(message);
    if (type !== READY) return true;
    const key = held.find((m) => m[0] === KEY_DATA);
    const pid = Number(answer?.[0]);
    const state = {
      pid,
      pooled: key?.readUInt32BE(5) !== pid,
      readOnly: answer?.[1] === 't',
      server: answer?.[2] ?? '',
    };
    key?.writeUInt32BE(pid, 5);
    over();
    const refusal = greeted(state);
    if (refusal) socket.destroy(refusal);
    else pass(Buffer.concat(held));
    return false;
  };

  Object.assign(socket, {
    write: (bytes: Buffer, ...more: unknown[]) => {
      const { startup, statement } = prepare(bytes);
      asking = statement;
      Reflect.deleteProperty(socket, 'write');
      return Object.getPrototypeOf(socket).write.call(socket, startup, ...more);
    },
    emit: (event: string, ...args: unknown[]) => {
      if (event !== 'data') return Object.getPrototypeOf(socket).emit.call(socket, event, ...args);
      rest = Buffer.concat([rest, args[0] as Buffer]);
      while (rest.length > 4 && rest.length > rest.readUInt32BE(1)) {
        const length = rest.readUInt32BE(1) + 1;
        const message = Buffer.from(rest.subarray(0, length));
        rest = rest.subarray(length);
        if (!hear(message[0] as number, message)) {
          if (rest.length > 0) pass(rest);
          break;
        }
      }
      return true;
    },
  });
}

/** The startup message with what stays in it, and the statement that sees to the rest. */
function prepare(bytes: Buffer): { startup: Buffer; statement: Buffer } {
  const own = startupIn(bytes);
  const words = own.subarray(8).toString('utf8').split('\0');
  const settings: [string, string][] = [];
  for (let i = 0; i + 1 < words.length && words[i]; i += 2) settings.push([words[i] as string, words[i + 1] as string]);
  const stays = settings.filter(([name]) => STAYS.has(name));
  const body = Buffer.from(`${stays.flat().join('\0')}\0\0`);
  const startup = Buffer.alloc(8 + body.length);
  startup.writeInt32BE(startup.length, 0);
  startup.writeInt32BE(PROTOCOL, 4);
  body.copy(startup, 8);
  const set = settings
    .filter(([name]) => !STAYS.has(name) && name !== FILLING_NAME)
    .map(([name, value]) => `, pg_catalog.set_config(${literal(name)}, ${literal(value)}, false)`);
  const text = `select pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery() or pg_catalog.current_setting('transaction_read_only')::bool, pg_catalog.pg_postmaster_start_time()${set.join('')}`;
  const query = Buffer.from(`Q\0\0\0\0${text}\0`);
  query.writeInt32BE(query.length - 1, 1);
  return { startup, statement: query };
}

/** A connection that was lost while a statement waited to be sent keeps those bytes before the startup of the next one (postgres.js 3.4.9). */
function startupIn(bytes: Buffer): Buffer {
  for (let at = 0; at + 8 <= bytes.length; at++)
    if (bytes.readInt32BE(at) === bytes.length - at && bytes.readInt32BE(at + 4) === PROTOCOL)
      return bytes.subarray(at);
  throw Object.assign(new Error('the driver began a connection with no startup message'), {
    code: 'CONNECTION_CLOSED',
  });
}

/** A setting's text in SQL; the driver's own are words and numbers, an address may bring any. */
const literal = (text: string): string => `E'${text.replace(/[\\']/g, '\\$&')}'`;

/** The columns of a DataRow. */
function textsOf(message: Buffer): (string | null)[] {
  const texts: (string | null)[] = [];
  for (let i = 0, at = 7; i < message.readInt16BE(5); i++) {
    const length = message.readInt32BE(at);
    at += 4;
    texts.push(length < 0 ? null : message.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return texts;
}
