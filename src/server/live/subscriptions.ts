import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Logger } from 'pino';
import {
  cursorOfEvent,
  type EventReader,
  eventScopeOf,
  type PushOperation,
  type SubscriptionSource,
} from '../../exchange/index.js';
import { refuseMalformed } from '../../kernel/malformed.js';
import { during } from '../../kernel/patience.js';
import { coded, presentError } from '../faults/errors.js';
import type { Execute } from '../graphql/executor.js';
import { contextOf } from '../http/endpoint.js';
import type { Prepared, SubscriptionRequest } from '../operation/operation.js';

/** Reads subscription operations into what the log can push. */
export class Subscriptions {
  private readonly sources: ReadonlyMap<string, SubscriptionSource>;

  constructor(
    /** What its notifications are executed by: as any operation. */
    private readonly server: { schema: GraphQLSchema; execute: Execute },
    sources: readonly SubscriptionSource[],
    private readonly reader: EventReader,
    private readonly log: Logger,
  ) {
    this.sources = new Map(sources.map((s) => [s.field, s]));
  }

  /**
   * Checks and authorises; the errors are what is wrong with the operation. Throws the hub's refusals. `lastEventId` is the last
   * cursor that an SSE client says it has. It beats `after`: a browser that was cut asks with the address that it first asked with,
   * and the `after` in it is the older of the two.
   */
  async prepare(request: SubscriptionRequest, lastEventId?: string): Promise<Prepared | readonly GraphQLError[]> {
    const { key, document, operationName, variables, context } = request;
    const { viewer, requestId, patience = null } = context;
    const { schema, execute } = this.server;
    const definition = getOperationAST(document, operationName) as OperationDefinitionNode;
    const read = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
    if (read.errors) return read.errors.map((e) => coded(e, 'BAD_USER_INPUT'));
    const node = rootField(definition, document.definitions as FragmentDefinitionNode[]);
    const field = node && schema.getSubscriptionType()?.getFields()[node.name.value];
    const source = node && this.sources.get(node.name.value);
    if (!node || !field || !source) {
      const message = `Subscription.${node?.name.value ?? ''} is not served here.`;
      return [new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })];
    }
    const args: { after?: string | null } = getArgumentValues(field, node, read.coerced);
    refuseMalformed(args);
    const { types, whole, matches, hold } = await during(patience, () => source.listen(args as never, viewer));
    const scope = eventScopeOf(viewer, types, whole);
    const cursor = lastEventId ?? args.after ?? null;
    // From now on: the head as it is committed, which this process's tail may not have read yet.
    const after =
      cursor === null
        ? (await during(patience, () => this.reader.state())).head
        : await during(patience, () => this.reader.positionOf(cursor));
    const shared = { ...variables };
    for (const name of onlyForAfter(definition, node)) delete shared[name];
    const who = source.personal ? viewer.agencyId : null;
    const permission = [scope.key, viewer.kind, viewer.divisionCode, who];
    const operation: PushOperation = {
      key: JSON.stringify([key, operationName ?? null, shared, permission]),
      scope,
      types,
      matches,
      hold,
      render: async (event) => {
        const result = await execute({
          key,
          document,
          operationName,
          variables,
          context: contextOf(viewer, requestId),
          rootValue: { [source.field]: source.notification(event, cursorOfEvent(event)) },
        });
        const errors = result.errors?.map((e) => presentError(e, requestId, this.log));
        return JSON.stringify(errors ? { ...result, errors } : result);
      },
    };
    return { operation, after, cursor: await this.reader.cursorAt(after) };
  }
}

/** The one root field of a subscription, which may stand in a fragment. */
function rootField(
  { selectionSet }: OperationDefinitionNode,
  definitions: readonly FragmentDefinitionNode[],
): FieldNode | undefined {
  const fieldIn = (set: SelectionSetNode): FieldNode | undefined => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) return selection;
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : definitions.find((d) => d.kind === Kind.FRAGMENT_DEFINITION && d.name.value === selection.name.value)
              ?.selectionSet;
      const found = inner && fieldIn(inner);
      if (found) return found;
    }
    return undefined;
  };
  return fieldIn(selectionSet);
}

/** Variables that say nothing but where to begin: operations that differ in them alone are shared. */
function onlyForAfter(definition: OperationDefinitionNode, field: FieldNode): string[] {
  const value = field.arguments?.find((a) => a.name.value === 'after')?.value;
  if (value?.kind !== Kind.VARIABLE) return [];
  const name = value.name.value;
  let uses = 0;
  visit(definition.selectionSet, {
    Variable: (node) => {
      if (node.name.value === name) uses++;
    },
  });
  return uses === 1 ? [name] : [];
}
