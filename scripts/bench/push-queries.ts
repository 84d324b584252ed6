import { connect } from '../../db/client.js';
import { writeBatch } from '../../src/exchange/index.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { openRooms } from '../../src/server/rooms.js';

/**
 * The workloads of push in the hub's schema, for the references' run.mjs, which loads this in its own process: what a subscriber
 * asks, and how accidents come into the hub. They come as an agency's do, through the hub's own batch, from another process
 * than the one that serves.
 */

/** Under these names this module finds the hub's database and the agency that reports. */
export const PUSH_DATABASE = 'BENCH_HUB_DATABASE';
export const SAFETY = 'bench safety';

interface Place {
  uscc: string;
  division: string;
}

async function open() {
  const url = process.env[PUSH_DATABASE];
  if (!url) throw new Error(`${PUSH_DATABASE} is not set`);
  const db = connect({ url, application: 'hub bench' });
  const rooms = await openRooms(db);
  const provider = await rooms.agencies.viewerNamed(SAFETY);
  const places = await db.sql<Place[]>`
    select uscc, division_code division from hub.enterprise tablesample bernoulli (1) repeatable (7) limit 200`;
  return { db, provider, places, ...rooms.importers.accidents };
}
let opened: ReturnType<typeof open> | undefined;
const hub = () => {
  opened ??= open();
  return opened;
};

async function report(accidents: (Place & { documentNumber: string })[]): Promise<void> {
  const { db, provider, read, register } = await hub();
  const rest = { occurredAt: '2026-01-01T00:00:00Z', category: 'OTHER', deaths: 1, seriousInjuries: 0 };
  const records = accidents.map((a) => checkRecord(() => read({ ...a, ...rest })));
  const options = { provider, receivedAt: new Date(), body: accidents, keepResults: false };
  const { inserted, results } = await writeBatch(db, register, records, options);
  if (inserted === records.length) return;
  const refused = results.find((r) => r.status === 'REJECTED');
  throw new Error(`the hub took ${inserted} of ${records.length} accidents: ${refused?.message}`);
}

/** A document number for each accident ever reported: a mark of its round, then the number that the load generator knows. */
const number = (round: number, n: number) => `${round.toString(36)}-${n}`;
let round = Date.now();
let serial = 0;
let last = 0;

/** The division that a reference has as a prefix of codes. */
const division = (prefix: string) => prefix.padEnd(6, '0');

export default {
  w4: {
    query: `subscription Watch($d: [DivisionCode!]) { accidentReported(divisions: $d) { accident {
      documentNumber level deaths occurredAt division { code } enterprise { name grading { grade } } } } }`,
    variables: (prefix: string) => ({ d: [division(prefix)] }),
  },
  /** A burst, as the batch that it would be. */
  publish: async (count: number) => {
    const { places } = await hub();
    const placeOf = (n: number) => places[n % places.length] as Place;
    await report(
      Array.from({ length: count }, () => ({ ...placeOf(serial), documentNumber: number(round, serial++) })),
    );
  },
  /** One accident, one commit. */
  insert: async (_: unknown, n: number, place: Place) => {
    if (n <= last) round = Date.now(); // the numbers begin anew
    last = n;
    await report([{ ...place, documentNumber: number(round, n) }]);
  },
};
