import { connect } from '../../../db/client.js';
import { pause } from '../chance.js';
import type { FromWriters, ToWriters, WriterOrders } from '../messages.js';
import { holder } from './holder.js';
import { importer } from './importer.js';
import { Writes } from './ledger.js';
import { reporter } from './reporter.js';

/** A process of writers: started by the soak, it writes until it is told to finish, and tells what it wrote. */
let going = true;
let finishing = false;
const LOOK_MS = 15;

/** Whether there is another write to do; waits while the soak is ahead of its kills. */
async function turn(): Promise<boolean> {
  while (!going && !finishing) await pause(LOOK_MS);
  return !finishing;
}

async function write(orders: WriterOrders): Promise<void> {
  const { databaseUrl, first, writers, reporters, importers, holdMs, batch, importBatch, hubs, keys } = orders;
  const writes = new Writes();
  const db = connect({
    url: databaseUrl,
    max: 2,
    writers: writers + importers + 2,
    application: 'soak writers',
    statementTimeout: 60_000,
  });
  let number = first;
  const times = (count: number, start: (writer: number) => Promise<void>) =>
    Array.from({ length: count }, () => start(number++));
  await Promise.all([
    ...times(writers, (writer) => holder(db, writes, { writer, holdMs, batch, turn })),
    ...times(importers, (writer) => importer(db, writes, { writer, batch: importBatch, provider: IMPORTER, turn })),
    // Reporters send one small write after another, whether or not the others pause.
    ...times(reporters, (writer) => reporter(writes, { writer, hubs, keys, turn: async () => !finishing })),
  ]);
  await db.close();
  process.send?.({ ledger: writes } satisfies FromWriters, () => process.disconnect());
}

const IMPORTER = 'soak MARKET_REGULATION';

process.on('message', (message: ToWriters) => {
  if ('orders' in message) void write(message.orders);
  else if ('go' in message) going = message.go;
  else finishing = true;
});
// The soak is gone: so are its writers.
process.on('disconnect', () => process.exit());
