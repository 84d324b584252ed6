import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type HostileResult, runHostile } from '../../scripts/soak/hostile/hostile.js';
import { SMALL } from '../../scripts/soak/hostile/settings.js';
import { testDatabase } from '../kit/database.js';

/** `npm run soak -- hostile` in the size of a test: the same attackers, over every door, and the same bank. How fast is not asked here. */
describe('an adversary in the house', () => {
  let result: HostileResult;
  beforeAll(
    async () => {
      const { url } = await testDatabase();
      result = await runHostile({ ...SMALL, databaseUrl: url, signingKeys: inject('signingKeys'), say: () => {} });
    },
    SMALL.minutes * 60_000 + 360_000,
  );

  it('makes the hub fail at nothing, end, grow, or log an error, and the bank is answered right all along', () => {
    expect(result.failures).toEqual([]);
    expect(result.bank.checks).toBeGreaterThan(0);
  });

  it('was everywhere, and was answered: else this would see nothing', () => {
    expect(result.requests).toBe(SMALL.requests);
    const { doors } = result;
    for (const [name, { requests }] of Object.entries(doors)) expect(requests, name).toBeGreaterThan(100);
    expect(Object.keys(doors).sort()).toEqual([
      'GET /graphql',
      'GET /graphql/stream',
      'GET /subgraphs/enterprise',
      'POST /graphql',
      'POST /graphql/stream',
      'POST /subgraphs/enterprise',
      'SSE',
      'TCP',
      'WebSocket',
      'imports',
      'other paths',
      'portfolio screening',
      'portfolio upload',
      'subgraphs',
    ]);
    const said = (name: string) => Object.keys(doors[name]?.codes ?? {});
    for (const [name, codes] of [
      [
        'POST /graphql',
        [
          'HTTP 200',
          'BAD_REQUEST',
          'UNAUTHENTICATED',
          'GRAPHQL_PARSE_FAILED',
          'GRAPHQL_VALIDATION_FAILED',
          'BAD_USER_INPUT',
        ],
      ],
      ['TCP', ['HTTP 200', 'HTTP 400']],
      ['WebSocket', ['message', 'HTTP 101']],
      ['SSE', ['HTTP 200']],
      ['portfolio upload', ['BAD_REQUEST']],
      ['other paths', ['HTTP 200', 'HTTP 404']],
    ] as const)
      expect(said(name), name).toEqual(expect.arrayContaining([...codes]));
  });
});
