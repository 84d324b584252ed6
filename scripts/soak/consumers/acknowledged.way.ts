import { ask } from '../hub-client.js';
import type { Heard, Way } from './way.js';

const EVERY = 100;
const STANDING = '{ consumers { name cursor } }';
const ACKNOWLEDGE =
  'mutation ($name: String!, $cursor: Cursor!) { acknowledgeEvents(consumer: $name, cursor: $cursor) { name } }';

/** A client that keeps nothing itself: it goes on from what it has acknowledged, which the hub keeps for it. */
export function acknowledged(way: Way): Way {
  const name = `soak, ${way.name}`;
  return {
    name: `${way.name}, acknowledged on the hub`,
    repeats: true,
    listen: async (listening) => {
      const { hub, key, after, heard } = listening;
      type Consumers = { consumers: { name: string; cursor: string }[] };
      const { consumers } = await ask<Consumers>(hub, key, STANDING, {});
      let count = 0;
      const take = (event: Heard) => {
        heard(event);
        if (++count % EVERY > 0) return;
        // One that is lost leaves the consumer where it was: it hears some events again.
        ask(hub, key, ACKNOWLEDGE, { name, cursor: event.cursor }).catch(() => {});
      };
      await way.listen({ ...listening, after: consumers.find((c) => c.name === name)?.cursor ?? after, heard: take });
    },
  };
}
