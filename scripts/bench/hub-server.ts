import { HUB } from './places.js';
import { start } from './process.js';

export interface HubServer {
  /** Of /graphql. */
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** `hub serve` on a free port, as it is served in production. */
export async function serve(databaseUrl: string): Promise<HubServer> {
  let listening: (url: string) => void = () => {};
  const url = new Promise<string>((done) => {
    listening = done;
  });
  const server = start(process.execPath, [HUB, 'serve', '--json'], {
    env: { DATABASE_URL: databaseUrl, PORT: '0' },
    // Its log is on stdout too; the result is the line that names the endpoint.
    onLine: (line) => {
      const graphql = /"graphql":"([^"]+)"/.exec(line)?.[1];
      if (graphql) listening(graphql);
    },
  });
  const ended = server.finished.then(() => Promise.reject(new Error('the hub stopped by itself')));
  return { url: await Promise.race([url, ended]), pid: server.pid, stop: server.stop };
}
