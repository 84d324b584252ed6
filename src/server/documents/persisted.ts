import { GraphQLError } from 'graphql';
import type { OperationRequest } from '../operation/operation.js';
import { keyOf } from './prepare.js';

const coded = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });

/**
 * The payload of a socket's operation, with an empty text where it names its document instead: the library of the socket's
 * protocol closes a socket that sends none.
 */
export function withQuery(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || 'query' in payload) return payload;
  const { documentId, extensions } = payload as OperationRequest;
  return documentId || extensions?.persistedQuery ? { ...payload, query: '' } : payload;
}

/** Which document a request names instead of sending it, or beside it: the SHA-256 of Apollo's clients, or any id. */
export function nameOf({ documentId, extensions }: OperationRequest): { hash?: string; id?: string } | null {
  const persisted = extensions?.persistedQuery;
  if (typeof persisted === 'object' && persisted !== null) {
    const { sha256Hash } = persisted as { sha256Hash?: unknown };
    if (typeof sha256Hash === 'string') return { hash: sha256Hash };
  }
  return documentId ? { id: documentId } : null;
}

/** Why a document that is named and not sent is not run: what Apollo's clients read, and send the text upon. */
export const persisted = {
  notSupported: () => coded('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported'),
  notFound: () => coded('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'),
};

/**
 * The text of the operation that a request sends, or why there is none. The hub keeps no text that a caller sends: one named
 * by its hash alone is told PersistedQueryNotSupported, upon which Apollo's clients send the text and name no more.
 */
export function textOf(request: OperationRequest): string | GraphQLError {
  const { query } = request;
  const name = nameOf(request);
  if (query) {
    const wrong = name?.hash !== undefined && name.hash !== keyOf(query);
    return wrong ? coded('BAD_REQUEST', 'provided sha does not match query') : query;
  }
  if (request.extensions?.persistedQuery || name) return persisted.notSupported();
  return coded('BAD_REQUEST', '`query` is a GraphQL document, as text');
}
