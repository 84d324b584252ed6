import 'reflect-metadata';
import { Directive, Field, ObjectType } from 'type-graphql';
import { DivisionCodeScalar, UsccScalar } from './scalars.js';

export interface EnterpriseStub {
  uscc: string;
}
export interface DivisionStub {
  code: string;
}
type StubClass<T> = new () => T;

/** One class for each subgraph: type-graphql would lead the fields that one subgraph adds to a shared class into all others. */
const perSubgraph = <T>(make: () => StubClass<T>) => {
  const made = new Map<string, StubClass<T>>();
  return (subgraph: string): StubClass<T> => {
    const found = made.get(subgraph) ?? make();
    made.set(subgraph, found);
    return found;
  };
};

/** The enterprise as a subgraph refers to it. */
export const enterpriseStub = perSubgraph<EnterpriseStub>(() => {
  @Directive('@key(fields: "uscc")')
  @ObjectType('Enterprise', {
    description: 'Enterprise 企业: a production or business unit, identified by its unified social credit code.',
  })
  class Enterprise {
    @Field(() => UsccScalar, { description: 'Unified social credit code 统一社会信用代码.' })
    uscc: string;
  }
  return Enterprise;
});

/** The division as a subgraph refers to it. */
export const divisionStub = perSubgraph<DivisionStub>(() => {
  @Directive('@key(fields: "code")')
  @ObjectType('Division', { description: 'Administrative division 行政区划 (GB/T 2260; towns of Gansu).' })
  class Division {
    @Field(() => DivisionCodeScalar, { description: 'Its code 行政区划代码.' })
    code: string;
  }
  return Division;
});
