import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Beside, FIELDS, type Heard, refusalOf, type Way } from './way.js';

const QUERY = `subscription ($after: Cursor) { events(after: $after) { ${FIELDS} } }`;

/** A subscription over `graphql-transport-ws`, by the unmodified client. */
export const socket: Way = {
  name: 'graphql-ws',
  listen: ({ hub, key, after, heard, restored, signal }) =>
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
          next: ({ data, errors, extensions }) => {
            const back = (extensions as Beside | undefined)?.restored;
            if (back) restored(back.beganAfter, back.cursor);
            if (data) heard(data.events);
            else fail(refusalOf(errors));
          },
          error: (error) => {
            const { code, reason } = error as { code?: number; reason?: string };
            fail(code === undefined ? refusalOf(error) : new Error(`closed: ${code} ${reason}`));
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
