import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** Selections looked at before, by the field that they stand under and the path: a document is looked at once. */
const seen = new WeakMap<FieldNode, Map<string, ReadonlySet<string> | null>>();

/**
 * The fields that an operation selects under a path of the field being resolved, for example `['nodes', 'enterprise']`; null
 * where it selects nothing there. What a directive may leave out counts as selected.
 */
export function selectedUnder(info: GraphQLResolveInfo, path: readonly string[]): ReadonlySet<string> | null {
  const [node] = info.fieldNodes;
  if (!node || info.fieldNodes.length > 1) return fieldsUnder(info.fieldNodes, path, info);
  let known = seen.get(node);
  if (!known) {
    known = new Map();
    seen.set(node, known);
  }
  const name = path.join('.');
  let found = known.get(name);
  if (found === undefined) {
    found = fieldsUnder(info.fieldNodes, path, info);
    known.set(name, found);
  }
  return found;
}

function fieldsUnder(
  nodes: readonly FieldNode[],
  path: readonly string[],
  info: GraphQLResolveInfo,
): ReadonlySet<string> | null {
  let at = nodes;
  for (const name of path) at = childrenOf(at, info).filter((f) => f.name.value === name);
  return at.length === 0 ? null : new Set(childrenOf(at, info).map((f) => f.name.value));
}

/** The fields selected by these, those of their fragments among them. */
function childrenOf(nodes: readonly FieldNode[], { fragments }: GraphQLResolveInfo): FieldNode[] {
  const fieldsOf = (set: SelectionSetNode | undefined): FieldNode[] =>
    (set?.selections ?? []).flatMap((s) => {
      if (s.kind === Kind.FIELD) return [s];
      if (s.kind === Kind.INLINE_FRAGMENT) return fieldsOf(s.selectionSet);
      return fieldsOf(fragments[s.name.value]?.selectionSet);
    });
  return nodes.flatMap((n) => fieldsOf(n.selectionSet));
}
