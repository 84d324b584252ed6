import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { HubError } from '../../src/kernel/errors.js';
import { projectRoot } from '../../src/kernel/project.js';
import { limiter, limitsOf } from '../../src/server/operation/limits.js';
import { readSettings } from '../../src/server/settings.js';

const schema = buildSchema(readFileSync(join(projectRoot, 'schema/api.graphql'), 'utf8'));
const weigh = limiter(schema, limitsOf(readSettings({})));
const overLimit = (...asked: Parameters<typeof weigh>): HubError | null => {
  const weighed = weigh(...asked);
  return weighed instanceof HubError ? weighed : null;
};
const refused = (source: string, variables: Record<string, unknown> = {}, name?: string): string | null => {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const refusal = overLimit(document, name, variables);
  expect(overLimit(document, name, variables)?.message).toBe(refusal?.message);
  return refusal && `${refusal.code} ${refusal.extensions.limit} ${refusal.extensions.max}`;
};
const COST = 'LIMIT_EXCEEDED cost 500000';
const DEPTH = 'LIMIT_EXCEEDED depth 15';

const STANDING = `rating { level ratedOn validUntil basis } grading { grade score validUntil enterprise { name } }
  restrictions { domain effectiveUntil cause legalBasis }`;
const CHECKS = `query ($u: [USCC!]!) { creditChecks(usccs: $u) { uscc outcome reasons enterprise { name division { name } } ${STANDING} } }`;
const codes = (n: number) => ({ u: Array.from({ length: n }, () => '91620621PDY00001X5') });
const nested = (levels: number) =>
  `{ enterprise(uscc: "91620621PDY00001X5") { ${'gradings { enterprise { '.repeat(levels)}name${' } }'.repeat(levels)} } }`;

describe('the limits of an operation', () => {
  it.each([
    ['introspection', getIntrospectionQuery(), {}],
    ['ten thousand checks with all that stands for and against a company', CHECKS, codes(10_000)],
    [
      'a full page of gradings with their enterprises',
      '{ gradings(first: 500) { nodes { grade enterprise { name division { name } } } pageInfo { endCursor } } }',
      {},
    ],
    [
      'a page whose size is a variable',
      'query ($n: Int) { enterprises(first: $n) { edges { node { name gradings { grade } } } } }',
      { n: 500 },
    ],
    [
      'a hundred companies by aliases',
      `{ ${Array.from({ length: 100 }, (_, i) => `e${i}: enterprise(uscc: "91620621PDY00001X5") { name grading { grade } }`).join(' ')} }`,
      {},
    ],
    ['a company with its gradings and theirs', nested(3), {}],
  ])('let pass %s', (_, source, variables) => {
    expect(refused(source, variables)).toBeNull();
  });

  it.each([
    ['registers that lead back to themselves, each level multiplying', nested(6), {}, COST],
    ['more levels than anyone needs', nested(8), {}, DEPTH],
    [
      'hundreds of lists by aliases',
      `{ ${Array.from({ length: 300 }, (_, i) => `e${i}: enterprises(first: 500) { nodes { uscc } }`).join(' ')} }`,
      {},
      'LIMIT_EXCEEDED rootFields 100',
    ],
    [
      'a hundred full lists with what they lead to',
      `{ ${Array.from({ length: 100 }, (_, i) => `e${i}: enterprises(first: 500) { nodes { gradings { grade } } }`).join(' ')} }`,
      {},
      COST,
    ],
    [
      'lists within a page',
      '{ enterprises(first: 500) { nodes { accidents(first: 500) { nodes { level history { deaths } } } } } }',
      {},
      COST,
    ],
    [
      'a page that a variable makes too large',
      'query ($n: Int!) { enterprises(first: $n) { nodes { accidents(first: $n) { nodes { level enterprise { name } } } } } }',
      { n: 500 },
      COST,
    ],
    [
      'a page that a variable’s default makes too large',
      'query ($n: Int = 500) { enterprises(first: $n) { nodes { accidents(first: $n) { nodes { level enterprise { name } } } } } }',
      {},
      COST,
    ],
    ['more codes than usual', `query ($u: [USCC!]!) { creditChecks(usccs: $u) { ${STANDING} } }`, codes(40_000), COST],
  ])('refuse %s', (_, source, variables, expected) => {
    expect(refused(source, variables)).toBe(expected);
  });

  it('judge one document anew with each request’s variables, where these decide', () => {
    const document = parse(
      'query ($n: Int = 1) { enterprises(first: $n) { nodes { accidents(first: $n) { nodes { level enterprise { name } } } } } }',
    );
    const answers = [{ n: 10 }, { n: 500 }, {}, { n: 20 }, { n: 9_999_999 }].map((v) => overLimit(document, null, v));
    expect(answers.map((a) => a?.extensions.limit ?? null)).toEqual([null, 'cost', null, null, 'cost']);
  });

  it('say what an operation costs with its own variables, and what a small one costs at most', () => {
    const page = parse('query ($n: Int = 1) { enterprises(first: $n) { nodes { name } } }');
    const costs = [{ n: 400 }, { n: 200 }, {}].map((v) => weigh(page, null, v) as { cost: number });
    expect(costs[0]?.cost).toBeGreaterThan(400);
    expect((costs[0]?.cost ?? 0) / (costs[1]?.cost ?? 1)).toBeCloseTo(2, 1);
    expect(costs[2]?.cost).toBeLessThan(5);
    const check = parse('query ($u: USCC!) { creditCheck(uscc: $u) { outcome } }');
    expect((weigh(check, null, { u: 'x' }) as { cost: number }).cost).toBeLessThan(5);
  });

  it('judge each operation of a document by itself, and count the fields of its fragments', () => {
    const many = Array.from({ length: 101 }, (_, i) => `a${i}: __typename`).join(' ');
    const source = `query Few { __typename } query Many { ...F ... { ...F } } fragment F on Query { ${many} }`;
    expect(refused(source, {}, 'Few')).toBeNull();
    expect(refused(source, {}, 'Many')).toBe('LIMIT_EXCEEDED rootFields 100');
  });

  it('measure fragments once, however often they are spread', () => {
    const bombs = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Division { ${i === 59 ? 'name' : `...F${i + 1} ...F${i + 1}`} }`,
    );
    const document = parse(`{ division(code: "620621") { ...F0 } } ${bombs.join(' ')}`);
    expect(overLimit(document, null, {})?.extensions.limit).toBe('cost');
  });

  it('grow with what is asked: a page never costs less than a smaller one', () => {
    const source = 'query ($n: Int!) { enterprises(first: $n) { nodes { hazards(first: 100) { nodes { status } } } } }';
    fc.assert(
      fc.property(fc.nat(600), fc.nat(600), (a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const document = parse(source);
        if (overLimit(document, null, { n: small })) expect(overLimit(document, null, { n: large })).not.toBeNull();
      }),
    );
  });
});
