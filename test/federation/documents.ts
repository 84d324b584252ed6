import fc, { type GeneratorValue } from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** A query made from a schema. */
export interface MadeDocument {
  query: string;
  variables: Record<string, unknown>;
}

export interface Making {
  /** Values of each scalar that has meaning here, good and bad; `ID` may name the field that takes it. */
  values: Record<string, readonly unknown[]>;
  /** Fields that answer differently when asked again, and arguments that are left out. */
  without: ReadonlySet<string>;
  /** Written into every document, so that it has an error in a list: a root field, and the variable that it takes. */
  spoiler: { field: string; variable: string; value: unknown };
  /** No operation of the kinds that are interpreted every time. */
  compilable: boolean;
  /** Of the root's fields only those that may be null: the rest of the answer stands whatever fails. */
  calm: boolean;
}

const ARGUMENTS_AS = ['literal', 'variable', 'variable', 'left out'] as const;
const MOST_LEVELS = 5;

/**
 * A random query over a schema: aliases, also such as run together with others' names, fragments with and without a name and
 * spread more than once, directives, arguments that are refused, and entities that are not there.
 */
export function makeDocument(schema: GraphQLSchema, making: Making, g: GeneratorValue): MadeDocument {
  const { values, without, spoiler, compilable, calm } = making;
  const variables: Record<string, unknown> = { spoilt: spoiler.value };
  const declared: string[] = [`$spoilt: ${spoiler.variable}`];
  const fragments: string[] = [];
  const upTo = (n: number) => g(fc.nat, { max: n });
  const oneIn = (n: number) => upTo(n - 1) === 0;
  const oneOf = <T>(list: readonly T[]): T => list[upTo(list.length - 1)] as T;
  let responses = 0;

  const madeOf = (type: GraphQLInputType): unknown => {
    if (isNonNullType(type)) return madeOf(type.ofType);
    if (isListType(type)) return Array.from({ length: 1 + upTo(3) }, () => madeOf(type.ofType));
    if (isEnumType(type)) return oneOf(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((f) => isNonNullType(f.type) || oneIn(4));
      return Object.fromEntries(fields.map((f) => [f.name, madeOf(f.type)]));
    }
    const known = values[type.name];
    if (!known) throw new Error(`a value of the scalar ${type.name} is missing here`);
    return oneOf(known);
  };
  const literal = (value: unknown, type: GraphQLInputType): string => {
    const inner = isNonNullType(type) ? type.ofType : type;
    if (Array.isArray(value) && isListType(inner)) return `[${value.map((v) => literal(v, inner.ofType)).join(', ')}]`;
    if (isInputObjectType(inner)) {
      const fields = inner.getFields();
      const parts = Object.entries(value as object).map(([k, v]) => `${k}: ${literal(v, fields[k]?.type as never)}`);
      return `{ ${parts.join(', ')} }`;
    }
    if (isEnumType(inner)) return String(value);
    if (value !== null && typeof value === 'object') {
      const parts = Object.entries(value).map(([k, v]) => `${k}: ${JSON.stringify(v)}`);
      return `{ ${parts.join(', ')} }`;
    }
    return JSON.stringify(value);
  };
  const argumentOf = (arg: GraphQLArgument): string[] => {
    const must = isNonNullType(arg.type) && arg.defaultValue === undefined;
    const as = must && !compilable ? oneOf(['literal', 'variable'] as const) : must ? 'variable' : oneOf(ARGUMENTS_AS);
    if (as === 'left out' || without.has(arg.name)) return [];
    const value = madeOf(arg.type);
    if (as === 'literal' && (!compilable || typeof value === 'number'))
      return [`${arg.name}: ${literal(value, arg.type)}`];
    const name = `v${declared.length}`;
    declared.push(`$${name}: ${must ? arg.type : String(arg.type).replace(/!$/, '')}`);
    // A variable that is declared and not given leaves the argument to its default.
    if (must || !oneIn(5)) variables[name] = value;
    return [`${arg.name}: $${name}`];
  };
  const directive = (): string => {
    if (compilable || !oneIn(12)) return '';
    const kind = oneOf(['skip', 'include']);
    if (oneIn(3)) return ` @${kind}(if: ${oneOf(['true', 'false'])})`;
    const name = `v${declared.length}`;
    declared.push(`$${name}: Boolean!`);
    variables[name] = oneOf([true, false]);
    return ` @${kind}(if: $${name})`;
  };

  /** A field under a response name of its own, so that two of them never have to be merged; some run together with others. */
  const fieldOf = (field: GraphQLField<unknown, unknown>, level: number, path: string): string => {
    const plain = field.args.length === 0 && oneIn(2) && !path.includes(' ');
    const joined = compilable ? `a_${responses}` : `${path.trim()}_${field.name}`;
    const alias = oneOf([`b${++responses}`, `${joined}_${responses}`, `_${responses}`]);
    const response = plain ? field.name : alias;
    const args = field.args.flatMap(argumentOf);
    const head = `${plain ? '' : `${alias}: `}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}`;
    const inner = getNamedType(field.type);
    return `${head}${directive()}${isLeafType(inner) ? '' : ` ${selectionOf(field.type, level + 1, response)}`}`;
  };
  const fieldsOf = (type: GraphQLObjectType, level: number, path: string): string => {
    const all = Object.values(type.getFields()).filter(
      (f) =>
        !without.has(f.name) &&
        !without.has(`${type.name}.${f.name}`) &&
        (!calm || level > 0 || !isNonNullType(f.type) || f.name === '_entities') &&
        (level < MOST_LEVELS || isLeafType(getNamedType(f.type))),
    );
    const parts = all.length === 0 || oneIn(6) ? ['__typename'] : [];
    const count = Math.min(all.length, level === 0 ? 1 + upTo(1) : 1 + upTo(3));
    for (let i = 0; i < count; i++) {
      // What leads on is what may be refused.
      const leading = all.filter((f) => !isLeafType(getNamedType(f.type)) || f.args.length > 0 || f.resolve);
      const field = oneOf(leading.length > 0 && !oneIn(3) ? leading : all);
      const again = parts.some((p) => p.startsWith(field.name));
      const text = fieldOf(field, level, again ? `${path} ` : path);
      if (oneIn(5)) parts.push(`... on ${type.name}${directive()} { ${text} }`);
      else if (oneIn(6)) {
        const name = `F${fragments.length}`;
        fragments.push(`fragment ${name} on ${type.name} { ${text} }`);
        parts.push(`...${name}${directive()}`);
        if (oneIn(3)) parts.push(`...${name}${directive()}`);
      } else parts.push(text);
    }
    return parts.join(' ');
  };
  const selectionOf = (type: GraphQLOutputType, level: number, path: string): string => {
    const inner = getNamedType(type);
    if (isObjectType(inner)) return `{ ${fieldsOf(inner, level, path)} }`;
    if (!isUnionType(inner)) throw new Error(`${inner.name} is a kind of type that no document is made of here`);
    const types = inner.getTypes().map((t) => `... on ${t.name}${directive()} { ${fieldsOf(t, level, `${path} `)} }`);
    return `{ __typename ${types.join(' ')} }`;
  };

  const body = fieldsOf(schema.getQueryType() as GraphQLObjectType, 0, 'query');
  const both = oneIn(2) ? [spoiler.field, body] : [body, spoiler.field];
  const query = `query Made(${declared.join(', ')}) { ${both.join(' ')} } ${fragments.join(' ')}`;
  return { query, variables };
}
