import { type DocumentNode, type ExecutionResult, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { HubContext } from '../access/index.js';

/** Compiled operations kept; the least recently used goes first. */
const KEPT = 1_000;
/** Compiling costs some milliseconds, so it pays from the second time an operation is seen. */
const COMPILE_FROM = 2;

export interface Operation {
  /** Identifies the document: its hash. */
  key: string;
  document: DocumentNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  context: HubContext;
}
export type Execute = (operation: Operation) => ExecutionResult | Promise<ExecutionResult>;

interface Known {
  seen: number;
  compiled?: CompiledQuery;
}

/** Executes operations of a schema: the first time with graphql-js, repeated ones compiled. Both give the same answers. */
export function executor(schema: GraphQLSchema): Execute {
  const known = new Map<string, Known>();
  const recall = (key: string): Known => {
    const found = known.get(key) ?? { seen: 0 };
    known.delete(key);
    if (known.size >= KEPT) known.delete(known.keys().next().value as string);
    known.set(key, found);
    return found;
  };
  return ({ key, document, operationName, variables, context }) => {
    const name = operationName ?? '';
    const found = recall(name ? `${key} ${name}` : key);
    if (!found.compiled && ++found.seen >= COMPILE_FROM) {
      const compiled = compileQuery(schema, document, name, { disablingCapturingStackErrors: true });
      if (isCompiledQuery(compiled)) found.compiled = compiled;
    }
    const result = found.compiled
      ? found.compiled.query({}, context, variables)
      : execute({ schema, document, contextValue: context, variableValues: variables, operationName: operationName ?? null });
    return result instanceof Promise ? result.then(asInput) : asInput(result);
  };
}

/** Without data nothing ran: the variables were not what the operation declares. That is the caller's to mend. */
function asInput(result: ExecutionResult): ExecutionResult {
  if (result.data !== undefined || !result.errors) return result;
  const errors = result.errors.map((e) => new GraphQLError(e.message, { nodes: e.nodes ?? null, extensions: { code: 'BAD_USER_INPUT', ...e.extensions } }));
  return { errors };
}
