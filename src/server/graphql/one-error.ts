import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

type Path = readonly (string | number)[];

/**
 * The answer with one error for each place that an error made null: the first that did. What fails beside it below the same
 * place depends on how far an executor went on before it gave the place up: graphql-js stops at once where it can, a
 * compiled operation asks every field; and errors of fields that are not in the answer any more say nothing of it.
 */
export function oneErrorEach(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  result: ExecutionResult,
): ExecutionResult {
  const { data, errors } = result;
  if (!errors || errors.length < 2 || data === undefined) return result;
  const nullPlace = nullPlaces(schema, document, operationName);
  const kept = new Map<string, { error: GraphQLError; made: boolean }>();
  for (const error of errors) {
    const path = error.path ?? [];
    const length = nulledAt(data, path);
    const place = path.slice(0, length).join('.');
    const made = nullPlace(path) === length;
    const known = kept.get(place);
    if (!known || (made && !known.made)) kept.set(place, { error, made });
  }
  return kept.size === errors.length ? result : { ...result, errors: [...kept.values()].map((k) => k.error) };
}

/** How much of a path leads to the first null of the answer. */
function nulledAt(data: ExecutionResult['data'], path: Path): number {
  let value: unknown = data;
  for (let i = 0; i < path.length; i++) {
    if (value === null || value === undefined) return i;
    value = (value as Record<string | number, unknown>)[path[i] as string];
  }
  return path.length;
}

/** For a field that failed, how much of its path leads to what becomes null: itself, or the nearest above that may be null. */
function nullPlaces(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined) {
  const operation = getOperationAST(document, operationName ?? null);
  const root = operation && schema.getRootType(operation.operation);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const d of document.definitions) if (d.kind === Kind.FRAGMENT_DEFINITION) fragments.set(d.name.value, d);

  /** The type of a field by its response name, and what is selected of it, wherever in fragments it stands. */
  const find = (sets: Selected[], name: string): { type: GraphQLOutputType; sets: Selected[] } | null => {
    let type: GraphQLOutputType | null = null;
    const below: SelectionSetNode[] = [];
    const visited = new Set<string>();
    const look = ({ parent, set }: Selected) => {
      for (const s of set.selections) {
        if (s.kind === Kind.FIELD) {
          if ((s.alias ?? s.name).value !== name) continue;
          const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[s.name.value] : undefined;
          type = field?.type ?? type;
          if (s.selectionSet) below.push(s.selectionSet);
        } else if (s.kind === Kind.INLINE_FRAGMENT) {
          look({ parent: conditioned(s.typeCondition?.name.value, parent), set: s.selectionSet });
        } else if (!visited.has(s.name.value)) {
          visited.add(s.name.value);
          const fragment = fragments.get(s.name.value);
          if (fragment)
            look({ parent: conditioned(fragment.typeCondition.name.value, parent), set: fragment.selectionSet });
        }
      }
    };
    sets.forEach(look);
    const parent = getNamedType(type);
    return type && { type, sets: below.map((set) => ({ parent, set })) };
  };
  const conditioned = (name: string | undefined, parent: GraphQLNamedType | undefined) =>
    name === undefined ? parent : schema.getType(name);

  return (path: Path): number => {
    if (!operation || !root) return path.length;
    let sets: Selected[] = [{ parent: root, set: operation.selectionSet }];
    let type: GraphQLOutputType = root;
    let nullable = 0;
    for (const [i, key] of path.entries()) {
      if (typeof key === 'number') {
        const list: GraphQLOutputType = isNonNullType(type) ? type.ofType : type;
        if (!isListType(list)) return path.length;
        type = list.ofType;
      } else {
        const found = find(sets, key);
        if (!found) return path.length;
        ({ type, sets } = found);
      }
      if (!isNonNullType(type)) nullable = i + 1;
    }
    return nullable;
  };
}

interface Selected {
  parent: GraphQLNamedType | undefined;
  set: SelectionSetNode;
}
