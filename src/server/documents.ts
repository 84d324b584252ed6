import { createHash } from 'node:crypto';
import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import { MAX_TOKENS } from './graphql-server.js';
import { type Limits, limiter } from './limits.js';

/** A document that is sound in itself. */
export interface Document {
  document: DocumentNode;
  /** Its hash. */
  key: string;
}

/** Documents remembered; the least recently used goes first. */
const KEPT = 1_000;

/** Reads documents of a schema, each text once: a thousand sockets subscribe with the same. */
export class Documents {
  private readonly known = new Map<string, Document>();

  /** The refusal of an operation that asks for more than it may (limits.ts). */
  readonly overLimit: ReturnType<typeof limiter>;

  constructor(
    readonly schema: GraphQLSchema,
    limits: Limits,
  ) {
    this.overLimit = limiter(schema, limits);
  }

  /** The document, or what is wrong with it, with the codes of HTTP. */
  read(query: string, operationName: string | null | undefined): Document | GraphQLError[] {
    const found = this.known.get(query) ?? this.parse(query);
    if (Array.isArray(found)) return found;
    this.known.delete(query);
    if (this.known.size >= KEPT) this.known.delete(this.known.keys().next().value as string);
    this.known.set(query, found);
    if (getOperationAST(found.document, operationName)) return found;
    const message = operationName
      ? `Unknown operation named "${operationName}".`
      : 'Must provide operation name if query contains multiple operations.';
    return [new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
  }

  private parse(query: string): Document | GraphQLError[] {
    try {
      const document = parse(query, { maxTokens: MAX_TOKENS });
      const faults = validate(this.schema, document);
      if (faults.length > 0) return faults.map((e) => coded(e, 'GRAPHQL_VALIDATION_FAILED'));
      return { document, key: createHash('sha256').update(query).digest('hex') };
    } catch (error) {
      return [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
    }
  }
}

export function coded(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions } = error;
  const where = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...where, extensions: { code, ...error.extensions } });
}
