import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../../src/access/index.js';
import type { AgencyKind } from '../../../src/kernel/vocabulary.js';
import { startHub } from '../../../src/server/index.js';
import { afterFile } from '../../kit/after-file.js';
import { codesOf } from '../../kit/ask.js';
import { startTestHub, type TestHub, testSettings } from '../../kit/hub.js';
import { until } from '../../kit/until.js';
import { type Door, get, post, type Question, socket, streamByGet, streamByPost } from '../doors.js';

const DOORS: Record<string, Door> = {
  'POST /graphql': post('/graphql'),
  'GET /graphql': get('/graphql'),
  'POST /graphql/stream': streamByPost,
  'GET /graphql/stream': streamByGet,
  'the socket': socket,
};
const CHECK = 'query Check($uscc: USCC!) { creditCheck(uscc: $uscc) { outcome } }';
const NAMES = 'query Names($uscc: USCC!) { enterprise(uscc: $uscc) { name } }';
const EVENTS = 'subscription Events($after: Cursor) { events(after: $after) { id } }';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const hashed = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } });

const REGISTER = `mutation ($operations: [OperationInput!]!, $agency: ID, $dryRun: Boolean) {
  registerOperations(operations: $operations, agency: $agency, dryRun: $dryRun) { id status problems { path code message } operation { hash name kind } }
}`;
const REQUIRE =
  'mutation ($only: Boolean!, $agency: ID) { requireRegisteredOperations(only: $only, agency: $agency) { only } }';
const READ =
  'query ($agency: ID) { registeredOperations(agency: $agency) { agencyId only operations { id purpose legalBasis document } } }';
const REMOVE = 'mutation ($ids: [ID!]!) { removeOperations(ids: $ids) }';

interface Member {
  id: string;
  key: string;
}
interface Draft {
  id: string;
  document: string;
  purpose?: string;
  legalBasis?: string;
}

