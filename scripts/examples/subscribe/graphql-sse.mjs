// graphql-sse (npm) that loses nothing: schema/PROTOCOL.md, "Clients that lose nothing".
import { createClient } from 'graphql-sse';
import { liveFetch } from './live-fetch.mjs';

/** `keep(cursor, data)` writes both in one transaction; data is null where the cursor alone has moved. Answers what ends it. */
export function follow({ hub, key, query, variables, after, keep, failed }) {
  const refused = (error) => {
    client.dispose();
    failed(error);
  };
  const client = createClient({
    url: `${hub}/graphql/stream`,
    headers: key ? { authorization: `Bearer ${key}` } : {},
    // By default it gives up after five.
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: (n) => new Promise((go) => setTimeout(go, Math.min(30_000, 250 * 2 ** n) * (0.5 + Math.random() / 2))),
    fetchFn: async (...request) => {
      const response = await liveFetch(...request);
      // It would ask again for ever.
      if (response.status === 401) refused(new Error('401: the key is no longer good'));
      return response;
    },
  });
  // The client sends this anew each time that it connects again: the cursor in it moves on.
  const payload = { query, variables: { ...variables, after }, extensions: { cursors: true } };
  client.subscribe(payload, {
    next: ({ data, errors, extensions }) => {
      // What fails as a whole has no cursor: go on from the last one that was kept.
      if (!data && errors) return refused(errors);
      const cursor = data ? Object.values(data)[0].cursor : extensions.cursor;
      keep(cursor, data);
      payload.variables.after = cursor;
    },
    error: failed,
    complete: () => {},
  });
  return () => client.dispose();
}
