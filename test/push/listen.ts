import { createClient as createStreamClient } from 'graphql-sse';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { PATIENCE_MS, until } from '../kit/until.js';

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with what a test expects of them
export type Data = any;

/** What a subscriber has heard so far, and how it ended. */
export interface Listening {
  heard: Data[];
  /** Resolves when so many were heard. */
  until(count: number): Promise<Data[]>;
  /** The close code or the errors that ended it. */
  ended: Promise<{ code?: number; errors?: Data[] }>;
  stop(): Promise<void>;
}

export interface Ask {
  url: string;
  query: string;
  variables?: Record<string, unknown>;
  key?: string;
  headers?: Record<string, string>;
  /** Of the request. */
  extensions?: Record<string, unknown>;
}

function collect(): { heard: Data[]; add(value: Data): void; until: Listening['until'] } {
  const heard: Data[] = [];
  const waiting = new Set<() => void>();
  return {
    heard,
    add: (value) => {
      heard.push(value);
      for (const look of waiting) look();
    },
    until: (count) =>
      new Promise((done, fail) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          fail(new Error(`heard ${heard.length} of ${count}: ${JSON.stringify(heard.slice(-3))}`));
        }, PATIENCE_MS);
        const look = () => {
          if (heard.length < count) return;
          clearTimeout(timer);
          waiting.delete(look);
          done(heard);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Subscriptions that the hub has begun. */
async function begun(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^hub_subscriptions_total (\d+)$/m.exec(text)?.[1]);
}

/** One after another for each hub, so that what has begun is known to be one's own. */
const turns = new Map<string, Promise<unknown>>();

/** Subscribes, and waits until the subscription hears whatever is written from now on, or has ended. */
function begin(url: string, ended: Promise<unknown>, subscribe: () => void): Promise<void> {
  const turn = (turns.get(url) ?? Promise.resolve()).then(async () => {
    const before = await begun(url);
    let over = false;
    void ended.then(() => {
      over = true;
    });
    subscribe();
    await until(async () => over || (await begun(url)) > before);
  });
  turns.set(
    url,
    turn.catch(() => {}),
  );
  return turn;
}

/** Subscribes over `graphql-transport-ws` with an unmodified client, and waits until it hears what is written. */
export async function listen({ url, query, variables = {}, key, extensions }: Ask): Promise<Listening> {
  const { heard, add, until: heardSo } = collect();
  let end: (how: { code?: number; errors?: Data[] }) => void = () => {};
  const ended = new Promise<{ code?: number; errors?: Data[] }>((done) => {
    end = done;
  });
  const client: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(key ? { connectionParams: { Authorization: `Bearer ${key}` } } : {}),
  });
  await begin(url, ended, () =>
    client.subscribe(
      { query, variables, ...(extensions ? { extensions } : {}) },
      {
        next: (value) => add(value),
        error: (error) => {
          if (Array.isArray(error)) end({ errors: error });
          else end({ code: (error as { code?: number }).code ?? 0 });
        },
        complete: () => end({}),
      },
    ),
  );
  return { heard, until: heardSo, ended, stop: async () => void (await client.dispose()) };
}

/** The same over Server-Sent Events, distinct connections mode. */
export async function listenToStream({
  url,
  query,
  variables = {},
  key,
  headers = {},
  extensions,
}: Ask): Promise<Listening> {
  const { heard, add, until: heardSo } = collect();
  let end: (how: { code?: number; errors?: Data[] }) => void = () => {};
  const ended = new Promise<{ code?: number; errors?: Data[] }>((done) => {
    end = done;
  });
  const client = createStreamClient({
    url: `${url}/graphql/stream`,
    retryAttempts: 0,
    headers: { ...headers, ...(key ? { authorization: `Bearer ${key}` } : {}) },
  });
  await begin(url, ended, () =>
    client.subscribe(
      { query, variables, ...(extensions ? { extensions } : {}) },
      {
        // What is wrong with the operation comes as its one answer.
        next: (value) => (value.errors && value.data == null ? end({ errors: [...value.errors] }) : add(value)),
        error: (error) => end({ errors: [error] }),
        complete: () => end({}),
      },
    ),
  );
  return { heard, until: heardSo, ended, stop: async () => client.dispose() };
}
