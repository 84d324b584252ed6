import { beforeAll, describe, expect, it } from 'vitest';
import { startHub } from '../../src/server/index.js';
import type { Settings } from '../../src/server/settings.js';
import { afterFile } from '../kit/after-file.js';
import { ask } from '../kit/ask.js';
import { startTestHub, type TestHub, testSettings } from '../kit/hub.js';
import { until } from '../kit/until.js';
import { type Door, get, post, socket, streamByGet, streamByPost } from './doors.js';

const DOORS: Record<string, Door> = {
  'POST /graphql': post('/graphql'),
  'GET /graphql': get('/graphql'),
  'POST /graphql/stream': streamByPost,
  'GET /graphql/stream': streamByGet,
  'the socket': socket,
};
const CHECK = 'query ($u: USCC!) { creditCheck(uscc: $u, purpose: "review") { outcome } }';

describe('shares', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub();
  });
  /** Another hub over the same database. */
  async function beside(settings: Partial<Settings>): Promise<string> {
    const other = await startHub({ settings: testSettings(settings), databaseUrl: hub.db.url });
    afterFile(() => other.stop());
    return other.url;
  }
  const metric = async (url: string, line: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((l) => l.startsWith(`${line} `))
        ?.slice(line.length) ?? 0,
    );
  };

  it.each(Object.entries(DOORS))(
    'one who asks more often than it may is told when to come again: %s',
    async (_, door) => {
      const url = await beside({ HUB_REQUESTS_PER_SECOND: 1, HUB_BURST_SECONDS: 2 });
      const answers = [];
      for (let i = 0; i < 4; i++) answers.push(await door(url, { query: '{ __typename }', key: hub.keys.BANKING }));
      expect(answers[0]).toMatchObject({ data: { __typename: 'Query' }, errors: [] });
      expect(answers.at(-1)).toMatchObject({
        data: null,
        errors: [{ code: 'RATE_LIMITED', limit: 'HUB_REQUESTS_PER_SECOND' }],
      });
      // It is nobody else's fault.
      expect(await door(url, { query: '{ __typename }', key: hub.keys.MARKET_REGULATION })).toMatchObject({
        errors: [],
      });
      expect(await metric(url, 'hub_operations_refused_total{by="HUB_REQUESTS_PER_SECOND"}')).toBeGreaterThan(0);
    },
  );

  it('over HTTP that is 429 with Retry-After, and one who waits so long is answered', async () => {
    const url = await beside({ HUB_REQUESTS_PER_SECOND: 1, HUB_BURST_SECONDS: 1 });
    const key = hub.keys.BANKING;
    await ask(url, '{ __typename }', { key });
    const refused = await ask(url, '{ __typename }', { key });
    expect(refused).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }] });
    expect(refused.headers.get('retry-after')).toBe('1');
    await until(async () => (await ask(url, '{ __typename }', { key })).status === 200);
  });

  it.each([
    '/portfolios/00000000-0000-4000-8000-000000000000/screening',
    '/disclosure/feed.json',
    '/disclosure/feed.atom',
  ])('the doors beside GraphQL count too: %s', async (path) => {
    const url = await beside({ HUB_REQUESTS_PER_SECOND: 5, HUB_BURST_SECONDS: 1, HUB_PUBLIC_PERCENT: 100 });
    const get = () => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${hub.keys.BANKING}` } });
    const answers = await Promise.all(Array.from({ length: 12 }, get));
    const refused = answers.filter((a) => a.status === 429);
    expect(refused.length).toBeGreaterThan(4);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(await refused[0]?.json()).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }],
    });
  });

  it('one who asks for more than its share pays that off first', async () => {
    const url = await beside({ HUB_COST_PER_SECOND: 100, HUB_BURST_SECONDS: 1 });
    const key = hub.keys.OPERATOR;
    const page = '{ enterprises(first: 500) { nodes { uscc } } }';
    expect(await ask(url, page, { key })).toMatchObject({ status: 200, errors: [] });
    expect(await ask(url, '{ __typename }', { key })).toMatchObject({
      status: 429,
      errors: [{ extensions: { code: 'RATE_LIMITED', limit: 'HUB_COST_PER_SECOND' } }],
    });
  });

  it('callers without a key have a share of their own, and leave an agency its own', async () => {
    const url = await beside({ HUB_REQUESTS_PER_SECOND: 10, HUB_BURST_SECONDS: 1, HUB_PUBLIC_PERCENT: 10 });
    const statuses = await Promise.all(
      Array.from({ length: 5 }, () => ask(url, '{ __typename }').then((a) => a.status)),
    );
    expect(statuses.sort()).toEqual([200, 429, 429, 429, 429]);
    expect((await ask(url, '{ __typename }', { key: hub.keys.BANKING })).status).toBe(200);
  });

  it('one whose lists are stuck and fill every place that it may have keeps no other from a check', async () => {
    const url = await beside({ HUB_OPERATIONS_AT_ONCE: 4, HUB_OPERATIONS_WAITING: 30 });
    const holder = await hub.db.sql.reserve();
    await holder`begin`;
    await holder`lock table hub.hazard in access exclusive mode`;
    const lists = Array.from({ length: 60 }, () =>
      ask(url, '{ hazards(first: 5) { nodes { id } } }', { key: hub.keys.OPERATOR }),
    );
    try {
      // Two at work, thirty that wait, and the rest refused: the oldest first.
      await until(async () => (await metric(url, 'hub_operations_refused_total{by="waiting"}')) === 28);
      const check = await ask(url, CHECK, { key: hub.keys.BANKING, variables: { u: hub.county.shop } });
      expect(check).toMatchObject({ status: 200, data: { creditCheck: { outcome: 'CLEAR' } } });
      // And another's list has its turn before those who wait.
      const other = await ask(url, '{ enterprises(first: 1) { nodes { uscc } } }', { key: hub.keys.MARKET_REGULATION });
      expect(other).toMatchObject({ status: 200, errors: [] });
    } finally {
      await holder`commit`;
      holder.release();
    }
    const answers = await Promise.all(lists);
    const refused = answers.filter((a) => a.status === 503);
    expect(refused).toHaveLength(28);
    expect(refused[0]).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE', retryAfter: 1 } }] });
    expect(answers.filter((a) => a.status === 200)).toHaveLength(32);
  });
});
