import 'reflect-metadata';
import { GraphQLDirective, DirectiveLocation, GraphQLNonNull, GraphQLString, GraphQLBoolean, type GraphQLSchema, specifiedDirectives } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { DateTimeScalar } from './scalars.js';

/** Federation's directives as far as the rooms use them (federation v2.3). */
const FEDERATION = [
  new GraphQLDirective({
    name: 'key',
    isRepeatable: true,
    locations: [DirectiveLocation.OBJECT, DirectiveLocation.INTERFACE],
    args: { fields: { type: new GraphQLNonNull(GraphQLString) }, resolvable: { type: GraphQLBoolean, defaultValue: true } },
  }),
  new GraphQLDirective({ name: 'shareable', locations: [DirectiveLocation.OBJECT, DirectiveLocation.FIELD_DEFINITION] }),
];

// biome-ignore lint/complexity/noBannedTypes: type-graphql takes resolver classes as Function
type ResolverClass = Function;

/** A room's schema from its resolver instances; types are found from them and from `types` that only others' fields reach. */
export function roomSchema(resolvers: object[], types: ResolverClass[] = []): GraphQLSchema {
  const byClass = new Map(resolvers.map((r) => [r.constructor, r]));
  return buildSchemaSync({
    resolvers: [...byClass.keys()] as NonEmptyArray<ResolverClass>,
    container: { get: (someClass) => byClass.get(someClass) ?? new someClass() },
    orphanedTypes: types,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    directives: [...specifiedDirectives, ...FEDERATION],
    validate: false,
    skipCheck: true,
  });
}
