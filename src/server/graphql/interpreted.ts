import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isScalarType,
  Kind,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Whether a document is interpreted every time, because the compiler (graphql-jit 0.8.9) would answer it wrongly:
 *
 * - A literal that stands for an object (an instant, a text that its scalar refuses) is written into the code as JSON and
 *   loses its class.
 * - `@skip` and `@include` are kept on the nodes of the document: a fragment that is spread twice, under different conditions,
 *   gets both of them.
 * - Where a field stands is named by joining response names with "_", the last first, so that an alias such as `b_a` is taken for `b` of `a`.
 * - A response name that begins with "__" may be the prototype of the answer's object.
 * - Of several mutations the later ones run although an earlier one failed, whose failure then hides their answers.
 */
export function mustInterpret(schema: GraphQLSchema, document: DocumentNode, operationName: string): boolean {
  const types = new TypeInfo(schema);
  const names = new Set<string>();
  let must = isManyMutations(document, operationName);
  const literal = (node: ValueNode) => {
    const type = getNamedType(types.getInputType());
    if (!isScalarType(type)) return;
    try {
      must ||= typeof type.parseLiteral(node) === 'object';
    } catch {
      must = true;
    }
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      StringValue: literal,
      IntValue: literal,
      FloatValue: literal,
      BooleanValue: literal,
      Directive: () => {
        must = true;
      },
      Field: ({ alias, name }) => {
        names.add((alias ?? name).value);
        must ||= alias?.value.startsWith('__') === true;
      },
    }),
  );
  return must || [...names].some((name) => runsTogether(name, names, schema));
}

/** Whether a response name may be another's with one above it: "b_a" beside "b"; also beside a place of a list, or a type. */
function runsTogether(name: string, names: ReadonlySet<string>, schema: GraphQLSchema): boolean {
  for (let at = name.indexOf('_', 1); at > 0; at = name.indexOf('_', at + 1)) {
    const head = name.slice(0, at);
    if (names.has(head) || /^idx\d+$/.test(head) || schema.getType(head)) return true;
  }
  return false;
}

function isManyMutations(document: DocumentNode, operationName: string): boolean {
  const operation = getOperationAST(document, operationName || null);
  if (operation?.operation !== 'mutation') return false;
  const [first, ...more] = operation.selectionSet.selections;
  return more.length > 0 || first?.kind !== Kind.FIELD;
}
