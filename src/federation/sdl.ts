import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, Kind, parse, print } from 'graphql';
import type { Subgraph } from './subgraph.js';

/** The federation version that every subgraph links, and the directives that they use. */
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])`;

/** A subgraph's schema as a Federation 2 document: what its file holds, what it composes from, what `_service` answers. */
export function subgraphSdl({ schema }: Subgraph): string {
  const document = parse(printSchemaWithDirectives(sorted(schema)), { noLocation: true });
  const own = document.definitions.filter(
    (d) =>
      d.kind !== Kind.SCHEMA_DEFINITION &&
      d.kind !== Kind.DIRECTIVE_DEFINITION &&
      !(d.kind === Kind.OBJECT_TYPE_DEFINITION && d.fields?.length === 0),
  );
  const text = own.map((d) => print(d)).join('\n\n');
  return `${LINK}\n\n${text}\n`;
}

/** Types in the order of their names, fields as declared: stable to print, natural to read. */
function sorted(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const types = [...config.types].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new (schema.constructor as typeof GraphQLSchema)({ ...config, types, assumeValid: true });
}
