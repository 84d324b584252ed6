// urql that loses nothing: schema/PROTOCOL.md, "Clients that lose nothing".
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { hubSocket, resuming } from './graphql-ws.mjs';

/** The exchange: hooks and `client.subscription` stay as they are. `moved`: told a cursor without an event. */
export const hubSubscriptions = (socket, moved) =>
  subscriptionExchange({
    forwardSubscription: ({ query, variables, operationName }) => ({
      subscribe: (sink) => ({
        unsubscribe: resuming(socket, { query, variables, operationName }, { ...sink, moved }),
      }),
    }),
  });

/** `keep(cursor, data)` writes both in one transaction; data is null where the cursor alone has moved. Answers what ends it. */
export function follow({ hub, key, query, variables, after, keep, failed, webSocketImpl }) {
  const socket = hubSocket({ hub, key, webSocketImpl });
  const exchanges = [hubSubscriptions(socket, (cursor) => keep(cursor, null)), fetchExchange];
  const client = new Client({ url: `${hub}/graphql`, exchanges });
  const subscription = client.subscription(query, { ...variables, after }).subscribe(({ data, error }) => {
    if (data) keep(Object.values(data)[0].cursor, data);
    else if (error) failed(error);
  });
  return () => {
    subscription.unsubscribe();
    return socket.dispose();
  };
}
