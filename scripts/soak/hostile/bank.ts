import { Agent, request } from 'node:http';
import { PATIENCE_MS } from './attack.js';

export const CHECK = `query Check($uscc: USCC!) { creditCheck(uscc: $uscc, purpose: "loan") {
  uscc outcome reasons enterprise { uscc name } rating { level } grading { grade } restrictions { domain } } }`;

/** What a bank has heard: how long each check took, in milliseconds, and what was no right answer. */
export interface Heard {
  times: number[];
  wrong: string[];
}

const MOST_WRONG = 20;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** A bank's loan system: single checks over a few connections that it keeps, each answer held against what it must be. */
export class Bank {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });

  constructor(
    private readonly url: string,
    private readonly key: string,
    /** What each company's check must answer. */
    private readonly expected: ReadonlyMap<string, string>,
  ) {}

  /** Anything but a right answer is thrown. */
  async check(uscc: string): Promise<void> {
    const got = await this.ask(uscc);
    if (got !== this.expected.get(uscc)) throw new Error(`${uscc}: ${got.slice(0, 300)}`);
  }

  ask(uscc: string): Promise<string> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.key}` };
    const body = JSON.stringify({ query: CHECK, variables: { uscc } });
    return new Promise((done, fail) => {
      const late = setTimeout(() => sent.destroy(new Error('no answer')), PATIENCE_MS);
      const sent = request(this.url, { method: 'POST', agent: this.agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () => {
          clearTimeout(late);
          done(text);
        });
        response.once('error', fail);
      });
      sent.once('error', (error) => {
        clearTimeout(late);
        fail(error);
      });
      sent.end(body);
    });
  }

  /** Checks one company after another on each of `atOnce` connections, with a pause as a person's work has, until it is over. */
  async work(atOnce: number, over: (checks: number) => boolean): Promise<Heard> {
    const usccs = [...this.expected.keys()];
    const heard: Heard = { times: [], wrong: [] };
    let n = 0;
    const clerk = async () => {
      while (!over(n)) {
        const uscc = usccs[n++ % usccs.length] as string;
        const begun = performance.now();
        await this.check(uscc).catch((error: Error) => {
          if (heard.wrong.length < MOST_WRONG) heard.wrong.push(error.message);
        });
        heard.times.push(performance.now() - begun);
        await pause(5);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, clerk));
    return heard;
  }

  /** Checks a second that so many connections without a pause are answered: what the hub can do, and does again afterwards. */
  async throughput(atOnce: number, checks: number): Promise<number> {
    const usccs = [...this.expected.keys()];
    const begun = performance.now();
    let n = 0;
    const clerk = async () => {
      while (n < checks) await this.check(usccs[n++ % usccs.length] as string);
    };
    await Promise.all(Array.from({ length: atOnce }, clerk));
    return (checks * 1_000) / (performance.now() - begun);
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The value that so many of a hundred are below. */
export function percentile(times: readonly number[], p: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? Number.NaN;
}
