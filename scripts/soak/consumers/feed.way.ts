import { leafOf, linkOf } from '../../../src/exchange/index.js';
import { below, pause } from '../chance.js';
import { fetchText } from '../deadline.js';
import { Broken, FIELDS, type Heard, type Listening, refusalOf, type Way } from './way.js';

interface Page<Node> {
  nodes: Node[];
  pageInfo: { endCursor: string; hasNextPage: boolean };
}
interface Whole extends Heard {
  type: string;
  subject: string | null;
  division: { code: string } | null;
  public: boolean;
  recipient: string | null;
  recordedAt: string;
  data: unknown;
  salt: string;
}

const PAGE = 500;
const WHOLE = `${FIELDS} type subject division { code } public recipient recordedAt data salt`;
const queryOf = (fields: string) => `query ($after: Cursor!) {
  events(after: $after, first: ${PAGE}) { nodes { ${fields} } pageInfo { endCursor hasNextPage } } }`;

async function pages<Node extends Heard>(
  fields: string,
  { hub, key, after, heard, moved, signal }: Listening,
  check: (node: Node) => void = () => {},
): Promise<void> {
  const query = queryOf(fields);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  for (let cursor = after; !signal.aborted; ) {
    const body = JSON.stringify({ query, variables: { after: cursor } });
    const text = await fetchText(`${hub}/graphql`, { method: 'POST', headers, body }, 20_000, signal);
    const { data, errors } = JSON.parse(text) as { data?: { events: Page<Node> }; errors?: unknown };
    if (!data?.events) throw refusalOf(errors);
    const { nodes, pageInfo } = data.events;
    for (const node of nodes) {
      check(node);
      heard(node);
    }
    cursor = pageInfo.endCursor;
    moved(cursor);
    if (!pageInfo.hasNextPage) await pause(20 + below(80));
  }
}

/** The pull feed, page after page. */
export const feed: Way = { name: 'feed', listen: (listening) => pages(FIELDS, listening) };

/** The feed with everything in it: the consumer computes the hash chain itself, and so proves what it holds. */
export function provingFeed(): Way {
  let last: { position: number; hash: Buffer } | null = null;
  const check = (node: Whole) => {
    const { position, type, subject, division, recipient, recordedAt, data } = node;
    const event = {
      position,
      type,
      subject,
      division: division?.code ?? null,
      public: node.public,
      recipientId: recipient,
      recordedAt: new Date(recordedAt),
      data: JSON.stringify(data),
    };
    const hash = Buffer.from(node.hash, 'hex');
    if (last?.position === position - 1) {
      const leaf = leafOf(event as Parameters<typeof leafOf>[0], Buffer.from(node.salt, 'hex'));
      if (!linkOf(last.hash, leaf).equals(hash)) throw new Broken(`the chain is broken at position ${position}`);
    }
    last = { position, hash };
  };
  return { name: 'feed, proved by its chain', listen: (listening) => pages<Whole>(WHOLE, listening, check) };
}
