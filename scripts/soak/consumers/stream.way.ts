import { createClient } from 'graphql-sse';
import { FIELDS, type Heard, type Way } from './way.js';

const QUERY = `subscription ($after: Cursor) { events(after: $after) { ${FIELDS} } }`;

/** A subscription over Server-Sent Events, by the unmodified client. */
export const stream: Way = {
  name: 'graphql-sse',
  listen: ({ hub, key, after, heard, signal }) =>
    new Promise((done, fail) => {
      const client = createClient({
        url: `${hub}/graphql/stream`,
        retryAttempts: 0,
        headers: { authorization: `Bearer ${key}` },
      });
      client.subscribe<{ events: Heard }>(
        { query: QUERY, variables: { after } },
        {
          next: ({ data, errors }) => {
            if (data) heard(data.events);
            else fail(new Error(JSON.stringify(errors)));
          },
          error: fail,
          complete: done,
        },
      );
      signal.addEventListener('abort', () => {
        client.dispose();
        done();
      });
    }),
};
