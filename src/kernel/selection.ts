import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** Selections looked at before, by the field that they stand under and the paths: a document is looked at once. */
const seen = new WeakMap<FieldNode, Map<string, ReadonlySet<string>>>();

/**
 * The fields that an operation selects under any of these paths of the field being resolved, for example `nodes.enterprise`; the
 * empty path is the field itself.
 * What a directive may leave out counts as selected.
 */
export function selectedUnder(info: GraphQLResolveInfo, ...paths: string[]): ReadonlySet<string> {
  const [node] = info.fieldNodes;
  if (!node || info.fieldNodes.length > 1) return fieldsUnder(paths, info);
  const known = seen.get(node) ?? new Map<string, ReadonlySet<string>>();
  seen.set(node, known);
  const name = paths.join(' ');
  const found = known.get(name) ?? fieldsUnder(paths, info);
  known.set(name, found);
  return found;
}

function fieldsUnder(paths: readonly string[], info: GraphQLResolveInfo): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const path of paths) {
    let at: readonly FieldNode[] = info.fieldNodes;
    for (const name of path === '' ? [] : path.split('.'))
      at = childrenOf(at, info).filter((f) => f.name.value === name);
    for (const field of childrenOf(at, info)) fields.add(field.name.value);
  }
  return fields;
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
