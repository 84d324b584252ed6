import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRU } from 'tiny-lru';
import type { HubContext } from '../../access/index.js';
import { type Share, shareOfViewer } from '../documents/share.js';
import { measure } from '../operation/cost.js';
import { mustInterpret } from './interpreted.js';
import { pendingLists, settledLists } from './lists.js';
import { oneErrorEach } from './one-error.js';

/** Operations remembered of callers with a credential, and of those without: the least recently used goes first, of its own kind. */
const KEPT = { known: 1_000, unknown: 200 };
/**
 * Fields, with fragments written out, from which an operation is interpreted every time. Compiling takes 6 ms at 150 and grows
 * faster than they do; a document of 200 tokens may come to tens of thousands by fragments in fragments.
 */
const MOST_COMPILED = 150;
const NO_SIZES = { page: () => undefined, list: () => undefined };
/** Compiling costs some milliseconds, so it pays from the second time an operation is seen. */
const COMPILE_FROM = 2;

export interface Operation {
  /** Identifies the document: its hash. */
  key: string;
  document: DocumentNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  context: HubContext;
  /** What the root's fields are read from; left out: an empty object. */
  rootValue?: object;
}
export type Execute = (operation: Operation) => ExecutionResult | Promise<ExecutionResult>;

interface Known {
  seen: number;
  /** True where the document must not be compiled. */
  interpreted?: boolean;
  compiled?: CompiledQuery;
}

/** What each way of executing takes of a schema, made once for all who execute over it. */
const prepared = new WeakMap<GraphQLSchema, { interpreted: GraphQLSchema; compiled: GraphQLSchema }>();
function schemasOf(schema: GraphQLSchema) {
  const found = prepared.get(schema) ?? { interpreted: pendingLists(schema), compiled: settledLists(schema) };
  prepared.set(schema, found);
  return found;
}

/** Executes operations of a schema: the first time with graphql-js, repeated ones of up to `mostCompiled` fields compiled by `compile`. Both give the same answers. */
export function executor(schema: GraphQLSchema, compile = compileQuery, mostCompiled = MOST_COMPILED): Execute {
  const schemas = schemasOf(schema);
  const remembered = { known: new LRU<Known>(KEPT.known), unknown: new LRU<Known>(KEPT.unknown) };
  const recall = (key: string, share: Share): Known => {
    const known = remembered[share];
    const found = known.get(key);
    if (found) return found;
    const fresh = { seen: 0 };
    known.set(key, fresh);
    return fresh;
  };
  return ({ key, document, operationName, variables, context, rootValue = {} }) => {
    const name = operationName ?? '';
    const found = recall(name ? `${key} ${name}` : key, shareOfViewer(context.viewer));
    if (!found.compiled && !found.interpreted && ++found.seen >= COMPILE_FROM) {
      found.interpreted = fieldsOf(schema, document, name) > mostCompiled || mustInterpret(schema, document, name);
    }
    if (!found.compiled && found.interpreted === false) {
      const compiled = compile(schemas.compiled, document, name, { disablingCapturingStackErrors: true });
      if (isCompiledQuery(compiled)) found.compiled = compiled;
    }
    const interpret = () =>
      execute({
        schema: schemas.interpreted,
        document,
        rootValue,
        contextValue: context,
        variableValues: variables,
        operationName: operationName ?? null,
      });
    let result = found.compiled ? found.compiled.query(rootValue, context, variables) : interpret();
    // Variables that are not what the operation declares: graphql-js says better what is wrong with them.
    if (found.compiled && !(result instanceof Promise) && result.data === undefined) result = interpret();
    const finish = (answer: ExecutionResult) =>
      answer.errors ? oneErrorEach(schema, document, operationName, asInput(answer)) : answer;
    return result instanceof Promise ? result.then(finish) : finish(result);
  };
}

/** Fields of an operation with its fragments written out; none where the document has no such operation. */
function fieldsOf(schema: GraphQLSchema, document: DocumentNode, name: string): number {
  const operation = getOperationAST(document, name || null);
  return operation ? measure(schema, document, operation, NO_SIZES).fields : 0;
}

/** Without data nothing ran: the variables were not what the operation declares. That is the caller's to mend. */
function asInput(result: ExecutionResult): ExecutionResult {
  if (result.data !== undefined || !result.errors) return result;
  const errors = result.errors.map(
    (e) =>
      new GraphQLError(e.message, { nodes: e.nodes ?? null, extensions: { code: 'BAD_USER_INPUT', ...e.extensions } }),
  );
  return { errors };
}
