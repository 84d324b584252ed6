import { beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/kernel/errors.js';
import { knownCodeDesk } from '../../src/reference/core.js';
import { ask } from '../kit/ask.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { hub as command, killLeftProcesses, type Running, serveProcess } from '../kit/process.js';
import { identityThatFits, sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';

const CHECKS = 'query ($c: [USCC!]!) { creditChecks(usccs: $c, purpose: "review") { uscc outcome } }';
const PERSON = identityThatFits();
/** Right in all but its last character. */
const ISSUED = `${sampleUscc(7).slice(0, 17)}${sampleUscc(7).endsWith('0') ? '1' : '0'}`;

describe('codes', () => {
  let hub: TestHub;
  /** A process of its own, whose log is read, with its heavy thread, which works on everything. */
  let served: Running & { url: string };
  killLeftProcesses();
  beforeAll(async () => {
    hub = await startTestHub();
    const environment = {
      DATABASE_URL: hub.db.url,
      HUB_LINKAGE: '0',
      HUB_HEAVY_THREAD: '1',
      LOG_LEVEL: 'trace',
      HUB_LIGHT_COST: '0',
    };
    served = await serveProcess(['serve'], environment);
    // On a busy machine its thread is given up and begun anew before it is there.
    await until(async () => (await ask(served.url, '{ enterprises { nodes { name } } }')).status === 200);
  });
  const codes = (...args: string[]) => command(['codes', ...args], { DATABASE_URL: hub.db.url });

  it('of ten thousand checks, the first bad ones alone had their place: each has it, with what is wrong', async () => {
    const key = hub.keys.BANKING;
    const asked = Array.from({ length: 10_000 }, (_, i) => sampleUscc(i));
    const bad: Record<number, [text: string, code: string]> = {};
    for (let i = 5; i < 10_000; i += 17) {
      const code = asked[i] as string;
      const one = [
        [`${code.slice(0, 16)}Z${code.slice(17)}`, 'USCC_CHARACTER'],
        [code.slice(1), 'USCC_LENGTH'],
        ['9.16206E+17', 'USCC_SPREADSHEET'],
        [PERSON, 'USCC_IDENTITY_NUMBER'],
      ][i % 4] as [string, string];
      bad[i] = one;
      asked[i] = one[0];
    }
    for (const url of [hub.url, served.url]) {
      const { errors } = await ask(url, CHECKS, { key, variables: { c: asked } });
      expect(errors).toHaveLength(1);
      const { code, problems = [] } = (errors[0]?.extensions ?? {}) as { code?: string; problems?: Problem[] };
      expect(code).toBe('INVALID_USCC');
      expect(problems.map((p) => [p.path, p.code])).toEqual(
        Object.entries(bad).map(([i, [, fault]]) => [`usccs.${i}`, fault]),
      );
      const told = new Set(problems.slice(0, 200).map((p) => p.path));
      for (const { message } of problems)
        expect(message.startsWith('as ') ? told.has(message.slice(3)) : message.length > 20).toBe(true);
    }
  });

  it('all ten thousand bad are all named, in an answer of less than a megabyte', async () => {
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${hub.keys.BANKING}` },
      body: JSON.stringify({
        query: CHECKS,
        variables: { c: Array.from({ length: 10_000 }, (_, i) => `9162062${i}`) },
      }),
    });
    const text = await response.text();
    expect(JSON.parse(text).errors[0].extensions.problems).toHaveLength(10_000);
    expect(text.length).toBeLessThan(1_000_000);
  });

  it('that are persons’ numbers were companies to every door: they are refused, and neither answers, log nor database have them', async () => {
    const person = PERSON;
    const spaced = `${person.slice(0, 6)} ${person.slice(6, 14)}\u200b${person.slice(14)}`;
    const { BANKING, MARKET_REGULATION } = hub.keys;
    const portfolio = (
      await hub.dataOf('mutation { createPortfolio(name: "watched", usccs: []) { portfolio { id } } }', {
        key: BANKING,
      })
    ).createPortfolio.portfolio.id;
    const post = (key: string | undefined, query: string, variables: object = {}, path = '/graphql') =>
      fetch(`${served.url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(path === '/graphql' ? {} : { accept: 'text/event-stream' }),
          ...(key ? { authorization: `Bearer ${key}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
      });
    for (const u of [person, spaced]) {
      const submitted = { records: [{ uscc: u, name: '民勤某某店' }] };
      const answers: [door: string, answer: Promise<Response>, says: string][] = [
        ['a literal', post(undefined, `{ enterprise(uscc: "${u}") { name } }`), 'USCC_IDENTITY_NUMBER'],
        ['a number', post(undefined, `{ enterprise(uscc: ${person}) { name } }`), 'in quotes'],
        [
          'a number in a variable',
          post(undefined, 'query ($u: USCC!) { enterprise(uscc: $u) { name } }', { u: Number(person) }),
          'in quotes',
        ],
        [
          'a list in a variable',
          post(undefined, 'query ($u: USCC!) { enterprise(uscc: $u) { name } }', { u: [u] }),
          'in quotes',
        ],
        [
          'a variable',
          post(undefined, 'query ($u: USCC!) { enterprise(uscc: $u) { name } }', { u }),
          'USCC_IDENTITY_NUMBER',
        ],
        [
          'a filter',
          post(undefined, 'query ($u: USCC!) { gradings(filter: { uscc: $u }) { nodes { id } } }', { u }),
          'USCC_IDENTITY_NUMBER',
        ],
        [
          'a list of a filter',
          post(undefined, 'query ($u: USCC!) { enterprises(filter: { usccs: [$u] }) { nodes { name } } }', { u }),
          'USCC_IDENTITY_NUMBER',
        ],
        [
          'a check',
          post(BANKING, 'query ($u: USCC!) { creditCheck(uscc: $u, purpose: "loan") { outcome } }', { u }),
          'USCC_IDENTITY_NUMBER',
        ],
        [
          'a subscription',
          post(
            BANKING,
            'subscription ($u: USCC!) { creditFlagChanged(usccs: [$u]) { cursor } }',
            { u },
            '/graphql/stream',
          ),
          'USCC_IDENTITY_NUMBER',
        ],
        [
          'a portfolio',
          post(
            BANKING,
            'mutation ($i: ID!, $u: String!) { changePortfolio(id: $i, add: [$u]) { invalid { code text message } } }',
            { i: portfolio, u },
          ),
          'USCC_IDENTITY_NUMBER',
        ],
        [
          'an upload',
          fetch(`${served.url}/portfolios/${portfolio}/members?allowEmpty=1&mode=add`, {
            method: 'PUT',
            headers: { 'content-type': 'text/plain', authorization: `Bearer ${BANKING}` },
            body: u,
          }),
          'USCC_IDENTITY_NUMBER',
        ],
        [
          'a submission',
          post(
            MARKET_REGULATION,
            'mutation ($records: [EnterpriseInput!]!) { submitEnterprises(records: $records) { results { code message } } }',
            submitted,
          ),
          'USCC_IDENTITY_NUMBER',
        ],
        [
          'a purpose',
          post(BANKING, 'query ($p: String!) { creditCheck(uscc: "91620621PDY00001X5", purpose: $p) { outcome } }', {
            p: `贷款 ${u}`,
          }),
          'PERSONAL_DATA',
        ],
        ['an id', post(BANKING, 'query ($u: ID!) { portfolio(id: $u) { name } }', { u }), ''],
        ['a name of an operation', post(BANKING, `query A${person} { x${person} }`), 'x62'],
      ];
      for (const [door, answer, says] of answers) {
        const text = await (await answer).text();
        expect(text, door).toContain(says);
        expect(text.replace(/[^0-9X*]/g, ''), door).not.toContain(person);
      }
    }
    expect(served.stderr()).toContain('"level"');
    expect(served.stderr().replace(/[\s\u200b]/g, '')).not.toContain(person);
    const tables = await hub.db.sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) name from pg_tables where schemaname = 'hub'`;
    for (const { name } of tables) {
      const [row] = await hub.db.sql.unsafe(`select count(*)::int n from ${name} t where t::text like '%${person}%'`);
      expect(row, name).toEqual({ n: 0 });
    }
  });

  it('that an operator notes are told apart in a hub that runs, on its heavy thread too, with what replaced them', async () => {
    const key = hub.keys.BANKING;
    const fault = async (url: string): Promise<Problem | undefined> => {
      const { errors } = await ask(url, CHECKS, { key, variables: { c: [ISSUED] } });
      return (errors[0]?.extensions.problems as Problem[] | undefined)?.[0];
    };
    const everywhere = () => Promise.all([fault(hub.url), fault(served.url)]);
    const arrived = (code: string) => until(async () => (await everywhere()).every((p) => p?.code === code));
    await arrived('USCC_OUTER_CHECK');

    const note = ['add', ISSUED, '--replaced-by', sampleUscc(7), '--source', '登记机关函〔2026〕3号', '--by', '测试'];
    expect((await codes(...note, '--dry-run')).stdout).toContain('would be noted');
    const added = await codes(...note, '--json');
    expect(JSON.parse(added.stdout)).toMatchObject({
      code: ISSUED,
      done: 'ADDED',
      replacedBy: sampleUscc(7),
      dryRun: false,
    });
    await arrived('USCC_ISSUED_NON_CONFORMING');
    for (const problem of await everywhere()) expect(problem?.message).toContain(`submit ${sampleUscc(7)}`);

    const [again, now] = await Promise.all([codes(...note), codes('list', '--json')]);
    expect(again.stdout).toBe(`${ISSUED} is noted so already\n`);
    expect(JSON.parse(now.stdout).codes.map((c: { code: string }) => c.code)).toContain(ISSUED);
    expect((await codes('remove', ISSUED)).stdout).toContain('is taken out; it is a typing error again');
    await arrived('USCC_OUTER_CHECK');
  });

  it('that is a person’s number by chance is taken where an authority vouches for it', async () => {
    const desk = knownCodeDesk(hub.db);
    const code = identityThatFits(1);
    const found = () => ask(hub.url, `{ enterprise(uscc: "${code}") { name } }`);
    expect((await found()).errors[0]?.extensions.code).toBe('INVALID_USCC');
    const note = { code, kind: 'CONFIRMED', replacedBy: null, source: '登记机关函', since: null, by: '测试' } as const;
    await desk.add(note, false);
    await until(async () => (await found()).errors.length === 0);
    await desk.remove(code, '测试', false);
    await until(async () => (await found()).errors.length === 1);
  });
});
