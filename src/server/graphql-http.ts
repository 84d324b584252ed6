import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type GraphQLRequest, HeaderMap } from '@apollo/server';
import Negotiator from 'negotiator';
import type { GraphQLAnswer } from './graphql-server.js';

/**
 * GraphQL over HTTP (graphql.github.io/graphql-over-http), to the letter: `graphql-http`'s audits run against it in the
 * tests. On node:http directly, because this is the path of every credit check (README.md of this room).
 */
const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/** A request that is not GraphQL: answered with this status and one error. */
export class BadHttpRequest extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code = 'BAD_REQUEST',
    readonly headers: Record<string, string> = {},
    readonly extensions: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** The answer's content type by the Accept header; refused where the client takes neither. */
export function responseType(accept: string | undefined): string {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return JSON_TYPE;
  const preferred = new Negotiator({ headers: { accept } }).mediaType([
    'application/json',
    'application/graphql-response+json',
  ]);
  if (!preferred) {
    throw new BadHttpRequest(
      406,
      'the answer is application/graphql-response+json or application/json; Accept one of them',
    );
  }
  return preferred === 'application/json' ? JSON_TYPE : GRAPHQL_TYPE;
}

/** Reads a body up to a limit. */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (size - chunk.length <= limit) {
        const extensions = { limit: 'HUB_BODY_LIMIT_BYTES', max: limit };
        fail(
          new BadHttpRequest(
            413,
            `the body is larger than ${limit} bytes`,
            'LIMIT_EXCEEDED',
            { connection: 'close' },
            extensions,
          ),
        );
      }
    });
    request.once('end', () => {
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      if (isUtf8(body)) done(body.toString('utf8'));
      else fail(new BadHttpRequest(400, 'the body is not UTF-8'));
    });
    request.once('error', fail);
    request.once('aborted', () => fail(new BadHttpRequest(400, 'the request was aborted')));
  });
}

/** The GraphQL request in an HTTP request; `body` is null for GET. */
export function readRequest(request: IncomingMessage, body: string | null): GraphQLRequest {
  if (body !== null) {
    const type = request.headers['content-type'];
    if (type === undefined || !/^\s*application\/json\s*(;|$)/i.test(type)) {
      throw new BadHttpRequest(415, 'a POST body is JSON: send Content-Type: application/json', 'BAD_REQUEST', {
        accept: 'application/json',
      });
    }
    const charset = /charset="?([^;"\s]+)/i.exec(type)?.[1];
    if (charset && !/^utf-?8$/i.test(charset))
      throw new BadHttpRequest(415, `charset ${charset} is not served; send UTF-8`);
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity')
      throw new BadHttpRequest(415, `content encoding ${encoding} is not served; send the body as it is`);
    return checked(parseJson(body, 'the body'));
  }
  const query = new URL(request.url ?? '/', 'http://hub').searchParams;
  const json = (name: string) => {
    const text = query.get(name);
    return text === null || text === '' ? undefined : parseJson(text, name);
  };
  const fields = { query: query.get('query') ?? undefined, operationName: query.get('operationName') ?? undefined };
  const got = checked({ ...fields, variables: json('variables'), extensions: json('extensions') });
  return { ...got, http: GET };
}

/** Tells Apollo Server to refuse anything but queries. */
const GET = { method: 'GET', headers: new HeaderMap(), search: '', body: '' };

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadHttpRequest(400, `${what} is not JSON`);
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checked(input: unknown): GraphQLRequest {
  if (!isMap(input)) throw new BadHttpRequest(400, 'a request is a JSON object with `query`');
  const { query, operationName, variables, extensions } = input;
  if (typeof query !== 'string' || query === '')
    throw new BadHttpRequest(400, '`query` is a GraphQL document, as text');
  if (operationName != null && typeof operationName !== 'string')
    throw new BadHttpRequest(400, '`operationName` is a text');
  if (variables != null && !isMap(variables)) throw new BadHttpRequest(400, '`variables` is an object');
  if (extensions != null && !isMap(extensions)) throw new BadHttpRequest(400, '`extensions` is an object');
  return { query, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) };
}

/** 200 with the legacy type; with application/graphql-response+json, 400 where nothing ran and 401 where a key is missing or wrong. */
export function statusOf({ result, status }: GraphQLAnswer, type: string): number {
  if (status === 405) return status;
  if (result.data !== undefined || type === JSON_TYPE) return 200;
  return result.errors?.[0]?.extensions?.code === 'UNAUTHENTICATED' ? 401 : 400;
}

/** Characters from which an answer counts as long. */
const LONG = 4_096;

export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Record<string, string> = {},
): void {
  if (response.writableEnded || response.destroyed) return;
  // While the hub stops, every answer is the last of its connection.
  const draining = (response.socket as { server?: Server } | null)?.server?.listening === false;
  // A short answer leaves as a text, head and body in one write; a long one is encoded once and not measured apart.
  const content = body.length > LONG ? Buffer.from(body) : body;
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: 'POST' } : undefined),
    ...headers,
    ...(draining ? { connection: 'close' } : undefined),
  });
  response.end(content);
}

/** A refusal in GraphQL's form. */
export function sendRefusal(response: ServerResponse, refusal: BadHttpRequest, type: string, requestId: string): void {
  const errors = [{ message: refusal.message, extensions: { code: refusal.code, ...refusal.extensions } }];
  send(response, refusal.status, type, JSON.stringify({ errors }), { ...refusal.headers, 'x-request-id': requestId });
}
