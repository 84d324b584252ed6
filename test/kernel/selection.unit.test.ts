import { buildSchema, type GraphQLResolveInfo, graphqlSync } from 'graphql';
import { describe, expect, it } from 'vitest';
import { selectedUnder } from '../../src/kernel/selection.js';

const schema = buildSchema(`
  type Query { list: List }
  type List { nodes: [Row] edges: [Edge] }
  type Edge { node: Row }
  type Row { id: ID owner: Owner }
  type Owner { uscc: ID name: String status: String }
`);

function selected(source: string): string[] {
  let found: ReadonlySet<string> = new Set();
  const list = (_args: object, _context: unknown, info: GraphQLResolveInfo) => {
    found = selectedUnder(info, 'nodes.owner', 'edges.node.owner');
    return null;
  };
  const { errors } = graphqlSync({ schema, source, rootValue: { list } });
  expect(errors).toBeUndefined();
  return [...found].sort();
}

describe('what an operation selects under a path', () => {
  it('is nothing where the path is not selected', () => {
    expect(selected('{ list { nodes { id } } }')).toEqual([]);
  });
  it('is what stands there, under every path and alias', () => {
    expect(
      selected('{ list { nodes { a: owner { uscc } b: owner { name } } edges { node { owner { status } } } } }'),
    ).toEqual(['name', 'status', 'uscc']);
  });
  it('is found through fragments, and in fields that are selected twice', () => {
    const source = `query ($no: Boolean = false) { list { ...L } list { edges { node { owner { uscc } } } } }
      fragment L on List { nodes { ... on Row { owner { ...O @include(if: $no) } } } }
      fragment O on Owner { name }`;
    expect(selected(source)).toEqual(['name', 'uscc']);
  });
});
