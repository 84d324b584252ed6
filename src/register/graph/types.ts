import 'reflect-metadata';
import { type ClassType, Directive, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { connectionOf, type Page, Provenance } from '../../kernel/page.type.js';
import { DateScalar, DateTimeScalar, DivisionCodeScalar, UsccScalar, YuanScalar } from '../../kernel/scalars.js';
import { divisionStub, enterpriseStub } from '../../kernel/stub.type.js';
import type { Vocabulary } from '../../kernel/words.js';
import type { Register } from '../definition.js';
import type { Command, Row } from '../document.js';
import type { Fact, FactKind, Facts } from '../facts.js';
import { type FilterField, filtersOf, type RegisterWords } from '../words.js';

type TypeOf = () => object;

/** What each kind of fact is in the API. */
const TYPE: Record<FactKind, (fact: Fact) => object> = {
  term: ({ vocabulary }) => enumOf(vocabulary as Vocabulary<string>),
  terms: ({ vocabulary }) => [enumOf(vocabulary as Vocabulary<string>)],
  text: () => String,
  code: () => String,
  day: () => DateScalar,
  instant: () => DateTimeScalar,
  yuan: () => YuanScalar,
  count: () => Int,
  decimal: () => Float,
  flag: () => Boolean,
  reference: () => ID,
};

export interface Shown {
  type: TypeOf;
  description: string;
  nullable?: boolean;
}
const RECORDED_BY = 'Who provided this version, and when the hub recorded it.';

/** A class with these fields, in this order. */
export function withFields<C extends { prototype: object; name: string }>(
  target: C,
  fields: Readonly<Record<string, Shown | undefined>>,
  order: readonly string[] = Object.keys(fields),
): C {
  for (const name of order) {
    const field = fields[name];
    if (!field) throw new Error(`${target.name} has no field ${name}`);
    const { type, description, nullable = false } = field;
    Field(type as never, { description, nullable } as never)(target.prototype, name);
  }
  return target;
}

/** The fields of these facts, each with its words. */
export function factFields<F extends Facts>(facts: F, words: (fact: Fact) => string, { input = false } = {}) {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]): [string, Shown] => {
      // An internal text is null to who reads the open one, where there is none.
      const nullable = input ? fact.need !== 'required' : fact.need === 'optional' || fact.internal !== undefined;
      // An enum must be made before a schema is: not when the field is first asked for its type.
      const type = TYPE[fact.kind](fact);
      return [name, { type: () => type, description: words(fact), nullable }];
    }),
  );
}

/** What a history says that leaves out texts. */
const historyOf = (facts: Facts): string =>
  Object.values(facts).some(({ internal }) => internal)
    ? 'Every recorded version, newest first; of superseded ones its authorities alone see texts that may name people.'
    : 'Every recorded version, newest first.';

/** The classes of a register in one subgraph. */
export interface RegisterTypes<F extends Facts> {
  Type: ClassType<Row<F>>;
  Version: ClassType<Row<F>>;
  Input: ClassType<Command<F>>;
  Filter: ClassType<Record<string, unknown>>;
  Connection: ClassType<Page<Row<F>>>;
  Enterprise: ReturnType<typeof enterpriseStub>;
  Division: ReturnType<typeof divisionStub>;
}

export function registerTypes<F extends Facts>(
  { facts, noun, order = {} }: Pick<Register<F>, 'facts' | 'noun' | 'order'>,
  words: RegisterWords<F>,
  subgraph: string,
): RegisterTypes<F> {
  const names = Object.keys(facts);
  const [Enterprise, Division] = [enterpriseStub(subgraph), divisionStub(subgraph)];
  const { type, status, division = {} } = words;
  const statusEnum = status && enumOf(status.vocabulary);
  const standing = status ? { status: { type: () => statusEnum as object, description: status.description } } : {};
  const provenance: Shown = { type: () => Provenance, description: RECORDED_BY };

  class VersionClass {}
  const version = {
    ...factFields(facts, (f) => f.version ?? f.description),
    recordedAt: { type: () => Date, description: 'When the hub recorded it.' },
    division: { type: () => Division, description: division.version ?? 'Division in this version.' },
    provenance,
  };
  const named =
    words.version ?? `One recorded version of it: what the hub held for true, from its \`provenance.recordedAt\` on.`;
  ObjectType(`${type}Version`, { description: named })(VersionClass);
  withFields(VersionClass, version, order.version ?? [...names, 'division', 'provenance']);

  class TypeClass {}
  const whole = {
    id: { type: () => ID, description: `Identifies the ${noun} at the hub.` },
    documentNumber: { type: () => String, description: words.documentNumber.type },
    ...factFields(facts, (f) => f.description),
    enterprise: { type: () => Enterprise, description: words.uscc.type },
    division: { type: () => Division, description: division.type ?? 'Division that it belongs to.' },
    ...standing,
    provenance,
    history: { type: () => [VersionClass], description: words.history ?? historyOf(facts) },
  };
  ObjectType(type, { description: words.description })(TypeClass);
  if (words.entity) Directive('@key(fields: "id")')(TypeClass);
  const own = ['id', 'documentNumber', ...names, 'enterprise', 'division', ...Object.keys(standing)];
  withFields(TypeClass, whole, order.type ?? [...own, 'provenance', 'history']);

  class InputClass {}
  const input = {
    documentNumber: { type: () => String, description: words.documentNumber.input },
    uscc: { type: () => UsccScalar, description: words.uscc.input },
    ...factFields(facts, (f) => f.input ?? f.description, { input: true }),
    division: {
      type: () => DivisionCodeScalar,
      description: division.input ?? 'Division it belongs to; the enterprise’s where left out.',
      nullable: true,
    },
  };
  InputType(`${type}Input`, { description: words.input })(InputClass);
  withFields(InputClass, input, order.input ?? ['documentNumber', 'uscc', ...names, 'division']);

  return {
    Type: TypeClass as ClassType<Row<F>>,
    Version: VersionClass as ClassType<Row<F>>,
    Input: InputClass as ClassType<Command<F>>,
    Filter: filterType(facts, words),
    Connection: words.list ? connectionOf(type, () => TypeClass as ClassType<Row<F>>) : (TypeClass as never),
    Enterprise,
    Division,
  };
}

function filterType<F extends Facts>(facts: F, words: RegisterWords<F>): ClassType<Record<string, unknown>> {
  class FilterClass {}
  if (!words.list) return FilterClass as ClassType<Record<string, unknown>>;
  const typeOf = (field: FilterField<F>): TypeOf => {
    if ('vocabulary' in field) return () => enumOf(field.vocabulary);
    const fact = facts[field.fact] as Fact;
    if (field.by === 'set') return () => Boolean;
    return field.by === 'anyOf' ? () => [TYPE[fact.kind](fact)] : () => TYPE[fact.kind](fact);
  };
  const own = Object.entries(filtersOf(words)).map(([name, field]): [string, Shown] => [
    name,
    { type: typeOf(field), description: field.description, nullable: true },
  ]);
  const fields = {
    uscc: { type: () => UsccScalar, description: words.filterUscc ?? 'Of this enterprise.', nullable: true },
    division: {
      type: () => DivisionCodeScalar,
      description: words.filterDivision ?? 'In this division or below it.',
      nullable: true,
    },
    ...Object.fromEntries(own),
  };
  const description = words.filter ?? 'Which records; conditions are joined by "and".';
  InputType(`${words.type}Filter`, { description })(FilterClass);
  return withFields(FilterClass, fields) as ClassType<Record<string, unknown>>;
}
