import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from '../settings.js';
import type { Metrics } from '../watch/metrics.js';

export const METRICS_PATH = '/metrics';

export interface MetricsAnswer {
  status: number;
  type: string;
  body: string;
  headers?: Record<string, string>;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * What is answered to who asks for the metrics: names of agencies, webhooks and consumers to whoever may have them, and to anybody
 * else what is behind all in all. A wrong key is refused and not taken for none. `trusted` is the door on a port of its own.
 */
export function metricsReader(metrics: Metrics, { HUB_METRICS_KEY: key }: Pick<Settings, 'HUB_METRICS_KEY'>) {
  return async (authorization: string | undefined, trusted: boolean): Promise<MetricsAnswer> => {
    const given = authorization === undefined ? null : (/^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '');
    const known = key !== undefined && given !== null && timingSafeEqual(digest(given), digest(key));
    // Where no key is set, one that is sent means nothing here: a scraper may send its own to everybody.
    if (key !== undefined && !known && (given !== null || trusted)) {
      const message = 'the metrics of this port take the key of HUB_METRICS_KEY: send "Authorization: Bearer KEY"';
      const body = JSON.stringify({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });
      const headers = { 'www-authenticate': 'Bearer' };
      return { status: 401, type: 'application/json; charset=utf-8', body, headers };
    }
    const parts = known || trusted ? [metrics.registry, metrics.named] : [metrics.registry];
    const texts = await Promise.all(parts.map((part) => part.metrics()));
    return { status: 200, type: metrics.registry.contentType, body: texts.join('\n') };
  };
}
export type MetricsReader = ReturnType<typeof metricsReader>;

/** The metrics on a port of their own (HUB_METRICS_PORT), for the network of whoever watches the hub; null where none is set. */
export async function openMetricsPort(
  read: MetricsReader,
  { HUB_METRICS_PORT: port, HUB_METRICS_HOST: host }: Pick<Settings, 'HUB_METRICS_PORT' | 'HUB_METRICS_HOST'>,
): Promise<{ port: number; close(): Promise<void> } | null> {
  if (port === undefined) return null;
  const answer = async ({ url, method, headers }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const found = url === METRICS_PATH && (method === 'GET' || method === 'HEAD');
    const missing = { status: 404, type: 'text/plain; charset=utf-8', body: `there is GET ${METRICS_PATH}\n` };
    const {
      status,
      type,
      body,
      headers: more,
    }: MetricsAnswer = found ? await read(headers.authorization, true) : missing;
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...more,
    });
    response.end(method === 'HEAD' ? undefined : body);
  };
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done());
  });
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, close };
}
