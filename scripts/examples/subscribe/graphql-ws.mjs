// graphql-ws (npm) that loses nothing: schema/PROTOCOL.md, "Clients that lose nothing".
import { createClient } from 'graphql-ws';

/** A client of the hub's socket that connects again for as long as its key is good. Node before 22 has no WebSocket: give that of `ws`. */
export function hubSocket({ hub, key, webSocketImpl }) {
  let silent;
  const client = createClient({
    url: `${hub.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl,
    connectionParams: key ? { Authorization: `Bearer ${key}` } : {},
    // By default it gives up after five, and at once where the hub is not there. 4403: the key is no longer good.
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (end) => end?.code !== 4403,
    retryWait: (n) => new Promise((go) => setTimeout(go, Math.min(30_000, 250 * 2 ** n) * (0.5 + Math.random() / 2))),
    // A connection can be dead without a word: a ping that nobody answers ends it.
    keepAlive: 10_000,
    on: {
      ping: (received) => {
        if (!received) silent = setTimeout(() => client.terminate(), 20_000);
      },
      pong: () => clearTimeout(silent),
      closed: () => clearTimeout(silent),
    },
  });
  return client;
}

/**
 * Subscribes, and goes on behind the last cursor each time that the client connects again: it sends the payload anew, and by
 * itself it would be the one that it first sent. The subscription selects `cursor` in its field. `sink.moved`: told a cursor that
 * comes without an event, the one that it begins with first.
 */
export function resuming(client, { query, variables, operationName }, sink) {
  const payload = { query, operationName, variables: { ...variables }, extensions: { cursors: true } };
  const stop = client.subscribe(payload, {
    ...sink,
    next: (result) => {
      const { data, errors, extensions } = result;
      // What fails as a whole has no cursor: it ends here, and goes on from the last one that was kept.
      if (!data && errors) {
        stop();
        return sink.error(errors);
      }
      const cursor = data ? Object.values(data)[0].cursor : extensions.cursor;
      if (data) sink.next(result);
      else sink.moved?.(cursor);
      payload.variables.after = cursor;
    },
  });
  return stop;
}

/** `keep(cursor, data)` writes both in one transaction; data is null where the cursor alone has moved. Answers what ends it. */
export function follow({ hub, key, query, variables, after, keep, failed, webSocketImpl }) {
  const client = hubSocket({ hub, key, webSocketImpl });
  const stop = resuming(
    client,
    { query, variables: { ...variables, after } },
    {
      next: ({ data }) => keep(Object.values(data)[0].cursor, data),
      moved: (cursor) => keep(cursor, null),
      error: failed,
      complete: () => {},
    },
  );
  return () => {
    stop();
    return client.dispose();
  };
}
