import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';
import Negotiator from 'negotiator';
import type { Viewer } from '../../access/index.js';
import type { OperationRequest } from '../operation/operation.js';
import { checkJsonSize } from './json-size.js';

/**
 * GraphQL over HTTP (graphql.github.io/graphql-over-http), to the letter: `graphql-http`'s audits run against it in the
 * tests. On node:http directly, because this is the path of every credit check (README.md of the server).
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

/** What bytes that are no JSON in UTF-8 begin with, and what is said of them. */
const SIGNATURES: [bytes: number[], status: 400 | 415, message: string][] = [
  [[0xef, 0xbb, 0xbf], 400, 'the body begins with a byte order mark (U+FEFF), which is not JSON; send it without'],
  [[0xff, 0xfe], 400, 'the body begins with a byte order mark of UTF-16; send UTF-8, without a byte order mark'],
  [[0xfe, 0xff], 400, 'the body begins with a byte order mark of UTF-16; send UTF-8, without a byte order mark'],
  [[0x1f, 0x8b], 415, 'the body is compressed (gzip); send it as it is'],
];

/** The text of a body; what is no UTF-8, or only looks like it, is refused by its name. */
function textOf(body: Buffer): string {
  const found = SIGNATURES.find(([bytes]) => bytes.every((byte, i) => body[i] === byte));
  if (found) throw new BadHttpRequest(found[1], found[2]);
  if (!isUtf8(body)) throw new BadHttpRequest(400, 'the body is not UTF-8');
  return body.toString('utf8');
}

/** Refuses a POST whose head says that its body is not plain JSON in UTF-8, before any of it is read. */
export function checkHead({ method, headers }: IncomingMessage): void {
  if (method !== 'POST') return;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    throw new BadHttpRequest(
      415,
      `content encoding ${encoding} is not served; send the body as it is, not compressed`,
      'BAD_REQUEST',
      { 'accept-encoding': 'identity' },
    );
  const type = headers['content-type'];
  if (type === undefined || !/^\s*application\/json\s*(;|$)/i.test(type)) {
    throw new BadHttpRequest(415, 'a POST body is JSON: send Content-Type: application/json', 'BAD_REQUEST', {
      accept: 'application/json',
    });
  }
  const charset = /charset="?([^;"\s]+)/i.exec(type)?.[1];
  if (charset && !/^utf-?8$/i.test(charset))
    throw new BadHttpRequest(415, `charset ${charset} is not served; send UTF-8`);
}

/**
 * The operation in an HTTP request whose caller is known: POST's body, as `bodies` takes it in (bodies.ts), or GET's query
 * parameters.
 */
export async function readRequest(
  request: IncomingMessage,
  viewer: Viewer,
  bodies: { read(request: IncomingMessage, viewer: Viewer): Promise<Buffer> },
): Promise<OperationRequest> {
  if (request.method === 'POST') {
    const body = await bodies.read(request, viewer);
    checkJsonSize(body);
    return checked(parseJson(textOf(body), 'the body'));
  }
  const query = new URL(request.url ?? '/', 'http://hub').searchParams;
  const json = (name: string) => {
    const text = query.get(name);
    return text === null || text === '' ? undefined : parseJson(text, name);
  };
  const text = (name: string) => query.get(name) ?? undefined;
  const fields = { query: text('query'), documentId: text('documentId'), operationName: text('operationName') };
  return checked({ ...fields, variables: json('variables'), extensions: json('extensions') });
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadHttpRequest(400, `${what} is not JSON`);
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checked(input: unknown): OperationRequest {
  if (!isMap(input)) throw new BadHttpRequest(400, 'a request is a JSON object with `query`');
  const { query, documentId, operationName, variables, extensions } = input;
  if (documentId != null && typeof documentId !== 'string') throw new BadHttpRequest(400, '`documentId` is a text');
  const isNamed = Boolean(documentId) || (isMap(extensions) && isMap(extensions.persistedQuery));
  if (typeof query !== 'string' && query != null)
    throw new BadHttpRequest(400, '`query` is a GraphQL document, as text');
  if (!query && !isNamed) throw new BadHttpRequest(400, '`query` is a GraphQL document, as text');
  if (operationName != null && typeof operationName !== 'string')
    throw new BadHttpRequest(400, '`operationName` is a text');
  if (variables != null && !isMap(variables)) throw new BadHttpRequest(400, '`variables` is an object');
  if (extensions != null && !isMap(extensions)) throw new BadHttpRequest(400, '`extensions` is an object');
  return { query, documentId, operationName, variables, extensions } as OperationRequest;
}

/** 200 with the legacy type; with application/graphql-response+json, 400 where nothing ran and 401 where a key is missing or wrong. */
export function statusOf(
  { result, status }: { result: FormattedExecutionResult; status?: number | undefined },
  type: string,
): number {
  if (status !== undefined) return status;
  if (result.data !== undefined || type === JSON_TYPE) return 200;
  // Apollo's clients read why, and send the text, only of an answer with 200.
  if (String(result.errors?.[0]?.extensions?.code).startsWith('PERSISTED_QUERY_')) return 200;
  return result.errors?.[0]?.extensions?.code === 'UNAUTHENTICATED' ? 401 : 400;
}

/** On every answer of GraphQL's, whatever asked and however it ends: it is for its caller alone, and is what it says it is. */
export const GUARDED = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Characters from which an answer counts as long. */
const LONG = 4_096;

export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): void {
  if (response.writableEnded || response.destroyed) return;
  // While the hub stops, every answer is the last of its connection.
  const draining = (response.socket as { server?: Server } | null)?.server?.listening === false;
  // A short answer leaves as a text, head and body in one write; a long one is encoded once and not measured apart.
  const content = typeof body === 'string' && body.length > LONG ? Buffer.from(body) : body;
  response.writeHead(status, {
    'content-type': type,
    'content-length': typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    ...GUARDED,
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
