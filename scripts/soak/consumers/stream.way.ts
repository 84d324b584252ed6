import { createClient } from 'graphql-sse';
import { type Beside, FIELDS, type Heard, refusalOf, type Way } from './way.js';

const IDLE_MS = 20_000;
const QUERY = `subscription ($after: Cursor) { events(after: $after) { ${FIELDS} } }`;

/** A subscription over Server-Sent Events, by the unmodified client. */
export const stream: Way = {
  name: 'graphql-sse',
  listen: ({ hub, key, after, heard, restored, signal }) =>
    new Promise((done, fail) => {
      const client = createClient({
        url: `${hub}/graphql/stream`,
        retryAttempts: 0,
        headers: { authorization: `Bearer ${key}` },
      });
      // A request that was lost with its hub is not always told so: who hears nothing for long comes back.
      let idle: NodeJS.Timeout | undefined;
      const awake = () => {
        clearTimeout(idle);
        idle = setTimeout(() => fail(new Error('heard nothing for long')), IDLE_MS);
      };
      awake();
      client.subscribe<{ events: Heard }>(
        { query: QUERY, variables: { after } },
        {
          next: ({ data, errors, extensions }) => {
            awake();
            const back = (extensions as Beside | undefined)?.restored;
            if (back) restored(back.beganAfter, back.cursor);
            if (data) heard(data.events);
            else fail(refusalOf(errors));
          },
          error: (error) => fail(refusalOf(error)),
          complete: done,
        },
      );
      signal.addEventListener('abort', () => {
        clearTimeout(idle);
        client.dispose();
        done();
      });
    }),
};
