import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
} from 'graphql';

/** What an operation asks for, estimated from its document and the sizes of its arguments. */
export interface Measure {
  /** Size of the answer: an object counts one, a plain value a quarter. */
  cost: number;
  /** Levels of fields, the plain values the last; introspection aside, which the schema's own depth bounds. */
  depth: number;
  /** Fields of the operation itself, by their names in the answer. */
  rootFields: number;
  /** Fields with each fragment written out wherever it is spread: what a compiler writes code for. */
  fields: number;
}

/** What arguments say of sizes; undefined where they say nothing. */
export interface Sizes {
  /** Rows of a page, from its `first`. */
  page(first: ValueNode): number | undefined;
  /** Elements of a list that is handed in. */
  list(value: ValueNode): number | undefined;
}

/** Rows that a list without a size of its own is taken to have. */
const GUESS = 10;
const VALUE_COST = 0.25;

/** A selection's cost: fixed, and for each row of the page whose object it is selected on. */
interface Part {
  fixed: number;
  perRow: number;
  depth: number;
  fields: number;
}

/**
 * Measures a valid operation in one walk over its document: each fragment once, however often it is spread. What a directive
 * may leave out counts.
 */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sizes: Sizes,
): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const d of document.definitions) if (d.kind === Kind.FRAGMENT_DEFINITION) fragments.set(d.name.value, d);
  const measured = new Map<string, Part>();

  const ofFragment = (name: string): Part => {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name) as FragmentDefinitionNode;
    const part = ofSelection(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    measured.set(name, part);
    return part;
  };

  const ofSelection = (set: SelectionSetNode, type: GraphQLNamedType | undefined): Part => {
    const sum: Part = { fixed: 0, perRow: 0, depth: 0, fields: 0 };
    for (const node of set.selections) {
      const on = node.kind === Kind.INLINE_FRAGMENT ? node.typeCondition : undefined;
      const part =
        node.kind === Kind.FIELD
          ? ofField(node, type)
          : node.kind === Kind.FRAGMENT_SPREAD
            ? ofFragment(node.name.value)
            : ofSelection(node.selectionSet, on ? schema.getType(on.name.value) : type);
      sum.fixed += part.fixed;
      sum.perRow += part.perRow;
      sum.depth = Math.max(sum.depth, part.depth);
      sum.fields += part.fields;
    }
    return sum;
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType | undefined): Part => {
    const field = fieldOf(schema, parent, node.name.value);
    if (!field || !node.selectionSet || isLeafType(getNamedType(field.type))) {
      return { fixed: VALUE_COST, perRow: 0, depth: 1, fields: 1 };
    }
    const inner = ofSelection(node.selectionSet, getNamedType(field.type));
    const depth = node.name.value.startsWith('__') ? 1 : 1 + inner.depth;
    const fields = 1 + inner.fields;
    const own = argumentSizes(node, field, sizes);
    const each = 1 + inner.fixed + inner.perRow * (own.page ?? GUESS);
    if (!isListType(getNullableType(field.type))) return { fixed: each, perRow: 0, depth, fields };
    if (own.list !== undefined) return { fixed: each * Math.max(own.list, GUESS), perRow: 0, depth, fields };
    // The list of a page has as many rows as the page; any other as many as we guess (its parent's `perRow` without `first`).
    return { fixed: 0, perRow: each, depth, fields };
  };

  const root = schema.getRootType(operation.operation) ?? undefined;
  const whole = ofSelection(operation.selectionSet, root);
  const cost = whole.fixed + whole.perRow * GUESS;
  const rootFields = rootNames(operation.selectionSet, fragments).size;
  return { cost, depth: whole.depth, rootFields, fields: whole.fields };
}

function argumentSizes(node: FieldNode, field: GraphQLField<unknown, unknown>, sizes: Sizes) {
  let page: number | undefined;
  let list: number | undefined;
  for (const argument of field.args) {
    const given = node.arguments?.find((a) => a.name.value === argument.name)?.value;
    if (argument.name === 'first') {
      const size = given && sizes.page(given);
      page = size ?? (argument.defaultValue as number | undefined);
    } else if (given && isListType(getNullableType(argument.type))) {
      const size = sizes.list(given);
      if (size !== undefined) list = Math.max(list ?? 0, size);
    }
  }
  return { page, list };
}

function fieldOf(schema: GraphQLSchema, parent: GraphQLNamedType | undefined, name: string) {
  if (name === SchemaMetaFieldDef.name && parent === schema.getQueryType()) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name && parent === schema.getQueryType()) return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function rootNames(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  names = new Set<string>(),
  seen = new Set<string>(),
): Set<string> {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) names.add((node.alias ?? node.name).value);
    else if (node.kind === Kind.INLINE_FRAGMENT) rootNames(node.selectionSet, fragments, names, seen);
    else if (!seen.has(node.name.value)) {
      seen.add(node.name.value);
      rootNames((fragments.get(node.name.value) as FragmentDefinitionNode).selectionSet, fragments, names, seen);
    }
  }
  return names;
}
