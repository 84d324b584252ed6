import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from '../../kit/until.js';

// biome-ignore lint/suspicious/noExplicitAny: answers
export type Any = any;

export const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** As the header says it. */
export const digest = (bytes: string | Buffer): string =>
  `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

export interface Told {
  status: number;
  headers: Headers;
  body: Any;
}

/** One request to the door of imports, as any client sends it. */
export async function asked(
  url: string,
  key: string | undefined,
  init: RequestInit & { headers?: Record<string, string> } = {},
): Promise<Told> {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(url, { ...init, headers: { ...authorization, ...init.headers } });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
  };
}

const OPEN = ['RECEIVED', 'RUNNING', 'INTERRUPTED'];

/** The import when it has ended. */
export async function ended(hub: string, key: string, id: string): Promise<Any> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { body } = await asked(`${hub}/imports/${id}`, key);
    if (!OPEN.includes(body.status)) return body;
    if (Date.now() > end) throw new Error(`it has not ended: ${JSON.stringify(body)}`);
    await sleep(50);
  }
}

/** The codes and details of a refusal. */
export const refusal = ({ status, body }: Told): Any => ({ status, ...body.errors?.[0]?.extensions });

export interface ServerEvent {
  id: string;
  event: string;
  data: Any;
}

/** The events of a stream, to its end. */
export async function eventsOf(url: string, key: string, headers: Record<string, string> = {}): Promise<ServerEvent[]> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}`, ...headers } });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
    throw new Error(`no stream: ${response.status} ${await response.text()}`);
  return (await response.text()).split('\n\n').flatMap((block) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const data = field('data');
    return data === undefined ? [] : [{ id: field('id') ?? '', event: field('event') ?? '', data: JSON.parse(data) }];
  });
}