describe('registered operations', { timeout: 60_000 }, () => {
  let hub: TestHub;
  let uscc: string;
  let joined = 0;
  beforeAll(async () => {
    hub = await startTestHub();
    uscc = hub.county.shop;
  });
  /** A new agency of a kind: its id and key. */
  const join = async (kind: AgencyKind): Promise<Member> => {
    const name = `${kind} ${++joined}`;
    const { agency, key } = await agencies(agencyStore(hub.db)).add({ name, kind, divisionCode: null });
    return { id: agency.id, key };
  };
  const register = async ({ key }: Member, operations: Draft[], more: Record<string, unknown> = {}) =>
    (await hub.dataOf(REGISTER, { variables: { operations, ...more }, key })).registerOperations;
  /** Waits until a question is answered with this code, or well: a key is looked up again after two seconds. */
  const asked = ({ key }: Member, question: Question, code: string | null) =>
    until(async () => ((await post('/graphql')(hub.url, { ...question, key })).errors[0]?.code ?? null) === code);

  it('are asked for by id or hash at every door, and checked with the purpose that they are registered for', async () => {
    const who = await join('BANKING');
    const receipts = await register(who, [
      { id: 'check', document: CHECK, purpose: '贷前审查', legalBasis: '安全生产法第七十八条' },
      { id: 'events', document: EVENTS },
    ]);
    expect(receipts).toEqual([
      {
        id: 'check',
        status: 'INSERTED',
        problems: [],
        operation: { hash: hashOf(CHECK), name: 'Check', kind: 'query' },
      },
      {
        id: 'events',
        status: 'INSERTED',
        problems: [],
        operation: { hash: hashOf(EVENTS), name: 'Events', kind: 'subscription' },
      },
    ]);
    const variables = { uscc };
    await asked(who, { documentId: 'check', variables }, null);
    for (const named of [{ documentId: 'check' }, { documentId: hashOf(CHECK) }, hashed(CHECK), { query: CHECK }])
      for (const [name, door] of Object.entries(DOORS)) {
        const answer = await door(hub.url, { ...named, variables, key: who.key });
        expect({ name, ...answer }).toEqual({ name, data: { creditCheck: { outcome: 'CLEAR' } }, errors: [] });
      }
    const rows = await hub.db.sql`select distinct purpose from hub.inquiry where agency_id = ${who.id}`;
    expect(rows.map((r) => r.purpose)).toEqual(['贷前审查']);
    const after = (await hub.dataOf('{ events(first: 1) { nodes { cursor } } }', { key: who.key })).events;
    for (const door of [socket, streamByPost, streamByGet]) {
      const variables = { after: after.nodes[0].cursor };
      const pushed = await door(hub.url, { documentId: 'events', variables, key: who.key });
      expect(pushed).toMatchObject({ data: { events: { id: expect.any(String) } }, errors: [] });
    }
  });

  it('keep a purpose that the request gives itself', async () => {
    const who = await join('SECURITIES');
    await register(who, [
      {
        id: 'own',
        document: 'query ($u: USCC!, $why: String) { creditCheck(uscc: $u, purpose: $why) { outcome } }',
        purpose: 'registered',
      },
    ]);
    const variables = { u: uscc, why: 'given' };
    await asked(who, { documentId: 'own', variables }, null);
    const rows = await hub.db.sql`select purpose from hub.inquiry where agency_id = ${who.id}`;
    expect(rows.map((r) => r.purpose)).toEqual(['given']);
  });

  it('are an agency’s own: to others, and to the public, an unknown id is what it was before', async () => {
    const who = await join('POWER');
    await register(who, [{ id: 'names', document: NAMES }]);
    const variables = { uscc };
    await asked(who, { documentId: 'names', variables }, null);
    for (const door of Object.values(DOORS)) {
      const code = async (question: Question) => (await door(hub.url, question)).errors[0]?.code;
      expect(await code({ documentId: 'names', variables })).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
      expect(await code({ documentId: 'names', variables, key: (await join('LAND')).key })).toBe(
        'PERSISTED_QUERY_NOT_SUPPORTED',
      );
      // One who has registered some is told that this is none of them: Apollo's clients send the text, and go on naming others.
      expect(await code({ ...hashed('{ a }'), key: who.key })).toBe('PERSISTED_QUERY_NOT_FOUND');
    }
  });

  it('are the only ones that run where the agency requires so, at every door', async () => {
    const who = await join('GUARANTEE');
    await register(who, [
      { id: 'names', document: NAMES },
      { id: 'require', document: REQUIRE },
    ]);
    const key = who.key;
    expect((await hub.dataOf(REQUIRE, { variables: { only: true }, key })).requireRegisteredOperations.only).toBe(true);
    await asked(who, { query: '{ __typename }' }, 'FORBIDDEN');
    const variables = { uscc };
    for (const [name, door] of Object.entries(DOORS)) {
      for (const refused of [
        { query: CHECK },
        hashed(CHECK),
        { documentId: 'check' },
        { query: `${NAMES} ` },
        { query: '{' },
      ]) {
        const { errors } = await door(hub.url, { ...refused, variables, key });
        expect({ name, refused, errors }).toMatchObject({ errors: [{ code: 'FORBIDDEN' }] });
        expect(errors[0]?.message).toContain('npx hub operations register');
      }
      for (const good of [
        { query: NAMES },
        hashed(NAMES),
        { documentId: 'names' },
        { query: NAMES, documentId: 'other' },
      ])
        expect((await door(hub.url, { ...good, variables, key })).errors).toEqual([]);
    }
    expect(codesOf(await hub.ask('{ __typename }'))).toEqual([]);
    await post('/graphql')(hub.url, { documentId: 'require', variables: { only: false }, key });
    await asked(who, { query: '{ __typename }' }, null);
  });

  it('are registered each by itself, once, and what is wrong with one is said', async () => {
    const who = await join('INSURANCE');
    const drafts: Draft[] = [
      { id: 'good', document: '{ enterprises { nodes { uscc } } }' },
      { id: 'no good id', document: '{ enterprises { nodes { uscc } } }' },
      { id: 'syntax', document: '{ enterprises { nodes { uscc } }' },
      { id: 'unknown', document: '{ enterprises { nods { uscc } } }' },
      { id: 'two', document: 'query A { enterprises { nodes { uscc } } } query B { enterprises { nodes { uscc } } }' },
      { id: 'large', document: `{ ${'enterprises { nodes { uscc } } '.repeat(101)}}` },
      { id: 'deep', document: `${'{ enterprises '.repeat(300)}${'}'.repeat(300)}` },
      { id: 'person', document: '{ enterprises { nodes { uscc } } }', purpose: '身份证 11010519491231002X' },
      { id: 'long', document: '{ enterprises { nodes { uscc } } }', legalBasis: 'x'.repeat(201) },
      { id: 'good', document: '{ enterprises { nodes { name } } }' },
    ];
    const dry = await register(who, drafts, { dryRun: true });
    const read = async () => (await hub.dataOf(READ, { key: who.key })).registeredOperations.operations;
    expect(await read()).toEqual([]);
    const receipts = await register(who, drafts);
    expect(receipts).toEqual(dry);
    const told = receipts.map((r: { status: string; problems: { code: string; path: string; message: string }[] }) =>
      [r.status, ...r.problems.map((p) => `${p.path} ${p.code}`)].join(' '),
    );
    expect(told).toEqual([
      'INSERTED',
      'REJECTED operations.1.id OPERATION_ID',
      'REJECTED operations.2.document DOCUMENT',
      'REJECTED operations.3.document DOCUMENT',
      'REJECTED operations.4.document DOCUMENT',
      'REJECTED operations.5.document DOCUMENT',
      'REJECTED operations.6.document DOCUMENT',
      'REJECTED operations.7.purpose PERSONAL_DATA',
      'REJECTED operations.8.legalBasis TOO_LONG',
      'REJECTED operations.9.id OPERATION_ID',
    ]);
    expect(receipts[3].problems[0].message).toBe(
      'Cannot query field "nods" on type "EnterpriseConnection". Did you mean "nodes"? (line 1, column 17)',
    );
    expect(await read()).toHaveLength(1);
    const again = { id: 'good', document: '{ enterprises { nodes { uscc } } }' };
    expect(await register(who, [again])).toMatchObject([{ status: 'UNCHANGED' }]);
    expect(await register(who, [{ ...again, purpose: 'now' }])).toMatchObject([{ status: 'UPDATED' }]);
    expect(await read()).toMatchObject([{ id: 'good', purpose: 'now' }]);
  });

  it('that are changed or removed are so for the next askings', async () => {
    const who = await join('HOUSING');
    const variables = { uscc };
    await register(who, [{ id: 'a', document: NAMES }]);
    await asked(who, { documentId: 'a', variables }, null);
    await register(who, [{ id: 'a', document: 'query ($uscc: USCC!) { enterprise(uscc: $uscc) { uscc } }' }]);
    await until(async () => {
      const { data } = await post('/graphql')(hub.url, { documentId: 'a', variables, key: who.key });
      return JSON.stringify(data) === JSON.stringify({ enterprise: { uscc } });
    });
    const { data } = await hub.ask(REMOVE, { variables: { ids: ['a', 'b'] }, key: who.key });
    expect(data).toEqual({ removeOperations: ['a'] });
    await asked(who, { documentId: 'a', variables }, 'PERSISTED_QUERY_NOT_FOUND');
  });

  it('are an operator’s to register for any agency, and an agency’s for itself alone', async () => {
    const who = await join('BANKING');
    const land = await join('LAND');
    const operator = await join('OPERATOR');
    const agency = land.id;
    const draft = { id: 'kind', document: '{ enterprises { nodes { uscc } } }' };
    expect(await register(operator, [draft], { agency })).toMatchObject([{ status: 'INSERTED' }]);
    expect((await hub.dataOf(READ, { key: land.key })).registeredOperations.operations).toHaveLength(1);
    const variables = { operations: [draft], agency };
    expect(codesOf(await hub.ask(REGISTER, { variables, key: who.key }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await hub.ask(READ, { variables: { agency }, key: who.key }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await hub.ask(REQUIRE, { variables: { only: true, agency }, key: who.key }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await hub.ask(REGISTER, { variables }))).toEqual(['UNAUTHENTICATED']);
    for (const nobody of ['x', '00000000-0000-4000-8000-000000000000'])
      expect(codesOf(await hub.ask(READ, { variables: { agency: nobody }, key: operator.key }))).toEqual(['NOT_FOUND']);
    const many = Array.from({ length: 501 }, (_, i) => ({ ...draft, id: `k${i}` }));
    expect(codesOf(await hub.ask(REGISTER, { variables: { operations: many }, key: who.key }))).toEqual([
      'LIMIT_EXCEEDED',
    ]);
  });

  it('skip parsing and validation: they are no new documents, also where nobody has asked for them yet', async () => {
    const who = await join('POWER');
    const document = `query ($uscc: USCC!) { ${Array.from({ length: 90 }, (_, i) => `a${i}: enterprise(uscc: $uscc) { name }`).join(' ')} }`;
    await register(who, [{ id: 'many', document }]);
    const counted = async () => (await (await fetch(`${hub.url}/metrics`)).text()).match(/^hub_documents_total.*$/gm);
    await asked(who, { documentId: 'many', variables: { uscc } }, null);
    const before = await counted();
    for (let i = 0; i < 3; i++)
      for (const named of [{ documentId: 'many' }, hashed(document)])
        expect((await post('/graphql')(hub.url, { ...named, variables: { uscc }, key: who.key })).errors).toEqual([]);
    expect(await counted()).toEqual(before);
  });
});

describe('registered operations by the setting HUB_TRUSTED_DOCUMENTS', () => {
  it('required: every agency with a key runs them alone; off: none is looked up; the public as before', async () => {
    const hub = await startTestHub();
    const { key } = await agencies(agencyStore(hub.db)).add({ name: 'one', kind: 'BANKING', divisionCode: null });
    await hub.dataOf(REGISTER, { variables: { operations: [{ id: 'a', document: NAMES }] }, key });
    const question = { documentId: 'a', variables: { uscc: hub.county.shop }, key };
    for (const [HUB_TRUSTED_DOCUMENTS, expected] of [
      ['required', { named: undefined, sent: 'FORBIDDEN', other: 'FORBIDDEN' }],
      ['off', { named: 'PERSISTED_QUERY_NOT_SUPPORTED', sent: undefined, other: undefined }],
      ['on', { named: undefined, sent: undefined, other: undefined }],
    ] as const) {
      const { url, stop } = await startHub({
        settings: testSettings({ HUB_TRUSTED_DOCUMENTS }),
        databaseUrl: hub.db.url,
      });
      afterFile(stop);
      const code = async (asking: Question) => (await post('/graphql')(url, asking)).errors[0]?.code;
      const told = {
        named: await code(question),
        sent: await code({ query: '{ __typename }', key }),
        other: await code({ query: '{ __typename }', key: hub.keys.PARTNER }),
      };
      expect({ HUB_TRUSTED_DOCUMENTS, ...told }).toEqual({ HUB_TRUSTED_DOCUMENTS, ...expected });
      expect(await code({ query: '{ __typename }' })).toBeUndefined();
    }
  });
});
