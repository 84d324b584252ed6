import 'reflect-metadata';
import { type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { CursorScalar } from './scalars.js';

@Directive('@shareable')
@ObjectType({ description: 'Where a page of a list ends (Relay cursor connections).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more rows follow this page.' })
  hasNextPage: boolean;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Give it as `after` for the next page; null on an empty page.',
  })
  endCursor: string | null;

  @Field(() => Boolean, { description: 'Whether this page was asked for with `after`.' })
  hasPreviousPage: boolean;

  @Field(() => CursorScalar, { nullable: true, description: 'Cursor of the first row of the page.' })
  startCursor: string | null;
}

export interface Edge<T> {
  cursor: string;
  node: T;
}

/** The value behind a connection type; `edges` and `pageInfo` are computed only where they are asked for. */
export class Page<T> {
  constructor(
    readonly nodes: T[],
    private readonly cursorOf: (node: T) => string,
    private readonly more: boolean,
    private readonly continued: boolean,
  ) {}

  get edges(): Edge<T>[] {
    return this.nodes.map((node) => ({ node, cursor: this.cursorOf(node) }));
  }

  get pageInfo(): PageInfo {
    const first = this.nodes[0];
    const last = this.nodes.at(-1);
    return {
      hasNextPage: this.more,
      hasPreviousPage: this.continued,
      startCursor: first === undefined ? null : this.cursorOf(first),
      endCursor: last === undefined ? null : this.cursorOf(last),
    };
  }
}

/** The connection and edge types of a node type, for one room's subgraph. */
export function connectionOf<T extends object>(name: string, node: () => ClassType<T>): ClassType<Page<T>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a list, with its cursor.` })
  class EdgeType {
    @Field(() => CursorScalar, { description: 'Opaque position of this row in the list.' })
    cursor: string;

    @Field(node, { description: 'The row itself.' })
    node: T;
  }
  @ObjectType(`${name}Connection`, { description: `A page of ${name} rows in the list's total order.` })
  class ConnectionType {
    @Field(() => [node()], { description: 'The rows themselves: the short way past `edges`.' })
    nodes: T[];

    @Field(() => [EdgeType], { description: 'The rows with their cursors.' })
    edges: EdgeType[];

    @Field(() => PageInfo, { description: 'Whether more follows, and the cursor to go on with.' })
    pageInfo: PageInfo;
  }
  Object.defineProperty(EdgeType, 'name', { value: `${name}Edge` });
  return ConnectionType as unknown as ClassType<Page<T>>;
}

@Directive('@shareable')
@ObjectType({ description: 'Provenance 数据来源: who said so, by which document, and when the hub learned it.' })
export class Provenance {
  @Field(() => String, { description: 'Name of the agency that provided the record.' })
  provider: string;

  @Field(() => String, { nullable: true, description: 'Number of the source document 文号 at the provider.' })
  documentNumber: string | null;

  @Field(() => Date, { description: 'When the hub received it.' })
  receivedAt: Date;

  @Field(() => Date, { description: 'When the hub recorded it: from this instant on the hub knew.' })
  recordedAt: Date;

  @Field(() => Int, { description: 'Position of the change in the hub’s one order of changes.' })
  position: number;
}
