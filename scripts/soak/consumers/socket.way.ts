import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { FIELDS, type Heard, type Way } from './way.js';

const QUERY = `subscription ($after: Cursor) { events(after: $after) { ${FIELDS} } }`;

/** A subscription over `graphql-transport-ws`, by the unmodified client. */
export const socket: Way = {
  name: 'graphql-ws',
  listen: ({ hub, key, after, heard, signal }) =>
    new Promise((done, fail) => {
      const client = createClient({
        url: `${hub.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        keepAlive: 5_000,
        connectionParams: { Authorization: `Bearer ${key}` },
      });
      const stop = client.subscribe<{ events: Heard }>(
        { query: QUERY, variables: { after } },
        {
          next: ({ data, errors }) => {
            if (data) heard(data.events);
            else fail(new Error(JSON.stringify(errors)));
          },
          error: (error) => {
            const { code, reason } = error as { code?: number; reason?: string };
            fail(code === undefined ? new Error(JSON.stringify(error)) : new Error(`closed: ${code} ${reason}`));
          },
          complete: done,
        },
      );
      signal.addEventListener('abort', () => {
        stop();
        void client.dispose();
      });
    }),
};
