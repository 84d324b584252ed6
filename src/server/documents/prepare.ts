import { createHash } from 'node:crypto';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';

/** A document that may be executed, or what is wrong with it. */
export type Ready = {
  /** Identifies the document: the SHA-256 of its text in hexadecimal digits, by which clients name it too. */
  key: string;
} & ({ document: DocumentNode } | { errors: readonly GraphQLError[] });

export const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Tokens that the parser takes at most: where a document was counted, it has fewer. */
const MOST_TOKENS = 20_000;

/** Errors that are told of one document: finding each is work, which whoever sends nonsense has done for him. */
const MOST_ERRORS = 25;

/** An error that keeps the text for its locations, and lets the syntax tree go. */
const lean = ({ message, source, positions, extensions }: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(message, {
    source: source ?? null,
    positions: positions ?? null,
    extensions: { ...extensions, code },
  });

/** Parses and validates a document. Runs in whichever thread has the schema; never throws for what the text is. */
export function prepare(schema: GraphQLSchema, text: string, suggestions: boolean): Ready {
  const key = keyOf(text);
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: MOST_TOKENS });
  } catch (error) {
    const known = error instanceof GraphQLError ? error : new GraphQLError((error as Error).message);
    return { key, errors: [lean(known, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = validate(schema, document, undefined, { maxErrors: MOST_ERRORS, hideSuggestions: !suggestions });
  if (errors.length > 0) return { key, errors: errors.map((e) => lean(e, 'GRAPHQL_VALIDATION_FAILED')) };
  return { key, document };
}
