import { Agent, request } from 'node:http';
import { cpuOf } from './cpu.js';

/** One slice of time under load. */
export interface Slice {
  /** Requests a second. */
  rate: number;
  /** Milliseconds of the hub's CPU for a request. */
  cpu: number;
}

/** Posts a body and reads the answer to its end; anything but a whole answer without errors is a failure. */
export function post(agent: Agent, url: string, key: string, body: string): Promise<number> {
  return new Promise((done, fail) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      let size = 0;
      let head = '';
      response.on('data', (chunk: Buffer) => {
        if (size === 0) head = chunk.toString('utf8', 0, 200);
        size += chunk.length;
      });
      response.once('end', () => {
        if (response.statusCode === 200 && !head.startsWith('{"errors"')) done(size);
        else fail(new Error(`${response.statusCode} ${head}`));
      });
      response.once('error', fail);
    });
    sending.once('error', fail);
    sending.end(body);
  });
}

export const agentOf = (connections: number): Agent => new Agent({ keepAlive: true, maxSockets: connections });

/** Calls `work` from so many at once, for so long. `pid`: whose CPU is counted. */
export async function load(
  work: (n: number) => Promise<unknown>,
  { atOnce, seconds, pid }: { atOnce: number; seconds: number; pid: number },
): Promise<Slice> {
  const started = performance.now();
  const before = cpuOf(pid);
  const until = started + seconds * 1_000;
  let done = 0;
  const worker = async () => {
    while (performance.now() < until) {
      await work(done);
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const cpu = ((cpuOf(pid) - before) * 1_000) / done;
  return { rate: (done * 1_000) / (performance.now() - started), cpu };
}
