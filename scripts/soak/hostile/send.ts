import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { addressOf, MOST_HEARD, PATIENCE_MS, type Target, type Told } from './attack.js';
import type { Dice } from './dice.js';

const agent = new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 64 });

const LOOK_MS = 5;

export interface Sent {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer | undefined;
}

/** A request that is sound HTTP, whatever is in it; told its answer. */
export function send(
  target: Target,
  dice: Dice,
  told: Told,
  { path, method = 'POST', headers = {}, body }: Sent,
): Promise<void> {
  const { host, port } = target;
  const localAddress = addressOf(dice);
  return new Promise((done) => {
    const over = (tell: () => void) => {
      clearTimeout(late);
      tell();
      done();
    };
    const late = setTimeout(() => {
      sent.destroy();
      over(() => told.answer(599, 'no answer'));
    }, PATIENCE_MS);
    const sent = request(
      { host, port, method, path, headers, agent, ...(localAddress ? { localAddress } : {}) },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          if (text.length < MOST_HEARD) text += chunk;
        });
        if (response.headers['content-type']?.startsWith('text/event-stream')) {
          // It may be a subscription, which has no end of its own.
          told.hold(() => sent.destroy());
          response.on('error', () => {});
          response.once('close', () => told.answer(response.statusCode ?? 0, text));
          return over(() => {});
        }
        response.once('end', () => over(() => told.answer(response.statusCode ?? 0, text)));
        response.once('error', () => over(() => told.cut()));
      },
    );
    sent.once('error', () => over(() => told.cut()));
    sent.end(body);
  });
}

export interface Wire {
  socket: Socket;
  /** Waits until anything came, or the hub closed. */
  heard(): Promise<void>;
}

/** A connection whose bytes are the attacker's own. `script` writes them; what came back is told when it closes, or is let go of. */
export function wire(
  target: Target,
  dice: Dice,
  told: Told,
  script: (wire: Wire) => Promise<'wait' | 'hold' | 'gone'>,
): Promise<void> {
  const localAddress = addressOf(dice);
  const socket = connect({ host: target.host, port: target.port, ...(localAddress ? { localAddress } : {}) });
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    if (text.length < MOST_HEARD) text += chunk;
  });
  socket.on('error', () => {});
  let isTold = false;
  const tell = () => {
    if (isTold) return;
    isTold = true;
    const answers = text.split(/(?=^HTTP\/1\.1 \d{3} )/m).filter((part) => part.startsWith('HTTP/1.1 '));
    for (const one of answers) told.answer(Number(one.slice(9, 12)), Buffer.from(one, 'latin1').toString());
    if (answers.length === 0) told.cut();
  };
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  void closed.then(tell);
  const heard = async (): Promise<void> => {
    for (let waited = 0; text === '' && !socket.destroyed && waited < PATIENCE_MS; waited += LOOK_MS)
      await pause(LOOK_MS);
  };
  return new Promise((done) => {
    const go = async () => {
      const next = await script({ socket, heard });
      if (next === 'gone') socket.destroy();
      else if (next === 'hold') {
        told.hold(() => socket.destroy());
        return done();
      }
      const late = setTimeout(() => socket.destroy(), PATIENCE_MS);
      await closed;
      clearTimeout(late);
      done();
    };
    socket.once('connect', () => void go().catch(() => done()));
    void closed.then(done);
  });
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
