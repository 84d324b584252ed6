import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ScreeningPlaces } from '../../src/credit/portfolio/screening.places.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { metricOf } from '../kit/metric.js';
import { destroyRawClients, rawClient, seen } from '../kit/raw-client.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

const CREATE =
  'mutation ($name: String!, $usccs: [String!]!) { createPortfolio(name: $name, usccs: $usccs) { portfolio { id } } }';

describe('screenings that nobody reads', () => {
  let hub: TestHub;
  const lists = new Map<string, string>();
  const get = (key: string) =>
    `GET /portfolios/${lists.get(key)}/screening HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${key}\r\n\r\n`;
  /** Begins one, and reads no more than that it has begun. */
  const deaf = async (key: string) => {
    const client = await rawClient(hub.url, get(key));
    await seen(client, 'HTTP/1.1 200 OK');
    client.socket.pause();
    return client;
  };
  const screen = async (key: string) => {
    const response = await fetch(`${hub.url}/portfolios/${lists.get(key)}/screening`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const text = await response.text();
    return { status: response.status, lines: text.trim().split('\n').length, text };
  };
  /** Connections of the hub that hold a state of the database. */
  const snapshots = async (): Promise<number> =>
    (
      await hub.db.sql`select count(*)::int n from pg_stat_activity
        where datname = current_database() and application_name like 'hub %' and backend_xmin is not null and pid <> pg_backend_pid()`
    )[0]?.n;

  beforeAll(async () => {
    hub = await startTestHub({ HUB_SCREENINGS: 6, HUB_SCREENINGS_PER_AGENCY: 4, HUB_READER_STALL_MS: 6_000 });
    // Long names: more than the network takes while nobody reads.
    const known = Array.from({ length: 9_000 }, (_, i) => sampleUscc(i + 1_000));
    await hub.db
      .sql`insert into hub.enterprise (uscc, division_code, name, status, valid_from, provider_id, received_at, recorded_at, position)
      select u, '620621', repeat('长', 300), 'ACTIVE', '2012-01-01', (select id from hub.agency where kind = 'MARKET_REGULATION'), now(), now(), 1
      from unnest(${known}::text[]) u`;
    for (const key of [hub.keys.BANKING, hub.keys.PARTNER, hub.keys.OPERATOR]) {
      const { createPortfolio } = await hub.dataOf(CREATE, { key, variables: { name: 'all', usccs: known } });
      lists.set(key, createPortfolio.portfolio.id);
    }
  });
  afterEach(async () => {
    destroyRawClients();
    await until(async () => (await snapshots()) === 0);
  });

  it('take places of their own agency alone (four of one agency held up every agency’s)', async () => {
    const { BANKING, PARTNER } = hub.keys;
    await Promise.all([1, 2, 3, 4].map(() => deaf(BANKING)));
    const late = await screen(BANKING);
    const limit = { code: 'RATE_LIMITED', limit: 'HUB_SCREENINGS_PER_AGENCY', max: 4, retryAfter: 5 };
    expect([late.status, JSON.parse(late.text).errors[0].extensions]).toEqual([429, limit]);
    expect(await screen(PARTNER)).toMatchObject({ status: 200, lines: 9_001 });
  });

  it('give their places up where all are taken and another agency waits', async () => {
    const { BANKING, PARTNER, OPERATOR } = hub.keys;
    const cut = 'hub_callers_cut_total{kind="screening"}';
    const before = await metricOf(hub.url, cut);
    await Promise.all([BANKING, BANKING, BANKING, PARTNER, PARTNER, PARTNER].map(deaf));
    const all: number[] = [];
    await until(async () => {
      const { status, lines } = await screen(OPERATOR);
      all.push(status);
      return status === 200 && lines === 9_001;
    });
    expect(new Set(all)).toEqual(all.length > 1 ? new Set([429, 200]) : new Set([200]));
    expect(await metricOf(hub.url, cut)).toBeGreaterThan(before);
  });

  it('give the state of the database back as soon as their reader leaves, and end by themselves where it stays', async () => {
    const { BANKING } = hub.keys;
    const leaves = await deaf(BANKING);
    const stays = await deaf(BANKING);
    await until(async () => (await snapshots()) === 2);
    leaves.socket.destroy();
    await until(async () => (await snapshots()) === 1);
    expect(stays.closed()).toBe(false);
    await until(async () => (await snapshots()) === 0);
    stays.socket.resume();
    await until(() => stays.closed());
    expect(stays.read()).not.toContain('"digest"');
  });

  it('never take the last place of others, whatever the settings say', () => {
    const places = new ScreeningPlaces({ all: 3, ofAgency: 10 });
    places.take('one');
    const second = places.take('one');
    expect(() => places.take('one')).toThrow('2 portfolios of this agency are screened now');
    places.take('another');
    expect(() => places.take('third')).toThrow('3 portfolios are screened now');
    second.leave();
    places.take('third');
  });
});
