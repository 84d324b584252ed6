import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { codesOf } from '../../kit/ask.js';
import { startTestHub, type TestHub } from '../../kit/hub.js';
import { type Door, get, post, socket, streamByGet, streamByPost } from '../doors.js';

const DOORS: Record<string, Door> = {
  'POST /graphql': post('/graphql'),
  'GET /graphql': get('/graphql'),
  'POST /graphql/stream': streamByPost,
  'GET /graphql/stream': streamByGet,
  'the socket': socket,
};
const times = (n: number, of: (i: number) => string) => Array.from({ length: n }, (_, i) => of(i)).join(' ');
/** A GET's address has an end: these fit into one. */
const HOSTILE: [what: string, limit: string, query: string][] = [
  ['one field 180 times', 'repeats', `{ ${times(180, () => 'enterprises { nodes { uscc } }')} }`],
  ['200 aliases', 'aliases', `{ self: __schema { ${times(200, (i) => `a${i}: types { name }`)} } }`],
  ['150 fragments', 'fragments', `{ __typename } ${times(150, (i) => `fragment F${i} on Query { __typename }`)}`],
  ['directives', 'directives', `{ __typename ${times(60, () => '@skip(if: false)')} }`],
  ['2,000 tokens', 'tokens', `{ ${times(2_000, () => 'uscc')} }`],
];

describe('documents that would take long to validate', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_INTROSPECTION: 'known' });
  });

  /** Sums of a counter of /metrics, by its one label. */
  async function counted(name: string): Promise<Record<string, number>> {
    const text = await (await fetch(`${hub.url}/metrics`)).text();
    const lines = [...text.matchAll(new RegExp(`^${name}\\{\\w+="(\\w+)"\\} (\\d+)$`, 'gm'))];
    return Object.fromEntries(lines.map(([, label, value]) => [label, Number(value)]));
  }

  it.each(HOSTILE)('are refused at every door before they are parsed: %s', async (_, limit, query) => {
    const before = await counted('hub_documents_refused_total');
    const prepared = await counted('hub_documents_total');
    for (const [name, door] of Object.entries(DOORS))
      expect({ name, ...(await door(hub.url, { query })) }).toMatchObject({
        name,
        data: null,
        errors: [{ code: 'LIMIT_EXCEEDED', limit }],
      });
    expect((await counted('hub_documents_refused_total'))[limit]).toBe(
      (before[limit] ?? 0) + Object.keys(DOORS).length,
    );
    expect(await counted('hub_documents_total')).toEqual(prepared);
  });

  it('are a fifth as large for unknown callers as for agencies', async () => {
    const query = `{ ${times(30, () => 'enterprises { nodes { uscc } }')} }`;
    expect(codesOf(await hub.ask(query))).toEqual(['LIMIT_EXCEEDED']);
    expect(codesOf(await hub.ask(query, { key: hub.keys.BANKING }))).toEqual([]);
  });

  it('are told apart by what preparing them takes, once', async () => {
    const { light = 0, heavy = 0 } = await counted('hub_documents_total');
    const long = `{ ${times(90, () => 'enterprises { nodes { uscc name } }')} }`;
    for (let i = 0; i < 3; i++) {
      await hub.dataOf(long, { key: hub.keys.BANKING });
      await hub.dataOf('{ enterprises(first: 7) { nodes { uscc name } } }', { key: hub.keys.BANKING });
    }
    expect(await counted('hub_documents_total')).toEqual({ light: light + 1, heavy: heavy + 1 });
  });

  it('tell nothing of the schema to whom introspection is closed, also where variables or values are wrong', async () => {
    const asked: [query: string, variables?: Record<string, unknown>][] = [
      ['{ enterprses { nodes { uscc } } }'],
      ['query ($f: EnterpriseFilter) { enterprises(filter: $f) { nodes { uscc } } }', { f: { divsion: '62' } }],
      ['query ($f: HazardFilter) { hazards(filter: $f) { nodes { id } } }', { f: { status: 'OPNE' } }],
    ];
    for (const [query, variables] of asked) {
      const unknown = await hub.ask(query, variables ? { variables } : {});
      const known = await hub.ask(query, { key: hub.keys.BANKING, ...(variables ? { variables } : {}) });
      expect(unknown.errors).not.toEqual([]);
      expect(JSON.stringify(unknown.errors)).not.toContain('Did you mean');
      expect(codesOf(known)).toEqual(codesOf(unknown));
    }
    const suggestion = await hub.ask('{ enterprses { nodes { uscc } } }', { key: hub.keys.BANKING });
    expect(suggestion.errors[0]?.message).toContain('Did you mean "enterprises"');
    const introspection = '{ __schema { queryType { name } } }';
    expect(codesOf(await hub.ask(introspection))).toEqual(['FORBIDDEN']);
    expect(codesOf(await hub.ask(introspection, { key: hub.keys.BANKING }))).toEqual([]);
    expect(codesOf(await hub.ask('{ __typename }'))).toEqual([]);
  });
});

describe('a document that is named and not sent', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub();
  });
  const sha256Hash = createHash('sha256').update('{ __typename }').digest('hex');
  const persisted = { persistedQuery: { version: 1, sha256Hash } };

  it('is answered as Apollo’s clients expect, at every door', async () => {
    for (const more of [{ extensions: persisted }, { documentId: 'check' }])
      for (const [name, door] of Object.entries(DOORS)) {
        const { errors } = await door(hub.url, more);
        expect({ name, errors }).toMatchObject({
          name,
          errors: [{ code: 'PERSISTED_QUERY_NOT_SUPPORTED', message: 'PersistedQueryNotSupported' }],
        });
      }
  });

  it('has the status that Apollo’s clients read on, whatever they accept', async () => {
    for (const accept of ['application/graphql-response+json', 'application/json'])
      for (const init of [{ method: 'POST', body: JSON.stringify({ extensions: persisted }) }, {}]) {
        const query = init.body ? '' : `?extensions=${encodeURIComponent(JSON.stringify(persisted))}`;
        const headers = { accept, ...(init.body ? { 'content-type': 'application/json' } : {}) };
        const { status } = await fetch(`${hub.url}/graphql${query}`, { ...init, headers });
        expect(status).toBe(200);
      }
  });

  it('is run where its text comes too, and is the one that its hash names', async () => {
    const good = { query: '{ __typename }', extensions: persisted };
    for (const door of Object.values(DOORS)) {
      expect(await door(hub.url, good)).toMatchObject({ data: { __typename: 'Query' }, errors: [] });
      const other = await door(hub.url, { ...good, query: '{ a: __typename }' });
      expect(other).toMatchObject({ data: null, errors: [{ code: 'BAD_REQUEST' }] });
    }
  });

  it('is a malformed request where nothing names it', async () => {
    for (const body of [{}, { extensions: {} }, { query: '' }, { documentId: '' }, { documentId: 7 }, { query: 7 }]) {
      const response = await fetch(`${hub.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });
});
