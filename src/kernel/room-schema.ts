import 'reflect-metadata';
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  type GraphQLFieldResolver,
  GraphQLNonNull,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLString,
  getNullableType,
  isNonNullType,
  isObjectType,
  specifiedDirectives,
} from 'graphql';
import { buildSchemaSync, getMetadataStorage, type NonEmptyArray } from 'type-graphql';
import { during, type Patience } from './patience.js';
import { DateTimeScalar } from './scalars.js';

/** Federation's directives as far as the rooms use them (federation v2.3). */
const FEDERATION = [
  new GraphQLDirective({
    name: 'key',
    isRepeatable: true,
    locations: [DirectiveLocation.OBJECT, DirectiveLocation.INTERFACE],
    args: {
      fields: { type: new GraphQLNonNull(GraphQLString) },
      resolvable: { type: GraphQLBoolean, defaultValue: true },
    },
  }),
  new GraphQLDirective({
    name: 'shareable',
    locations: [DirectiveLocation.OBJECT, DirectiveLocation.FIELD_DEFINITION],
  }),
];

/** type-graphql wants one for `Subscription` fields; the hub's are pushed from its log. */
const NO_PUBSUB = {
  publish: () => {},
  subscribe: (): never => {
    throw new Error('subscriptions are pushed from the log');
  },
};

// biome-ignore lint/complexity/noBannedTypes: type-graphql takes resolver classes as Function
type ResolverClass = Function;

/**
 * A room's schema from its resolver instances, in whose order its fields are printed; types are found from them and from `types` that
 * only others' fields reach.
 */
export function roomSchema(resolvers: object[], types: ResolverClass[] = []): GraphQLSchema {
  const byClass = new Map<ResolverClass, object>(resolvers.map((r) => [r.constructor, r]));
  inOrderOf([...byClass.keys()]);
  const schema = buildSchemaSync({
    resolvers: [...byClass.keys()] as NonEmptyArray<ResolverClass>,
    container: { get: (someClass) => byClass.get(someClass) ?? new someClass() },
    orphanedTypes: types,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    directives: [...specifiedDirectives, ...FEDERATION],
    pubSub: NO_PUBSUB,
    validate: false,
    skipCheck: true,
  });
  letDefaultsStandForNull(schema);
  callDirectly(schema, byClass);
  return schema;
}

/** type-graphql prints queries, mutations and subscriptions in the order in which their files were loaded: a file that moves would move them. */
function inOrderOf(classes: readonly ResolverClass[]): void {
  const { queries, mutations, subscriptions } = getMetadataStorage();
  const place = (m: { target: ResolverClass }) => classes.indexOf(m.target);
  for (const fields of [queries, mutations, subscriptions]) fields.sort((a, b) => place(a) - place(b));
}

/**
 * An argument with a default takes null for it: `first: Int = 20`. type-graphql declares `Int! = 20`, and a client whose optional
 * variable holds null would be refused for what it did not mean to say.
 */
function letDefaultsStandForNull(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const { args } of Object.values(type.getFields()))
      for (const arg of args)
        if (arg.defaultValue !== undefined && isNonNullType(arg.type)) arg.type = getNullableType(arg.type);
  }
}

type Resolve = GraphQLFieldResolver<unknown, unknown>;
type Read = (source: unknown, args: Record<string, unknown>, context: unknown, info: GraphQLResolveInfo) => unknown;

/**
 * Lets fields call their methods directly. type-graphql's own wrappers sort parameters, build instances and look for
 * middlewares at every call of every field, which the hub uses none of: measured, a fifth of a list's time. A field without
 * a method is the property of its name, which executors read fastest when there is no resolver at all.
 */
function callDirectly(schema: GraphQLSchema, byClass: Map<ResolverClass, object>): void {
  const storage = getMetadataStorage();
  const nameOf = new Map<ResolverClass, string>(storage.objectTypes.map((t) => [t.target, t.name]));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) delete field.resolve;
  }
  const set = (
    typeName: string | undefined,
    metadata: { target: ResolverClass; methodName: string; schemaName: string; params?: Parameter[] },
  ) => {
    const instance = byClass.get(metadata.target) as Record<string, (...values: unknown[]) => unknown> | undefined;
    const type = typeName ? schema.getType(typeName) : undefined;
    const field = isObjectType(type) ? type.getFields()[metadata.schemaName] : undefined;
    const method = instance?.[metadata.methodName];
    if (!field || !instance || !method) return;
    const defaults = new Map(field.args.map((a) => [a.name, a.defaultValue ?? null]));
    field.resolve = resolverOf(instance, method, metadata.params ?? [], defaults);
  };
  for (const m of storage.queries) set('Query', m as never);
  for (const m of storage.mutations) set('Mutation', m as never);
  for (const m of storage.fieldResolvers) {
    const owner = m.resolverClassMetadata?.getObjectType();
    set(owner && nameOf.get(owner as ResolverClass), m as never);
  }
}

interface Parameter {
  index: number;
  kind: string;
  name?: string;
}

/** The method with its parameters in their order. An argument that is absent or null is its default, or null where it has none. */
function resolverOf(
  instance: object,
  method: (...values: unknown[]) => unknown,
  params: Parameter[],
  defaults: ReadonlyMap<string, unknown>,
): Resolve {
  const reads = [...params]
    .sort((a, b) => a.index - b.index)
    .map(({ kind, name = '' }): Read => {
      if (kind === 'root') return (source) => source;
      if (kind === 'context') return (_source, _args, context) => context;
      if (kind === 'info') return (_source, _args, _context, info) => info;
      if (kind === 'arg') {
        const otherwise = defaults.get(name) ?? null;
        return (_source, args) => args[name] ?? otherwise;
      }
      throw new Error(`a parameter of kind ${kind} is not supported by roomSchema`);
    });
  const [a, b] = reads;
  const patienceOf = (context: unknown): Patience | null => (context as { patience?: Patience }).patience ?? null;
  // What it asks of the database until it first waits is asked for the caller (patience.ts).
  if (!a) return (_source, _args, context) => during(patienceOf(context), () => method.call(instance));
  if (!b)
    return (source, args, context, info) =>
      during(patienceOf(context), () => method.call(instance, a(source, args, context, info)));
  return (source, args, context, info) =>
    during(patienceOf(context), () =>
      method.apply(
        instance,
        reads.map((read) => read(source, args, context, info)),
      ),
    );
}
