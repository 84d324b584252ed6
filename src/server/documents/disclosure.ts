import { GraphQLError } from 'graphql';
import { HubError } from '../../kernel/errors.js';
import type { Disclosure } from '../settings.words.js';

export const isTold = (disclosure: Disclosure, known: boolean): boolean =>
  disclosure === 'all' || (disclosure === 'known' && known);

export const undisclosed = (disclosure: Disclosure): HubError =>
  new HubError(
    'FORBIDDEN',
    disclosure === 'known'
      ? 'introspection is for known callers: send a key; __typename is open to everybody'
      : 'introspection is off at this hub: read schema/api.graphql, which its operator has; __typename is open to everybody',
    { action: 'introspect' },
  );

const SUGGESTION = / Did you mean [^?]*\?/g;

/** An executor's error without the names of the schema that it offers; what the hub itself says stays as it is. */
export function withoutSuggestions(error: GraphQLError): GraphQLError {
  if (error instanceof HubError || error.originalError instanceof HubError) return error;
  const message = error.message.replace(SUGGESTION, '');
  if (message === error.message) return error;
  const { nodes, source, positions, path, originalError, extensions } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    originalError: originalError ?? null,
    extensions,
  });
}
