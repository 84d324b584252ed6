import { beforeAll, describe, expect, it } from 'vitest';
import { day } from '../kit/county.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { until } from '../kit/until.js';
import { type Listening, listen, listenToStream } from '../push/listen.js';

const FLAGS = `subscription ($id: ID!, $after: Cursor, $usccs: [USCC!]) { creditFlagChanged(portfolio: $id, after: $after, usccs: $usccs) {
  cursor uscc event creditCheck { outcome rating { level } } } }`;
const CREATE =
  'mutation ($name: String!, $usccs: [String!]!) { createPortfolio(name: $name, usccs: $usccs) { portfolio { id } } }';
const CHANGE =
  'mutation ($id: ID!, $add: [String!]! = [], $remove: [String!]! = []) { changePortfolio(id: $id, add: $add, remove: $remove) { added removed } }';

// biome-ignore lint/suspicious/noExplicitAny: answers
type Any = any;

describe('flags of a portfolio that change', () => {
  let hub: TestHub;
  let key: string;
  let serial = 0;
  beforeAll(async () => {
    hub = await startTestHub();
    key = hub.keys.BANKING;
  });
  const made = async (usccs: string[]): Promise<string> =>
    (await hub.dataOf(CREATE, { key, variables: { name: `list ${++serial}`, usccs } })).createPortfolio.portfolio.id;
  const rate = (uscc: string, level: string) =>
    hub.dataOf('mutation ($r: [CreditRatingInput!]!) { submitRatings(records: $r) { position } }', {
      key: hub.keys.CREDIT_OFFICE,
      variables: { r: [{ documentNumber: `F-${++serial}`, uscc, level, ratedOn: day(-1) }] },
    });
  const change = (id: string, variables: object) => hub.dataOf(CHANGE, { key, variables: { id, ...variables } });
  const told = ({ heard }: Listening) =>
    heard.map(({ data }: Any) => [data.creditFlagChanged.uscc, data.creditFlagChanged.creditCheck.rating.level]);

  it.each([
    ['a socket', listen],
    ['a stream', listenToStream],
  ] as const)('come over %s, of its companies alone, as they are checked now', async (_, open) => {
    const { mine, works, shop } = hub.county;
    const id = await made([mine, shop]);
    const listening = await open({ url: hub.url, query: FLAGS, variables: { id }, key });
    await rate(works, 'AA');
    await rate(shop, 'BBB');
    await rate(mine, 'CC');
    await listening.until(2);
    expect(told(listening)).toEqual([
      [shop, 'BBB'],
      [mine, 'CC'],
    ]);
    expect(listening.heard[1].data.creditFlagChanged).toMatchObject({
      event: 'credit.rated',
      creditCheck: { outcome: 'RESTRICTED' },
    });
    await listening.stop();
  });

  it('follow the list: who is added or taken out while it is listened to counts', async () => {
    const { mine, works, shop } = hub.county;
    const id = await made([mine]);
    const listening = await listen({ url: hub.url, query: FLAGS, variables: { id }, key });
    /** Rates a company until somebody hears of it: the lists are looked at in the background, all at once. */
    const rateUntil = (uscc: string, by: Listening) => {
      const before = by.heard.length;
      return until(async () => {
        await rate(uscc, 'A');
        return by.heard.length > before;
      });
    };
    await change(id, { add: [works, shop], remove: [mine] });
    await rateUntil(works, listening);
    await rate(mine, 'D');
    await rate(shop, 'C');
    await until(() => told(listening).some(([, level]) => level === 'C'));
    expect(new Set(told(listening).map(([uscc]) => uscc))).toEqual(new Set([works, shop]));

    const other = await made([mine]);
    const beside = await listen({ url: hub.url, query: FLAGS, variables: { id: other }, key });
    await hub.dataOf('mutation ($id: ID!) { removePortfolio(id: $id) { removed } }', { key, variables: { id } });
    await change(other, { add: [works] });
    await rateUntil(works, beside);
    const heard = listening.heard.length;
    await rate(shop, 'B');
    await rateUntil(works, beside);
    expect(listening.heard).toHaveLength(heard);
    await listening.stop();
    await beside.stop();
  });

  it('are gone on with behind a cursor, and narrowed by codes', async () => {
    const { mine, works, shop } = hub.county;
    const id = await made([mine, works]);
    const first = await listen({ url: hub.url, query: FLAGS, variables: { id }, key });
    await rate(mine, 'AA');
    const [heard] = await first.until(1);
    await first.stop();
    const after = heard.data.creditFlagChanged.cursor;
    await rate(works, 'BB');
    await rate(shop, 'BB');
    await rate(mine, 'B');
    const again = await listen({ url: hub.url, query: FLAGS, variables: { id, after }, key });
    const narrow = await listen({ url: hub.url, query: FLAGS, variables: { id, after, usccs: [works, shop] }, key });
    expect((await again.until(2)).map((h) => h.data.creditFlagChanged.uscc)).toEqual([works, mine]);
    expect((await narrow.until(1)).map((h) => h.data.creditFlagChanged.uscc)).toEqual([works]);
    await again.stop();
    await narrow.stop();
  });

  it('are of the caller’s own list: another agency’s is not there', async () => {
    const id = await made([hub.county.mine]);
    for (const [other, open] of [
      [hub.keys.PARTNER, listen],
      [hub.keys.OPERATOR, listen],
      [hub.keys.PARTNER, listenToStream],
    ] as const) {
      const { errors } = await (await open({ url: hub.url, query: FLAGS, variables: { id }, key: other })).ended;
      expect(errors?.[0].extensions.code).toBe('NOT_FOUND');
    }
    const { errors } = await (await listen({ url: hub.url, query: FLAGS, variables: { id: 'x' }, key })).ended;
    expect(errors?.[0].extensions.code).toBe('NOT_FOUND');
  });
});
