import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { looked } from '../exchange/held.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

const HAZARDS = '{ hazards(first: 5) { nodes { documentNumber } } }';
const GRADINGS = '{ gradings(first: 5) { nodes { documentNumber } } }';
const AS_BEFORE = { gradings: { nodes: expect.arrayContaining([{ documentNumber: 'G-2' }]) } };

let hub: TestHub;
beforeAll(async () => {
  // More of one caller than there are connections are let in, so that these are what is short.
  hub = await startTestHub({ HUB_DB_CONNECTIONS: 3, HUB_OPERATIONS_AT_ONCE: 1_000 });
});

/** Backends of this database that wait for a lock. */
const waiting = async (): Promise<number> => {
  const [row] = await hub.db.sql`select count(*)::int n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return row?.n;
};
const waits = (n: number) => until(async () => (await waiting()) >= n);
/** Whoever waited is gone from the database, although what they waited for is still held. */
const nobodyWaits = () => until(async () => (await waiting()) === 0);

/** Runs `work` while another connection holds a lock, and lets it go. */
async function holding<T>(statement: string, work: () => Promise<T>): Promise<T> {
  const held = await hub.db.sql.reserve();
  await held`begin`;
  await held.unsafe(statement);
  try {
    return await work();
  } finally {
    await held`rollback`;
    held.release();
  }
}
const locked = <T>(table: string, work: () => Promise<T>) =>
  holding(`lock table hub.${table} in access exclusive mode`, work);

/** A request that its client breaks off. */
function breakable(path: string, init: RequestInit = {}) {
  const { abort, signal } = ((c: AbortController) => ({ abort: () => c.abort(), signal: c.signal }))(
    new AbortController(),
  );
  const ended = fetch(`${hub.url}${path}`, { ...init, signal }).then(
    (r) => r.text(),
    () => 'broken off',
  );
  return { abort, ended };
}
const asked = (query: string, key: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
  body: JSON.stringify({ query }),
});
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${hub.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
};

describe('queries on a locked table', () => {
  it('leave the checks, the keys and the health of the hub alone, and are cancelled when their clients leave', async () => {
    const before = await metric('hub_statements_cancelled_total');
    const left = await locked('hazard', async () => {
      const those = Array.from({ length: 12 }, () => breakable('/graphql', asked(HAZARDS, hub.keys.SAFETY_REGULATOR)));
      await waits(1);
      const check = `{ creditCheck(uscc: "${hub.county.mine}", purpose: "deadline") { outcome } }`;
      for (let i = 0; i < 3; i++)
        expect((await hub.ask(check, { key: hub.keys.BANKING })).data).toEqual({
          creditCheck: { outcome: 'RESTRICTED' },
        });
      expect((await hub.ask('{ __typename }', { key: hub.keys.PARTNER })).status).toBe(200);
      expect((await fetch(`${hub.url}/health/ready`)).status).toBe(200);
      for (const one of those) one.abort();
      await nobodyWaits();
      expect((await hub.ask(GRADINGS)).data).toEqual(AS_BEFORE);
      return Promise.all(those.map((one) => one.ended));
    });
    expect(new Set(left)).toEqual(new Set(['broken off']));
    expect(await metric('hub_statements_cancelled_total')).toBeGreaterThan(before);
  });

  it('fill all connections of their lane, and free them when their clients leave', async () => {
    await locked('hazard', async () => {
      // Each with statements of its own: a page of another size is another statement.
      const those = Array.from({ length: 9 }, (_, i) =>
        breakable('/graphql', asked(`{ hazards(first: ${i + 1}) { nodes { id } } }`, hub.keys.SAFETY_REGULATOR)),
      );
      await waits(3);
      const next = hub.ask(GRADINGS);
      for (const one of those) one.abort();
      expect((await next).data).toEqual(AS_BEFORE);
      await nobodyWaits();
      await Promise.all(those.map((one) => one.ended));
    });
  });

  it('are answered UNAVAILABLE with the request’s id when the caller’s time is over, and cancelled', async () => {
    const passed = await metric('hub_deadlines_passed_total');
    await locked('hazard', async () => {
      const headers = { 'x-request-id': 'late-1', 'x-request-timeout-ms': '300' };
      const answer = await hub.ask(HAZARDS, { key: hub.keys.SAFETY_REGULATOR, headers });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.data).toBeNull();
      expect(answer.errors.map((e) => e.extensions)).toEqual([{ code: 'UNAVAILABLE', requestId: 'late-1' }]);
      await nobodyWaits();
    });
    expect(await metric('hub_deadlines_passed_total')).toBe(passed + 1);
  });

  it('go on for who stays, when another who shares their statement leaves', async () => {
    const query = `{ enterprise(uscc: "${hub.county.mine}") { hazards(first: 3) { nodes { documentNumber } } } }`;
    const key = hub.keys.SAFETY_REGULATOR;
    const { stays, leaves } = await locked('hazard', async () => {
      const leaves = breakable('/graphql', asked(query, key));
      const stays = hub.ask(query, { key });
      await waits(1);
      leaves.abort();
      await leaves.ended;
      return { stays, leaves };
    });
    expect(await leaves.ended).toBe('broken off');
    expect((await stays).data).toEqual({ enterprise: { hazards: { nodes: [{ documentNumber: 'H-1' }] } } });
  });

  it('refuses a time that is none', async () => {
    for (const given of ['0', '-5', 'soon', '1.5', '1e3']) {
      const { status, errors } = await hub.ask(GRADINGS, { headers: { 'x-request-timeout-ms': given } });
      expect({ given, status, code: errors[0]?.extensions.code }).toEqual({ given, status: 400, code: 'BAD_REQUEST' });
    }
  });
});

describe('operations of sockets and streams', () => {
  const client = (payload: Record<string, unknown> = {}) =>
    createClient({
      url: `${hub.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${hub.keys.SAFETY_REGULATOR}`, ...payload },
      retryAttempts: 0,
    });
  const heard = (of: ReturnType<typeof client>, query: string) => {
    const said: unknown[] = [];
    let stop = () => {};
    const ended = new Promise<void>((done) => {
      stop = of.subscribe(
        { query },
        { next: (m) => void said.push(m), error: (e) => void said.push(e), complete: done },
      );
      void done;
    });
    return { said, stop: () => stop(), ended };
  };

  it('are cancelled when the client completes them, or its socket is gone', async () => {
    const one = client();
    await locked('hazard', async () => {
      const { stop } = heard(one, HAZARDS);
      await waits(1);
      stop();
      await nobodyWaits();
      // The socket lives: the next operation is answered.
      const next = heard(one, GRADINGS);
      await until(() => next.said.length > 0);
      expect(next.said).toEqual([{ data: AS_BEFORE }]);
      heard(one, HAZARDS);
      await waits(1);
      one.terminate();
      await nobodyWaits();
    });
    await one.dispose();
  });

  it('are answered UNAVAILABLE when the time is over that the socket’s client named', async () => {
    const one = client({ requestTimeoutMs: 300 });
    await locked('hazard', async () => {
      const { said } = heard(one, HAZARDS);
      await until(() => said.length > 0);
      expect(said).toEqual([
        [expect.objectContaining({ extensions: { code: 'UNAVAILABLE', requestId: expect.any(String) } })],
      ]);
      await nobodyWaits();
    });
    await one.dispose();
  });

  it('are cancelled when the reader of an event stream leaves', async () => {
    await locked('hazard', async () => {
      const { abort, ended } = breakable('/graphql/stream', asked(HAZARDS, hub.keys.SAFETY_REGULATOR));
      await waits(1);
      abort();
      await nobodyWaits();
      await ended;
    });
  });

  it('are cancelled when a screening or an upload of a portfolio is broken off', async () => {
    const key = hub.keys.BANKING;
    const create = 'mutation ($c: [String!]!) { createPortfolio(name: "deadline", usccs: $c) { portfolio { id } } }';
    const made = await hub.ask(create, { key, variables: { c: [hub.county.mine] } });
    const { id } = made.data.createPortfolio.portfolio;
    const authorization = `Bearer ${key}`;
    await locked('portfolio_member', async () => {
      const screening = breakable(`/portfolios/${id}/screening`, { headers: { authorization } });
      await waits(1);
      screening.abort();
      await nobodyWaits();
      const upload = breakable(`/portfolios/${id}/members`, {
        ...{ method: 'PUT', headers: { authorization, 'content-type': 'text/plain' }, body: `${hub.county.works}\n` },
      });
      await waits(1);
      upload.abort();
      await nobodyWaits();
      await Promise.all([screening.ended, upload.ended]);
    });
    const { data } = await hub.ask(`{ portfolio(id: "${id}") { size } }`, { key });
    expect(data.portfolio.size).toBe(1);
  });
});

describe('a mutation that waits for its turn', () => {
  const SUBMIT =
    'mutation ($r: [EnterpriseInput!]!, $k: String) { submitEnterprises(records: $r, idempotencyKey: $k) { inserted } }';
  const submission = (n: number) => ({
    key: hub.keys.MARKET_REGULATION,
    variables: { r: [{ uscc: sampleUscc(n), name: '民勤县期限检验企业' }], k: `deadline-${n}` },
  });
  const there = async (n: number) =>
    (await hub.db.sql`select 1 from hub.enterprise where uscc = ${sampleUscc(n)}`).length;
  const turnTaken = 'select 1 from hub.head for update';

  it('is rolled back when the time is over, and done when it is repeated', async () => {
    await holding(turnTaken, async () => {
      const late = await hub.ask(SUBMIT, { ...submission(71), headers: { 'x-request-timeout-ms': '300' } });
      expect({ status: late.status, code: late.errors[0]?.extensions.code }).toEqual({
        status: 503,
        code: 'UNAVAILABLE',
      });
      await nobodyWaits();
    });
    expect(await there(71)).toBe(0);
    expect((await hub.ask(SUBMIT, submission(71))).data).toEqual({ submitEnterprises: { inserted: 1 } });
    expect(await there(71)).toBe(1);
  });

  it('takes nobody else’s with it that shares its transaction', async () => {
    const rest = await holding(turnTaken, async () => {
      const stays = [72, 73].map((n) => hub.ask(SUBMIT, submission(n)));
      await waits(1);
      const late = await hub.ask(SUBMIT, { ...submission(74), headers: { 'x-request-timeout-ms': '300' } });
      expect(late.errors[0]?.extensions.code).toBe('UNAVAILABLE');
      return stays;
    });
    for (const { data } of await Promise.all(rest)) expect(data).toEqual({ submitEnterprises: { inserted: 1 } });
    expect(await Promise.all([72, 73, 74].map(there))).toEqual([1, 1, 0]);
  });

  it('takes nobody else’s with it when it waits for a row that somebody holds', async () => {
    await hub.ask(SUBMIT, submission(75));
    const row = `select from hub.enterprise where uscc = '${sampleUscc(75)}' for update`;
    const changed = (name: string) => ({
      key: hub.keys.MARKET_REGULATION,
      variables: { r: [{ uscc: sampleUscc(75), name }], k: name },
    });
    const stays = await holding(row, async () => {
      const leaves = breakable('/graphql', {
        ...asked('', hub.keys.MARKET_REGULATION),
        body: JSON.stringify({ query: SUBMIT, variables: changed('民勤县已离开企业').variables }),
      });
      const own = hub.ask(SUBMIT, changed('民勤县期限等待企业'));
      await looked(hub.db);
      leaves.abort();
      await leaves.ended;
      // Others do not even wait for the row.
      for (const n of [76, 77])
        expect((await hub.ask(SUBMIT, submission(n))).data).toEqual({ submitEnterprises: { inserted: 1 } });
      const late = await hub.ask(SUBMIT, { ...changed('民勤县迟到企业'), headers: { 'x-request-timeout-ms': '300' } });
      expect(late.errors[0]?.extensions.code).toBe('UNAVAILABLE');
      return { own };
    });
    expect((await stays.own).data).toEqual({ submitEnterprises: { inserted: 0 } });
    const names = await hub.db.sql`select name from hub.enterprise where uscc = ${sampleUscc(75)}
      union all select name from hub.enterprise_history where uscc = ${sampleUscc(75)} order by name`;
    expect(names.map((r) => r.name)).toEqual(['民勤县期限检验企业', '民勤县期限等待企业']);
  });
});
