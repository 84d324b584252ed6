import fc from 'fast-check';
import {
  type ASTNode,
  type DocumentNode,
  getIntrospectionQuery,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  TokenKind,
  visit,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { type Count, Counter } from '../../../src/server/documents/count.js';

/** What a syntax tree says of everything that is counted: slowly, and with nothing shared with the counter. */
function told(document: DocumentNode): Count {
  const count: Count = {
    tokens: 0,
    operations: 0,
    rootFields: 0,
    aliases: 0,
    fragments: 0,
    spreads: 0,
    directives: 0,
    repeats: 0,
    pairs: 0,
    nesting: 0,
    introspection: 0,
  };
  const named = new Map<string, number>();
  visit(document, {
    Directive: () => {
      count.directives++;
    },
    FragmentSpread: () => {
      count.spreads++;
    },
    Field: ({ alias, name }) => {
      if (alias) count.aliases++;
      if (['__schema', '__type', '_service'].includes(name.value)) count.introspection++;
      const response = (alias ?? name).value;
      named.set(response, (named.get(response) ?? 0) + 1);
    },
  });
  const pairs = (all: ReadonlyMap<string, number>) => [...all.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const paths = (set: SelectionSetNode, at: string, found: Map<string, number>) => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) paths(node.selectionSet, at, found);
      if (node.kind !== Kind.FIELD) continue;
      const path = `${at}/${(node.alias ?? node.name).value}`;
      found.set(path, (found.get(path) ?? 0) + 1);
      if (node.selectionSet) paths(node.selectionSet, path, found);
    }
    return found;
  };
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const found = paths(node.selectionSet, '', new Map());
    count.repeats = Math.max(count.repeats, ...found.values());
    count.pairs += pairs(found);
    if (node.kind === Kind.FRAGMENT_DEFINITION) count.fragments++;
    else {
      count.operations++;
      const root = [...found.keys()].filter((path) => path.lastIndexOf('/') === 0);
      count.rootFields = Math.max(count.rootFields, root.length);
    }
  }
  if (count.spreads > 0) count.pairs = pairs(named);
  let depth = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) {
    if (token.kind === TokenKind.SOF || token.kind === TokenKind.EOF || token.kind === TokenKind.COMMENT) continue;
    count.tokens++;
    if ('([{'.includes(token.kind)) count.nesting = Math.max(count.nesting, ++depth);
    if (')]}'.includes(token.kind)) depth--;
  }
  return count;
}

/** Names that mean something to a parser among those that mean nothing: all are good names of fields, aliases and arguments. */
const name = fc.constantFrom(
  'a',
  'b',
  'query',
  'mutation',
  'fragment',
  'on',
  'type',
  '__typename',
  '__schema',
  '_service',
);
const fragmentName = fc.constantFrom('F', 'G', 'query', 'fragment');
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('1', '"a { b: c } @d ...F"', '"""block " { a: b }"""', 'ENUM', '$v', 'null', 'true', '1.5'),
    fc.array(tie('value'), { maxLength: 3 }).map((all) => `[${all.join(' ')}]`),
    fc
      .array(fc.tuple(name, tie('value')), { maxLength: 3 })
      .map((all) => `{${all.map(([k, v]) => `${k}: ${v}`).join(', ')}}`),
  ),
})).value;
const args = fc
  .array(fc.tuple(name, value), { maxLength: 2 })
  .map((all) => (all.length > 0 ? `(${all.map(([k, v]) => `${k}: ${v}`).join(' ')})` : ''));
const directives = fc
  .array(fc.tuple(name, args), { maxLength: 2 })
  .map((all) => all.map(([n, a]) => `@${n}${a}`).join(' '));
const selections = fc.letrec<{ set: string; one: string }>((tie) => ({
  set: fc.array(tie('one'), { minLength: 1, maxLength: 5 }).map((all) => `{ ${all.join(' # } {\n ')} }`),
  one: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(fc.option(name), name, args, directives).map(([a, n, g, d]) => `${a ? `${a}: ` : ''}${n}${g} ${d}`),
    fc.tuple(fragmentName, directives).map(([n, d]) => `...${n} ${d}`),
    fc
      .tuple(fc.option(name), name, args, directives, tie('set'))
      .map(([a, n, g, d, set]) => `${a ? `${a}: ` : ''}${n}${g} ${d} ${set}`),
    fc.tuple(fc.option(name), directives, tie('set')).map(([on, d, set]) => `... ${on ? `on ${on}` : ''} ${d} ${set}`),
  ),
})).set;
const variables = fc
  .array(fc.tuple(name, fc.constantFrom('Int', '[a!]!', 'query'), fc.constantFrom('', ' = {a: [1]}', ' = 1 @a')), {
    maxLength: 2,
  })
  .map((all) => (all.length > 0 ? `(${all.map(([n, t, d]) => `$${n}: ${t}${d}`).join(', ')})` : ''));
const definition = fc.oneof(
  selections,
  fc
    .tuple(fc.constantFrom('query', 'mutation', 'subscription'), fc.option(name), variables, directives, selections)
    .map(([kind, n, v, d, set]) => `${kind} ${n ?? ''}${v} ${d} ${set}`),
  fc.tuple(fragmentName, name, directives, selections).map(([n, on, d, set]) => `fragment ${n} on ${on} ${d} ${set}`),
);
const document = fc.array(definition, { minLength: 1, maxLength: 5 }).map((all) => all.join('\n'));

describe('what is counted of a document before it is parsed', () => {
  it('is what its syntax tree says, however the document is made', () => {
    fc.assert(
      fc.property(document, (text) => {
        expect(Counter.of(text, 20_000)).toEqual(told(parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same however the document is written', () => {
    fc.assert(
      fc.property(document, (text) => {
        const printed = print(parse(text) as ASTNode);
        const { tokens: _, ...counts } = Counter.of(text, 20_000);
        expect(Counter.of(printed, 20_000)).toMatchObject(counts);
      }),
    );
  });

  it('is what introspection asks for', () => {
    const text = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true });
    const count = Counter.of(text, 20_000);
    expect(count).toEqual(told(parse(text)));
    expect(count).toMatchObject({ operations: 1, fragments: 3, rootFields: 1, introspection: 1 });
  });

  it('never throws, and never reads on behind the tokens that it may', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      ':',
      '...',
      '@',
      'on',
      'a',
      'query',
      '"',
      '"""',
      '$',
      '\u0000',
      '!',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (all, most) => {
        const count = Counter.of(all.join(' '), most);
        expect(count.tokens).toBeLessThanOrEqual(most + 1);
        for (const n of Object.values(count)) expect(n).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
