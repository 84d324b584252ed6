import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Sql, TransactionSql } from 'postgres';

/** One connection, as a transaction has it. */
export type Connection = Sql | TransactionSql;

/**
 * What the driver (postgres.js 3.4.9) does not tell of a COPY: when it is over, how many rows it had, and why it failed where it fails
 * behind its last row; without that, whoever waits for its stream would wait for ever. The statement's own ends, which it calls a second time, do.
 */
interface Statement {
  active: boolean;
  readable(): Promise<Readable>;
  writable(): Promise<Writable>;
  cancel(): void;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

function watched(connection: Connection, text: string) {
  const statement = connection.unsafe(text) as unknown as Statement;
  const { resolve, reject } = statement;
  const done = new Promise<number>((end, fail) => {
    statement.resolve = (result) => {
      const { count } = result as { count?: unknown };
      if (typeof count === 'number') end(count);
      resolve(result);
      // With its stream the driver takes a statement to be over, and would not cancel it.
      statement.active = typeof count !== 'number';
    };
    statement.reject = (error) => {
      fail(error);
      reject(error);
    };
  });
  done.catch(() => {}); // told by whoever waits for the stream, too
  return { statement, done };
}

/**
 * Runs a `COPY … TO STDOUT` and hands its text to `take`, piece by piece, no faster than it is taken. Answers its rows. Where `take` throws,
 * or the signal comes, the database is told to stop, and the connection is free again.
 */
export async function copyOut(
  connection: Connection,
  text: string,
  take: (pieces: AsyncIterable<Buffer>) => Promise<void>,
  signal?: AbortSignal,
): Promise<number> {
  const { statement, done } = watched(connection, text);
  const stream = await statement.readable();
  // The driver pauses the connection when the stream is full, and goes on when it asks for more: behind its last row it never does.
  const goOn = () => {
    try {
      stream._read(0);
    } catch {
      // The connection is gone; "done" says so.
    }
  };
  const stop = () => statement.cancel();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    await take(pieces(stream));
  } catch (error) {
    stop();
    // What is still on its way is let go by, and the driver is never told that it is too much.
    stream.on('error', () => {});
    stream.push = () => true;
    goOn();
    await done.catch(() => {});
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  goOn();
  return done;
}

/** A stream's pieces, without destroying it where whoever reads them stops. */
const pieces = (stream: Readable): AsyncIterable<Buffer> => ({
  [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>,
});

/** Runs a `COPY … FROM STDIN` over what `rows` gives. Answers how many rows the database has taken. */
export async function copyIn(
  connection: Connection,
  text: string,
  rows: AsyncIterable<Buffer>,
  signal?: AbortSignal,
): Promise<number> {
  const { statement, done } = watched(connection, text);
  const stream = await statement.writable();
  const sent = pipeline(rows, stream, ...(signal ? [{ signal }] : []));
  sent.catch(() => {});
  // Whichever says first why it went wrong; it is over when the database says so.
  try {
    await Promise.race([sent, done]);
    await sent;
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
  return done;
}
