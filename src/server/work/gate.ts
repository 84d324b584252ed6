import { type DocumentNode, type FormattedExecutionResult, Kind, type OperationDefinitionNode } from 'graphql';
import type { HubContext } from '../../access/index.js';
import { HubError } from '../../kernel/errors.js';
import type { Door, OperationRequest, Ran } from '../operation/operation.js';
import type { HeavyThread } from './heavy.js';
import type { Sketch } from './heavy.message.js';
import type { Caller, Lane, Shares } from './shares.js';

/** A valid operation within the limits, before it runs. */
export interface Arrived {
  request: OperationRequest;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  cost: number;
  /** Its document was read for the first time just now: it has not been compiled, and takes several times as long. */
  isNew: boolean;
  context: HubContext;
  door: Door;
}

/**
 * What stands between an operation and its execution (README.md, "Shares"): whether its caller may ask now, whose turn it is, and which
 * thread works on it. All that it refuses with is a HubError.
 */
export interface Gate {
  /** Counts a request: null, or why its caller has to wait. */
  arrive(context: HubContext, door: Door): HubError | null;
  /** Waits for the turn of a document that nobody has read yet; the answered function ends it. */
  reading(context: HubContext, door: Door): Promise<() => void>;
  /** Waits for the operation's turn; then it may run here, until the answered function says that it has, or it ran elsewhere. */
  turn(arrived: Arrived): (() => void) | Promise<(() => void) | Ran>;
  /** Has an operation run elsewhere whose document is too long to be read here; null: there is nowhere else. */
  elsewhere: ((request: OperationRequest, context: HubContext, door: Door) => Promise<Ran>) | null;
}

export interface GateDeps {
  shares: Shares;
  /** Null: everything is worked on here. */
  heavy: HeavyThread | null;
  /** The name of the schema that the endpoint serves. */
  schema: string;
  lightCost: number;
}

/** Fields that look single companies up: what a loan system waits for. */
const CHECKS = new Set(['creditCheck', 'creditChecks', 'enterprise', '__typename']);

/** So many times as long as a known operation takes a new one, which is interpreted. */
const NEW_TIMES = 5;

/** Fields that take long whatever their cost: they validate documents. */
const LONG = new Set(['registerOperations']);

/** Whether everything that an operation asks for looks companies up. */
function looksUp({ operation, selectionSet }: OperationDefinitionNode): boolean {
  if (operation !== 'query') return false;
  return selectionSet.selections.every((s) => s.kind === Kind.FIELD && CHECKS.has(s.name.value));
}

const takesLong = ({ operation, selectionSet }: OperationDefinitionNode): boolean =>
  operation === 'mutation' && selectionSet.selections.some((s) => s.kind !== Kind.FIELD || LONG.has(s.name.value));

export function gate({ shares, heavy, schema, lightCost }: GateDeps): Gate {
  const lanes = new WeakMap<OperationDefinitionNode, Lane>();
  const laneOf = (operation: OperationDefinitionNode): Lane => {
    let lane = lanes.get(operation);
    if (!lane) {
      lane = looksUp(operation) ? 'checks' : 'others';
      lanes.set(operation, lane);
    }
    return lane;
  };
  const callerOf = ({ viewer }: HubContext, { address }: Door): Caller => shares.callerOf(viewer, address);

  const handOver = async (request: OperationRequest, context: HubContext, door: Door, cost: number): Promise<Ran> => {
    const caller = callerOf(context, door);
    const release = await shares.lanes.heavy.enter(caller.flow, cost, context.patience ?? undefined);
    try {
      const { viewer, requestId, receivedAt, today, purpose, patience } = context;
      const asking = { viewer, requestId, receivedAt, today, purpose };
      const { readOnly = false, subscribe } = door;
      const task = { schema, request, context: asking, readOnly, subscribes: Boolean(subscribe) };
      const answer = await (heavy as HeavyThread).run(task, patience ?? undefined);
      // What a document costs that was not read here is known only now.
      if (answer.cost > cost) shares.charge(caller, answer.cost - cost);
      if (answer.refused) return answer;
      return { result: sketched(answer.sketch), refused: false, body: answer.body };
    } finally {
      release();
    }
  };

  return {
    arrive: (context, door) => shares.arrive(callerOf(context, door)),
    reading: async (context, door) => {
      const release = await shares.lanes.documents.enter(
        callerOf(context, door).flow,
        1,
        context.patience ?? undefined,
      );
      // The next document only after the loop has turned: whoever came meanwhile is heard between two of them.
      return () => void setImmediate(release);
    },
    turn: ({ request, operation, cost, isNew, context, door }) => {
      const caller = callerOf(context, door);
      shares.charge(caller, cost);
      const isHeavy = cost > (isNew ? lightCost / NEW_TIMES : lightCost) || takesLong(operation);
      if (heavy && isHeavy && operation.operation !== 'subscription') return handOver(request, context, door, cost);
      return shares.lanes[laneOf(operation)].enter(caller.flow, cost, context.patience ?? undefined);
    },
    elsewhere:
      heavy &&
      ((request, context, door) => {
        shares.charge(callerOf(context, door), lightCost);
        return handOver(request, context, door, lightCost);
      }),
  };
}

/** A result that tells a door what it looks at, instead of the answer. */
function sketched({ data, codes }: Sketch): FormattedExecutionResult {
  const errors = codes.map((code) => ({ message: '', extensions: { code } }));
  return { ...(data ? { data: null } : {}), ...(errors.length > 0 ? { errors } : {}) };
}
