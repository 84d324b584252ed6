import { createClient as createStreamClient } from 'graphql-sse';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with what a test expects of them
export type Data = any;

/** What a subscriber has heard so far, and how it ended. */
export interface Listening {
  heard: Data[];
  /** Resolves when so many were heard. */
  until(count: number, withinMs?: number): Promise<Data[]>;
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
    until: (count, withinMs = 10_000) =>
      new Promise((done, fail) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          fail(new Error(`heard ${heard.length} of ${count}: ${JSON.stringify(heard.slice(-3))}`));
        }, withinMs);
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

/** Subscribes over `graphql-transport-ws` with an unmodified client, and waits until the subscription is on its way. */
export async function listen({ url, query, variables = {}, key }: Ask): Promise<Listening> {
  const { heard, add, until } = collect();
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
  const acknowledged = new Promise<void>((done) => {
    client.on('connected', () => done());
  });
  client.subscribe(
    { query, variables },
    {
      next: (value) => add(value),
      error: (error) => {
        if (Array.isArray(error)) end({ errors: error });
        else end({ code: (error as { code?: number }).code ?? 0 });
      },
      complete: () => end({}),
    },
  );
  await Promise.race([acknowledged, ended]);
  // The subscribe message follows the acknowledgement; a round trip behind it, it has been read.
  await new Promise((done) => setTimeout(done, 60));
  return { heard, until, ended, stop: async () => void (await client.dispose()) };
}

/** The same over Server-Sent Events, distinct connections mode. */
export async function listenToStream({ url, query, variables = {}, key, headers = {} }: Ask): Promise<Listening> {
  const { heard, add, until } = collect();
  let end: (how: { code?: number; errors?: Data[] }) => void = () => {};
  const ended = new Promise<{ code?: number; errors?: Data[] }>((done) => {
    end = done;
  });
  const client = createStreamClient({
    url: `${url}/graphql/stream`,
    retryAttempts: 0,
    headers: { ...headers, ...(key ? { authorization: `Bearer ${key}` } : {}) },
  });
  client.subscribe(
    { query, variables },
    {
      // What is wrong with the operation comes as its one answer.
      next: (value) => (value.errors && value.data == null ? end({ errors: [...value.errors] }) : add(value)),
      error: (error) => end({ errors: [error] }),
      complete: () => end({}),
    },
  );
  await new Promise((done) => setTimeout(done, 150));
  return { heard, until, ended, stop: async () => client.dispose() };
}
