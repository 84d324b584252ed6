import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { HubError, limitExceeded } from '../../kernel/errors.js';
import { MAX_PAGE } from '../../kernel/paging.js';
import type { Settings } from '../settings.js';
import { type Measure, measure, type Sizes } from './cost.js';

/** The most that one operation may ask for (settings HUB_MAX_DEPTH, HUB_MAX_ROOT_FIELDS, HUB_MAX_COST). */
export type Limits = Omit<Measure, 'fields'>;
export const limitsOf = (settings: Settings): Limits => ({
  depth: settings.HUB_MAX_DEPTH,
  rootFields: settings.HUB_MAX_ROOT_FIELDS,
  cost: settings.HUB_MAX_COST,
});

/** What a valid operation would cost, or why it may not run (LIMIT_EXCEEDED). */
export type Limiter = (
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
) => { cost: number } | HubError;

/** Elements that a list variable may have for a document to pass without being measured again: as many as a check takes. */
const USUAL_LIST = 10_000;

/** An operation whose greatest answer costs no more than this is counted as if it asked for that, and not measured again. */
const SMALL_COST = 50;

/** Refused for good; or of so little cost, with lists up to the usual in these variables; or to be measured with each request's variables. */
type Verdict = HubError | { cost: number; lists: readonly string[] } | 'measure';

/**
 * Limits of operations, on every transport: a small document can ask for an answer that no memory holds. A document is judged
 * once, by the greatest sizes that its variables may bring; only where those are not small is it measured at each request, for
 * what it costs is charged to its caller and says which thread works on it. The
 * packages for this ignore page sizes (graphql-armor), or measure at every request and a fragment wherever it is spread, which
 * itself takes exponential time (graphql-query-complexity).
 */
export function limiter(schema: GraphQLSchema, limits: Limits): Limiter {
  const known = new WeakMap<OperationDefinitionNode, Verdict>();
  const weighed = (document: DocumentNode, operation: OperationDefinitionNode, sizes: Sizes) => {
    const found = measure(schema, document, operation, sizes);
    for (const limit of ['depth', 'rootFields', 'cost'] as const) {
      if (found[limit] > limits[limit]) return limitExceeded(limit, limits[limit], Math.ceil(found[limit]));
    }
    return { cost: found.cost };
  };
  const judge = (document: DocumentNode, operation: OperationDefinitionNode): Verdict => {
    const lists = new Set<string>();
    const greatest = sizesWith({
      page: () => MAX_PAGE,
      list: (name) => {
        lists.add(name);
        return USUAL_LIST;
      },
    });
    const most = weighed(document, operation, greatest);
    if (!(most instanceof HubError) && most.cost <= SMALL_COST) return { ...most, lists: [...lists] };
    const least = weighed(document, operation, sizesWith({ page: () => 0, list: () => 0 }));
    return least instanceof HubError ? least : 'measure';
  };
  return (document, operationName, variables) => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return { cost: 0 }; // whoever runs it says what is missing
    let verdict = known.get(operation);
    if (verdict === undefined) {
      verdict = judge(document, operation);
      known.set(operation, verdict);
    }
    if (verdict !== 'measure') {
      if (verdict instanceof HubError) return verdict;
      if (verdict.lists.every((name) => elements(variables[name]) <= USUAL_LIST)) return verdict;
    }
    return weighed(document, operation, sizesOf(operation, variables));
  };
}

const elements = (value: unknown): number => (Array.isArray(value) ? value.length : 1);
/** More than a page has is refused by the list itself, with its own limit. */
const rows = (first: number): number => Math.min(Math.max(first, 0), MAX_PAGE);

/** Sizes of literals as they stand, of variables as these say. */
const sizesWith = (variable: {
  page(name: string): number | undefined;
  list(name: string): number | undefined;
}): Sizes => ({
  page: (value) => {
    if (value.kind === Kind.VARIABLE) return variable.page(value.name.value);
    return value.kind === Kind.INT ? rows(Number(value.value)) : undefined;
  },
  list: (value) => {
    if (value.kind === Kind.VARIABLE) return variable.list(value.name.value);
    return value.kind === Kind.LIST ? value.values.length : undefined;
  },
});

/** Sizes by a request's variables, and by the operation's defaults for those that it leaves out. */
function sizesOf(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): Sizes {
  const defaultOf = (name: string): ValueNode | undefined =>
    operation.variableDefinitions?.find((d) => d.variable.name.value === name)?.defaultValue;
  const literal = sizesWith({ page: () => undefined, list: () => undefined });
  const byDefault = (name: string, size: (value: ValueNode) => number | undefined) => {
    const value = defaultOf(name);
    return value && size(value);
  };
  return sizesWith({
    page: (name) => {
      const first = variables[name];
      return typeof first === 'number' ? rows(first) : byDefault(name, literal.page);
    },
    list: (name) => {
      const value = variables[name];
      return value === undefined || value === null ? byDefault(name, literal.list) : elements(value);
    },
  });
}
