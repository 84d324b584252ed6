import { buildSchema, getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { weigh } from '../../../src/server/documents/admission.js';
import { Documents, documentSettings } from '../../../src/server/documents/documents.js';
import type { Share } from '../../../src/server/documents/share.js';
import { readSettings } from '../../../src/server/settings.js';
import type { Disclosure } from '../../../src/server/settings.words.js';

const { limits } = documentSettings(readSettings({}));
const times = (n: number, of: (i: number) => string) => Array.from({ length: n }, (_, i) => of(i)).join(' ');
const weighed = (text: string, share: Share) => {
  const found = weigh(text, limits[share]);
  return 'refusal' in found ? `${found.limit} ${found.refusal.extensions.max}` : found.verdict;
};

const STANDING = 'rating { level } grading { grade score } restrictions { domain cause }';

describe('a document', () => {
  it.each<[what: string, text: string, known: string, unknown: string]>([
    [
      'one field 1,200 times',
      `{ ${times(1_200, () => 'enterprises { nodes { uscc } }')} }`,
      'tokens 7500',
      'tokens 1500',
    ],
    ['one field 600 times', `{ ${times(600, () => 'enterprises { nodes { uscc } }')} }`, 'repeats 100', 'tokens 1500'],
    ['one field 90 times', `{ ${times(90, () => 'enterprises { nodes { uscc } }')} }`, 'heavy', 'repeats 20'],
    ['6,400 aliases', `{ ${times(6_400, (i) => `a${i}: __typename`)} }`, 'tokens 7500', 'characters 40000'],
    [
      '600 aliases in a place',
      `{ enterprises { ${times(600, (i) => `a${i}: nodes`)} } }`,
      'aliases 500',
      'tokens 1500',
    ],
    ['101 root fields', `{ ${times(101, (i) => `a${i}: __typename`)} }`, 'rootFields 100', 'rootFields 100'],
    [
      '1,500 fragments',
      `{ a } ${times(1_500, (i) => `fragment F${i} on Query { a }`)}`,
      'tokens 7500',
      'characters 40000',
    ],
    ['110 fragments', `{ a } ${times(110, (i) => `fragment F${i} on Query { a }`)}`, 'fragments 100', 'fragments 20'],
    ['600 spreads', `{ ${times(600, () => '...F')} }`, 'spreads 500', 'spreads 100'],
    ['250 directives', `{ a ${times(250, () => '@b')} }`, 'directives 200', 'directives 40'],
    ['60 operations', times(60, (i) => `query Q${i} { a }`), 'operations 50', 'operations 10'],
    ['250 levels', `${'{ a '.repeat(250)} ${'}'.repeat(250)}`, 'nesting 200', 'nesting 200'],
    ['250 levels of a value', `{ a(b: ${'['.repeat(250)}${']'.repeat(250)}) }`, 'nesting 200', 'nesting 200'],
    ['250,000 characters that say nothing', `{ a }${' '.repeat(250_000)}`, 'characters 200000', 'characters 40000'],
    ['the introspection of an explorer', getIntrospectionQuery(), 'light', 'light'],
    [
      'a check',
      `query ($u: USCC!) { creditCheck(uscc: $u) { outcome enterprise { name } ${STANDING} } }`,
      'light',
      'light',
    ],
    [
      'a hundred checks by aliases',
      `{ ${times(100, (i) => `a${i}: creditCheck(uscc: "91620621PDY00001X5") { outcome }`)} }`,
      'light',
      'light',
    ],
    [
      'ninety fields of one name that fragments may bring together',
      `{ ...F ${times(90, (i) => `a${i}: enterprise(uscc: "91620621PDY00001X5") { name }`)} } fragment F on Query { a: __typename }`,
      'heavy',
      'heavy',
    ],
    ['sixty names by aliases', `{ ${times(60, (i) => `a${i}: enterprise(uscc: $u) { name }`)} }`, 'light', 'light'],
    ['what is no GraphQL', 'query {{{ "', 'light', 'light'],
    ['nothing', '', 'light', 'light'],
  ])('of %s is let in or not, and is light or heavy, before anything of it is parsed', (_, text, known, unknown) => {
    expect([weighed(text, 'known'), weighed(text, 'unknown')]).toEqual([known, unknown]);
  });
});

const schema = buildSchema('type Query { name: String names: [String] self: Query }');

function open(disclosure: Disclosure = 'all') {
  const told: string[] = [];
  const documents = new Documents(
    schema,
    { limits, disclosure },
    { verdict: (v) => told.push(v), refused: (limit) => told.push(`refused ${limit}`) },
  );
  const ask = (text: string, share: Share = 'known') => {
    const admitted = documents.admit(text, share);
    if ('refusal' in admitted) return String(admitted.refusal.extensions.code);
    const ready = admitted.ready ?? documents.prepare(text, share);
    return 'errors' in ready ? ready.errors.map((e) => e.message).join('; ') : ready.document;
  };
  return { documents, told, ask };
}

describe('the documents of a hub', () => {
  it('are prepared once, also those that are wrong', () => {
    const { ask, told, documents } = open();
    const good = ask('{ name }');
    expect(ask('{ name }')).toBe(good);
    for (let i = 0; i < 3; i++) expect(ask('{ nmae }')).toMatch(/Cannot query field "nmae".*Did you mean "name"/);
    expect(ask('{ name')).toMatch(/^Syntax Error/);
    expect(told).toEqual(['light', 'light', 'light']);
    expect(documents.admit('{ nmae }', 'known')).toMatchObject({ verdict: 'light', ready: { errors: [{}] } });
  });

  it('of unknown callers push none of the others out, however many they are', () => {
    const { ask, told } = open();
    const good = ask('{ name }');
    for (let i = 0; i < 3_000; i++) ask(`{ a${i}: name }`, 'unknown');
    told.length = 0;
    expect(ask('{ name }')).toBe(good);
    expect(told).toEqual([]);
    ask('{ a0: name }', 'unknown'); // long forgotten
    ask('{ a2999: name }', 'unknown');
    expect(told).toEqual(['light']);
  });

  it('tell the schema’s names to those whom the setting says', () => {
    const answers = (disclosure: Disclosure, share: Share) => {
      const { ask } = open(disclosure);
      return ['{ __schema { description } }', '{ a: __type(name: "Query") { name } }', '{ nmae }'].map((text) => {
        const answer = ask(text, share);
        return typeof answer === 'string' ? answer : 'told';
      });
    };
    const all = ['told', 'told', 'Cannot query field "nmae" on type "Query". Did you mean "name" or "names"?'];
    const hidden = ['FORBIDDEN', 'FORBIDDEN', 'Cannot query field "nmae" on type "Query".'];
    expect(answers('all', 'unknown')).toEqual(all);
    expect(answers('known', 'known')).toEqual(all);
    expect(answers('known', 'unknown')).toEqual(hidden);
    expect(answers('none', 'known')).toEqual(hidden);
    for (const share of ['known', 'unknown'] as const)
      expect(open('none').ask('{ __typename self { __typename } __schema: name }', share)).toBeTypeOf('object');
  });
});
