import { buildSchema, parse, validate } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { describe, expect, it } from 'vitest';
import { executor } from '../../../src/server/graphql/executor.js';
import { contextOf } from '../../kit/world.js';

const schema = buildSchema('type Query { name: String self: Query }');

/** An executor over a schema, and how often it has compiled. */
function counted() {
  let compiled = 0;
  const run = executor(schema, ((...all: Parameters<typeof compileQuery>) => {
    compiled++;
    return compileQuery(...all);
  }) as typeof compileQuery);
  const ask = (text: string, kind?: 'BANKING') => {
    const document = parse(text);
    expect(validate(schema, document)).toEqual([]);
    const context = kind ? contextOf({ kind, agencyId: '1', name: kind, divisionCode: null }) : contextOf();
    return run({ key: text, document, operationName: undefined, variables: {}, context });
  };
  return { ask, compiled: () => compiled };
}

describe('an operation that is asked again', () => {
  it('is compiled up to 150 fields, and interpreted where it has more', () => {
    const fields = (n: number) => `{ ${Array.from({ length: n }, (_, i) => `a${i}: name`).join(' ')} }`;
    const { ask, compiled } = counted();
    for (let i = 0; i < 3; i++) ask(fields(150));
    expect(compiled()).toBe(1);
    for (let i = 0; i < 3; i++) ask(fields(151));
    expect(compiled()).toBe(1);
  });

  it('is not compiled where a few fragments come to thousands of fields', () => {
    const nested = Array.from(
      { length: 12 },
      (_, i) => `fragment F${i} on Query { name ${i < 11 ? `a: self { ...F${i + 1} } b: self { ...F${i + 1} }` : ''} }`,
    );
    const { ask, compiled } = counted();
    for (let i = 0; i < 3; i++) ask(`{ ...F0 } ${nested.join(' ')}`);
    expect(compiled()).toBe(0);
  });

  it('stays compiled for agencies, however many operations unknown callers send', () => {
    const { ask, compiled } = counted();
    for (let i = 0; i < 3; i++) ask('{ name }', 'BANKING');
    for (let i = 0; i < 1_200; i++) ask(`{ a${i}: name }`);
    expect(compiled()).toBe(1);
    ask('{ name }', 'BANKING');
    expect(compiled()).toBe(1);
  });
});
