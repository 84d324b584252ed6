import { below, oneIn, pause, pick } from '../chance.js';
import { divisionOf, usccOf } from '../companies.js';
import { fetchText } from '../deadline.js';
import type { Access } from '../messages.js';
import { marks, type Writes } from './ledger.js';

export interface ReporterOptions extends Pick<Access, 'hubs' | 'keys'> {
  writer: number;
  /** False when it is over. */
  turn(): Promise<boolean>;
}

const ENTERPRISES = `mutation ($records: [EnterpriseInput!]!, $key: String) {
  submitEnterprises(records: $records, idempotencyKey: $key) { inserted updated rejected position } }`;
const ACCIDENT = `mutation ($input: AccidentInput!, $key: String) {
  reportAccident(input: $input, idempotencyKey: $key) { position } }`;
const COMPANIES = 20;
const FIRST = 500_000;
/** A write that gets no answer in this time is sent again, under its key. */
const ANSWER_WITHIN_MS = 20_000;
const GIVE_UP_AFTER_MS = 120_000;

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is that of its query
  data: any;
  code: string | null;
  message: string;
}

/**
 * An agency's client, as PROTOCOL.md would have it: every write has an idempotency key, and one whose outcome is not known, because
 * the hub died or its database was away, is sent again under that key, to whichever hub answers. A tenth are refused, and so
 * rolled back: another body under a key that was used.
 */
export async function reporter(writes: Writes, { writer, hubs, keys, turn }: ReporterOptions): Promise<void> {
  const nextMark = marks(writer);
  const company = (i: number) => FIRST + (writer % 1_000) * COMPANIES + i;
  const enterprises = (mark: string) =>
    Array.from({ length: COMPANIES }, (_, i) => ({ uscc: usccOf(company(i)), name: `mark ${mark} ${i}` }));
  const submit = async (mark: string, key: string): Promise<Answer> =>
    send(hubs, keys.MARKET_REGULATION, ENTERPRISES, { records: enterprises(mark), key }, writes);

  let turns = 0;
  const first = nextMark();
  const registered = await submit(first, first);
  if (registered.code) writes.fail(first, registered.message);
  else writes.commit(first, COMPANIES, registered.data.submitEnterprises.position);
  while (await turn()) {
    const mark = nextMark();
    try {
      if (turns++ % 10 === writer % 10) {
        const { code, message } = await submit(mark, first);
        if (code !== 'IDEMPOTENCY_MISMATCH') throw new Error(`not refused: ${message}`);
        writes.rolledBack.push(mark);
      } else if (oneIn(4)) {
        const { data, message } = await submit(mark, mark);
        if (!data?.submitEnterprises) throw new Error(message);
        const { inserted, updated, rejected, position } = data.submitEnterprises;
        if (rejected > 0) throw new Error(`${rejected} rejected`);
        writes.commit(mark, inserted + updated, position);
      } else {
        const n = company(below(COMPANIES));
        const occurredAt = new Date(Date.now() - 86_400_000).toISOString();
        const figures = { occurredAt, category: 'OTHER', deaths: 1 + below(12), seriousInjuries: 0 };
        const input = { documentNumber: `mark ${mark} 0`, uscc: usccOf(n), division: divisionOf(n), ...figures };
        const { data, message } = await send(hubs, keys.SAFETY_REGULATOR, ACCIDENT, { input, key: mark }, writes);
        if (!data?.reportAccident) throw new Error(message);
        writes.commit(mark, 1, data.reportAccident.position);
      }
    } catch (error) {
      writes.fail(mark, error);
    }
    await pause(below(20));
  }
}

async function send(hubs: string[], key: string, query: string, variables: object, writes: Writes): Promise<Answer> {
  const body = JSON.stringify({ query, variables });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  for (const end = Date.now() + GIVE_UP_AFTER_MS; ; ) {
    try {
      const request = { method: 'POST', headers, body };
      const text = await fetchText(`${pick(hubs)}/graphql`, request, ANSWER_WITHIN_MS);
      const { data = null, errors = [] } = JSON.parse(text) as {
        data?: unknown;
        errors?: { message: string; extensions?: { code?: string } }[];
      };
      const code = errors[0] ? (errors[0].extensions?.code ?? 'NONE') : null;
      if (code !== 'UNAVAILABLE') return { data, code, message: JSON.stringify(errors) };
      writes.refused++;
    } catch (error) {
      if (Date.now() > end) throw error;
      const { code } = ((error as { cause?: unknown }).cause ?? {}) as { code?: unknown };
      if (code === 'ECONNREFUSED') writes.refused++;
      else writes.repeated++;
    }
    await pause(20 + below(100));
  }
}
