import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/cli/operations/manifest.js';

const read = (manifest: unknown) =>
  readManifest(typeof manifest === 'string' ? manifest : JSON.stringify(manifest), 'ops.json');
const [a, b] = ['query A { __typename }', 'query B { __typename }'];

/** As the tools write them that build clients. */
describe('a manifest of operations', () => {
  it.each<[tool: string, manifest: unknown]>([
    [
      'Apollo Client',
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [
          { id: 'a1', name: 'A', type: 'query', body: a },
          { id: 'b2', name: 'B', type: 'query', body: b },
        ],
      },
    ],
    ['Relay, and GraphQL Code Generator', { a1: a, b2: b }],
  ])('of %s is read', (_, manifest) => {
    expect(read(manifest)).toEqual([
      { id: 'a1', document: a },
      { id: 'b2', document: b },
    ]);
  });

  it('that the hub exports keeps its purposes', () => {
    const operations = [{ id: 'a1', document: a, purpose: '贷前审查', legalBasis: null }];
    expect(read({ operations })).toEqual([{ id: 'a1', document: a, purpose: '贷前审查' }]);
  });

  it.each<[what: string, manifest: unknown, reason: RegExp]>([
    ['no JSON', '{', /^ops\.json: is no JSON/],
    ['a list', [a], /is what Apollo Client writes/],
    ['nothing', {}, /has no operations/],
    ['another format', { format: 'other', operations: [] }, /format "other" is not read/],
    ['another version', { format: 'apollo-persisted-query-manifest', version: 2, operations: [] }, /version 2/],
    ['an operation without a document', { operations: [{ id: 'a' }] }, /operations\.0 has no id or no document/],
    ['a map of something else', { a1: 7 }, /"a1" is no document/],
  ])('is refused where it is %s, in one line', (_, manifest, reason) => {
    expect(() => read(manifest)).toThrow(reason);
    expect(() => read(manifest)).toThrow(/^[^\n]*$/);
  });
});
