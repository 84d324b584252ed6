import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { projectRoot } from '../../src/kernel/project.js';
import type { Answer } from './ask.js';

const API = buildSchema(readFileSync(join(projectRoot, 'schema/api.graphql'), 'utf8'));

/** Literals for arguments, by the argument's name. */
export type Values = Record<string, readonly string[]>;

interface Selected {
  name: string;
  args: string;
  under: Selected[];
}

/** Every field of a type to a depth, but for connections' edges, which say what their nodes say. */
function select(type: GraphQLNamedType, depth: number, values: Values, path: readonly string[]): Selected[] {
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field): Selected[] => {
    if (field.name === 'edges' || path.filter((name) => name === type.name).length > 1) return [];
    const args = argumentsOf(field, values)[0];
    if (args === undefined) return [];
    const named = getNamedType(field.type);
    if (isLeafType(named)) return [{ name: field.name, args, under: [] }];
    if (depth === 0) return [];
    const under = select(named, depth - 1, values, [...path, type.name]);
    return under.length > 0 ? [{ name: field.name, args, under }] : [];
  });
}

/** The ways to give a field's arguments: one for each value of an argument that has several; none where a needed one has none. */
function argumentsOf({ args }: Pick<GraphQLField<unknown, unknown>, 'args'>, values: Values): string[] {
  const ways = args.reduce<string[][]>(
    (all, arg) => {
      const given = valuesOf(arg, values);
      if (given.length === 0) return isNonNullType(arg.type) && arg.defaultValue === undefined ? [] : all;
      return all.flatMap((one) => given.map((value) => [...one, `${arg.name}: ${value}`]));
    },
    [[]],
  );
  return ways.map((one) => (one.length > 0 ? `(${one.join(', ')})` : ''));
}

function valuesOf({ name, type }: GraphQLArgument, values: Values): readonly string[] {
  if (name !== 'filter') return values[name] ?? [];
  const input = getNamedType(type);
  const usccs = values.uscc ?? [];
  return isInputObjectType(input) && input.getFields().uscc ? usccs.map((uscc) => `{ uscc: ${uscc} }`) : [];
}

const printed = (fields: readonly Selected[]): string =>
  fields.map(({ name, args, under }) => name + args + (under.length > 0 ? ` { ${printed(under)} }` : '')).join(' ');

/** Takes the field at a response's path out of the selection. */
function without(fields: readonly Selected[], path: readonly string[]): Selected[] {
  const [head, ...rest] = path;
  return fields.flatMap((field) => {
    if (field.name !== head) return [field];
    if (rest.length === 0) return [];
    const under = without(field.under, rest);
    return under.length > 0 ? [{ ...field, under }] : [];
  });
}

/**
 * Asks everything that the schema lets ask: each field of `Query` with every field below it, to a depth. What is refused is taken out
 * and the rest asked again, so that a refusal hides nothing beside it. All that came back, errors too, by root field.
 */
export async function crawl(
  ask: (query: string) => Promise<Pick<Answer, 'data' | 'errors'>>,
  values: Values,
  depth = 3,
): Promise<Map<string, string>> {
  const heard = new Map<string, string>();
  const query = API.getQueryType() as GraphQLObjectType;
  for (const field of Object.values(query.getFields())) {
    for (const args of argumentsOf(field, values)) {
      const named = getNamedType(field.type);
      let fields: Selected[] = [{ name: field.name, args, under: select(named, depth, values, []) }];
      const said: string[] = [];
      for (let round = 0; fields.length > 0; round++) {
        if (round > 60) throw new Error(`${field.name}: still refused after ${round} rounds: ${said.at(-1)}`);
        const { data, errors } = await ask(`{ ${printed(fields)} }`);
        said.push(JSON.stringify({ data, errors }));
        const refused = errors.flatMap((e) => (e.path ? [e.path.filter((p) => typeof p === 'string')] : []));
        if (errors.length > 0 && refused.length === 0)
          throw new Error(`${field.name}: not a request: ${JSON.stringify(errors).slice(0, 600)}`);
        if (refused.length === 0) break;
        for (const path of refused) fields = without(fields, path as string[]);
      }
      heard.set(`${field.name}${args}`, said.join('\n'));
    }
  }
  return heard;
}

/** The root fields that a crawl cannot ask, because an argument has no value. */
export const unasked = (values: Values): string[] =>
  Object.values((API.getQueryType() as GraphQLObjectType).getFields())
    .filter((field) => argumentsOf(field, values).length === 0)
    .map((field) => field.name);
