import { buildSchema, parse } from 'graphql';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { Documents, documentSettings } from '../../../src/server/documents/index.js';
import { graphqlServer } from '../../../src/server/graphql/graphql-server.js';
import { limitsOf } from '../../../src/server/operation/limits.js';
import { readSettings } from '../../../src/server/settings.js';
import { contextOf } from '../../kit/world.js';

it('Apollo Server neither parses nor validates again: it runs the document that was prepared, whatever the text says', async () => {
  const schema = buildSchema('type Query { good: String }');
  const settings = readSettings({});
  /** Says of every text that it is known, and is this one. */
  class OneDocument extends Documents {
    override admit() {
      return { verdict: 'light' as const, ready: { key: 'good', document: parse('{ good }') } };
    }
  }
  const documents = new OneDocument(schema, documentSettings(settings), { verdict: () => {}, refused: () => {} });
  const server = await graphqlServer(schema, pino({ level: 'silent' }), limitsOf(settings), documents);
  for (const query of ['{ noSuchField }', 'no GraphQL {{{'])
    expect(await server.run({ query }, contextOf())).toEqual({ result: { data: { good: null } }, refused: false });
  await server.stop();
});
