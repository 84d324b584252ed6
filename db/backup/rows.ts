/** One row of COPY's text form: its values as texts, null for NULL. */
export type CopiedRow = (string | null)[];

const ESCAPED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const LINE_FEED = 0x0a;

const fieldValue = (field: string): string | null => {
  if (field === '\\N') return null;
  return field.includes('\\') ? field.replace(/\\(.)/g, (_, c: string) => ESCAPED[c] ?? c) : field;
};

/** The rows that pieces of COPY's text hold, as many at a time as a piece has. */
export async function* copiedRows(pieces: AsyncIterable<Buffer>): AsyncGenerator<CopiedRow[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const all = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const end = all.lastIndexOf(LINE_FEED);
    rest = all.subarray(end + 1);
    if (end < 0) continue;
    yield all
      .toString('utf8', 0, end)
      .split('\n')
      .map((line) => line.split('\t').map(fieldValue));
  }
}

/** The bytes of a bytea. */
export const bytesOf = (value: string | null | undefined): Buffer => Buffer.from((value ?? '').slice(2), 'hex');

/** The instant of a timestamptz, which a backup writes in UTC. */
export const instantOf = (value: string | null | undefined): Date =>
  new Date((value ?? '').replace(' ', 'T').replace(/\+00$/, 'Z'));
