// Apollo Client 4 that loses nothing: schema/PROTOCOL.md, "Clients that lose nothing".
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, InMemoryCache, Observable } from '@apollo/client';
import { print } from 'graphql';
import { hubSocket, resuming } from './graphql-ws.mjs';

/** Stands where GraphQLWsLink would: hooks and `client.subscribe` stay as they are. `moved`: told a cursor without an event. */
export const hubLink = (socket, moved) =>
  new ApolloLink(
    ({ query, variables, operationName }) =>
      new Observable((observer) =>
        resuming(
          socket,
          { query: print(query), variables, operationName },
          {
            next: (result) => observer.next(result),
            error: (e) => observer.error(Array.isArray(e) ? new CombinedGraphQLErrors({ errors: e }) : e),
            complete: () => observer.complete(),
            moved,
          },
        ),
      ),
  );

/** `keep(cursor, data)` writes both in one transaction; data is null where the cursor alone has moved. Answers what ends it. */
export function follow({ hub, key, query, variables, after, keep, failed, webSocketImpl }) {
  const socket = hubSocket({ hub, key, webSocketImpl });
  const link = hubLink(socket, (cursor) => keep(cursor, null));
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  // Events are no state: in the cache they would pile up.
  const asked = { query: gql(query), variables: { ...variables, after }, fetchPolicy: 'no-cache' };
  const subscription = client.subscribe(asked).subscribe({
    next: ({ data, error }) => (error ? failed(error) : keep(Object.values(data)[0].cursor, data)),
    error: failed,
  });
  return () => {
    subscription.unsubscribe();
    client.stop();
    return socket.dispose();
  };
}
