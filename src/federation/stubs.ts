import {
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  Kind,
} from 'graphql';
import type { EntityReference, Subgraph } from './subgraph.js';

type Source = Record<string, unknown>;
type Resolve = GraphQLFieldResolver<unknown, unknown>;

/** Who answers an entity's fields, for whoever holds only its key. */
interface Owner {
  entity: EntityReference & Required<Pick<EntityReference, 'load' | 'isLoaded'>>;
  /** The owner's fields beside the key: what a stub lacks. */
  fields: ReadonlySet<string>;
}

/** The owners of all entities, by type name. */
export function ownersOf(subgraphs: readonly Subgraph[]): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const { schema, entities } of subgraphs) {
    for (const [name, entity] of Object.entries(entities)) {
      const type = schema.getType(name);
      if (!entity.load || !entity.isLoaded || !isObjectType(type)) continue;
      const fields = new Set(Object.keys(type.getFields()).filter((f) => f !== entity.key));
      owners.set(name, { entity: entity as Owner['entity'], fields });
    }
  }
  return owners;
}

/**
 * A resolver that answers stubs of an entity, made to answer what is asked of it: where the query selects a field that only
 * the owner has, the stub is loaded through the owner; where it selects the key and other rooms' fields, the stub will do.
 */
export function loadingStubs(resolve: Resolve, owner: Owner): Resolve {
  const needed = new WeakMap<FieldNode, boolean>();
  const needs = (info: GraphQLResolveInfo): boolean => {
    const node = info.fieldNodes[0] as FieldNode;
    if (info.fieldNodes.length > 1) return true;
    let known = needed.get(node);
    if (known === undefined) {
      known = selects(node, owner);
      needed.set(node, known);
    }
    return known;
  };
  return (source, args, context, info) => {
    const value = resolve(source, args, context, info);
    if (!needs(info)) return value;
    return value instanceof Promise ? value.then((v) => loaded(v, owner, context)) : loaded(value, owner, context);
  };
}

function loaded(value: unknown, { entity }: Owner, context: unknown): unknown {
  const one = (v: Source | null | undefined) =>
    v == null || entity.isLoaded(v) ? v : entity.load(v, context as never);
  return Array.isArray(value) ? value.map(one) : one(value as Source | null);
}

/** Fragments may hold anything, so they count as asking for the owner's fields. */
function selects(node: FieldNode, { fields }: Owner): boolean {
  return (node.selectionSet?.selections ?? []).some((s) => s.kind !== Kind.FIELD || fields.has(s.name.value));
}

/** The owner that a field's value belongs to, where its resolver's room is another. */
export function stubOwner(
  type: Parameters<typeof getNamedType>[0],
  owners: Map<string, Owner>,
  own: Subgraph,
): Owner | undefined {
  const name = getNamedType(type)?.name ?? '';
  const owner = owners.get(name);
  return owner && own.entities[name] !== owner.entity ? owner : undefined;
}
