import { WebSocket } from 'ws';

/** An answer as it is compared: without what belongs to the one request (its id) or the one document (locations). */
export interface Told {
  data: unknown;
  errors: { code: unknown; message: string; path: unknown; problems: unknown; limit: unknown }[];
}
export interface Question {
  query?: string | undefined;
  variables?: Record<string, unknown>;
  operationName?: string;
  documentId?: string;
  extensions?: Record<string, unknown>;
  key?: string | undefined;
}
/** A way into the hub: how a question is sent there, and what came back first. */
export type Door = (base: string, question: Question) => Promise<Told>;

// biome-ignore lint/suspicious/noExplicitAny: answers of all shapes
type Any = any;
const told = ({ data = null, errors = [] }: Any): Told => ({
  data,
  errors: errors.map(
    ({ message, path = null, extensions: { code, problems = null, limit = null } = {} as Any }: Any) => ({
      code,
      message,
      path,
      problems,
      limit,
    }),
  ),
});

const headersOf = ({ key }: Question): Record<string, string> => ({
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, text/event-stream',
  ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
});
const bodyOf = ({ key: _, ...question }: Question) => JSON.stringify(question);
const queryOf = ({ query, variables, operationName, documentId, extensions }: Question): string =>
  String(
    new URLSearchParams({
      ...(query === undefined ? {} : { query }),
      ...(documentId ? { documentId } : {}),
      ...(extensions ? { extensions: JSON.stringify(extensions) } : {}),
      ...(variables ? { variables: JSON.stringify(variables) } : {}),
      ...(operationName ? { operationName } : {}),
    }),
  );

/** The first `next` of a stream; a refusal before any stream is a JSON body. */
async function firstOf(response: Response): Promise<Told> {
  if (response.headers.get('content-type')?.startsWith('application/json')) return told(await response.json());
  let text = '';
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { value, done } = await reader.read();
    text += decoder.decode(value, { stream: true });
    const next = /^event: next\ndata: (.*)\n\n/m.exec(text);
    if (next || done) {
      await reader.cancel();
      return told(JSON.parse(next?.[1] ?? 'null'));
    }
  }
}

export const post =
  (path: string): Door =>
  async (base, question) =>
    told(
      await (
        await fetch(`${base}${path}`, { method: 'POST', headers: headersOf(question), body: bodyOf(question) })
      ).json(),
    );

export const get =
  (path: string): Door =>
  async (base, question) =>
    told(await (await fetch(`${base}${path}?${queryOf(question)}`, { headers: headersOf(question) })).json());

export const streamByPost: Door = async (base, question) =>
  firstOf(
    await fetch(`${base}/graphql/stream`, { method: 'POST', headers: headersOf(question), body: bodyOf(question) }),
  );

export const streamByGet: Door = async (base, question) =>
  firstOf(await fetch(`${base}/graphql/stream?${queryOf(question)}`, { headers: headersOf(question) }));

/** The first `next` or `error` of an operation; a socket that is closed instead says with which code. */
export const socket: Door = (base, { key, ...payload }) =>
  new Promise((done, fail) => {
    const ws = new WebSocket(`${base.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const end = (answer: Told) => {
      done(answer);
      ws.terminate();
    };
    ws.on('error', fail);
    ws.on('open', () => {
      const Authorization = key === undefined ? undefined : `Bearer ${key}`;
      ws.send(JSON.stringify({ type: 'connection_init', payload: { Authorization } }));
    });
    ws.on('close', (code) => end(told({ errors: [{ message: `closed ${code}` }] })));
    ws.on('message', (text) => {
      const { type, payload: answer } = JSON.parse(String(text));
      if (type === 'connection_ack') ws.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
      else if (type === 'next' || type === 'error') end(told(type === 'error' ? { errors: answer } : answer));
    });
  });
