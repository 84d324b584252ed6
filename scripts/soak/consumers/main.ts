import postgres from 'postgres';
import { pause } from '../chance.js';
import { COUNTY } from '../companies.js';
import type { ConsumerOrders, FromConsumers, ToConsumers } from '../messages.js';
import { acknowledged } from './acknowledged.way.js';
import { Consumer, type Expected } from './consumer.js';
import { feed, provingFeed } from './feed.way.js';
import { socket } from './socket.way.js';
import { stream } from './stream.way.js';
import { table } from './table.way.js';
import { webhook } from './webhook.way.js';

/** The process of the consumers: started by the soak, it listens until it is told to finish, and tells what each consumer holds. */
const PROGRESS_MS = 1_000;
const tell = (message: FromConsumers, sent = () => {}) => process.send?.(message, sent);

interface Group {
  consumers: Consumer[];
  /** Which events of the log they must hold, as a condition; not the hub's own. */
  sees: string;
}

function open({ databaseUrl, hubs, keys, start, webhookTypes }: ConsumerOrders): Group[] {
  const common = { hubs, start };
  const all = { ...common, key: keys.OPERATOR };
  const county = { ...common, key: keys.COUNTY_GOVERNMENT, forgetful: false };
  return [
    {
      sees: 'true',
      consumers: [
        new Consumer({ ...all, name: 'SQL', way: table(databaseUrl), forgetful: false }),
        new Consumer({ ...all, name: 'feed, with proof', way: provingFeed(), forgetful: false }),
        new Consumer({ ...all, name: 'feed', way: feed, forgetful: true }),
        new Consumer({ ...all, name: 'graphql-ws', way: socket, forgetful: false }),
        new Consumer({ ...all, name: 'graphql-ws, forgetful', way: socket, forgetful: true }),
        new Consumer({
          ...all,
          name: 'graphql-ws, acknowledged on the hub',
          way: acknowledged(socket),
          forgetful: false,
        }),
        new Consumer({ ...all, name: 'graphql-sse', way: stream, forgetful: false }),
        new Consumer({ ...all, name: 'graphql-sse, forgetful', way: stream, forgetful: true }),
      ],
    },
    {
      sees: webhookTypes ? `type in (${webhookTypes.map((type) => `'${type}'`).join(', ')})` : 'true',
      consumers: [new Consumer({ ...all, name: 'webhook', way: webhook(webhookTypes), forgetful: false })],
    },
    {
      sees: `type like 'enterprise.%' or (type like 'accident.%' and division_code like '${COUNTY}%')`,
      consumers: [feed, socket, stream].map((way) => new Consumer({ ...county, name: `${way.name}, one county`, way })),
    },
  ];
}

let groups: Group[] = [];
let databaseUrl = '';

async function finish(withinMs: number): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice() {} });
  const end = Date.now() + withinMs;
  const holdings = [];
  for (const { consumers, sees } of groups) {
    const expected = await sql.unsafe<Expected[]>(
      `select position::float8 "position", encode(hash, 'hex') hash from hub.event where ${sees} order by position`,
    );
    const last = expected.at(-1)?.position ?? 0;
    while (consumers.some((c) => c.position < last) && Date.now() < end) await pause(50);
    // What should not come would come now.
    await pause(300);
    for (const consumer of consumers) holdings.push(await consumer.finish(expected));
  }
  await sql.end();
  tell({ holdings }, () => process.exit());
}

process.on('message', (message: ToConsumers) => {
  if ('finish' in message) return void finish(message.finish.withinMs);
  databaseUrl = message.orders.databaseUrl;
  groups = open(message.orders);
  const all = groups.flatMap((g) => g.consumers);
  for (const consumer of all) consumer.start();
  setInterval(() => tell({ progress: Object.fromEntries(all.map((c) => [c.name, c.position])) }), PROGRESS_MS);
  tell({ ready: true });
});
// The soak is gone: so are its consumers.
process.on('disconnect', () => process.exit());
