import type { DocumentNode, FormattedExecutionResult, GraphQLError } from 'graphql';
import type { HubContext } from '../../access/index.js';
import type { PushOperation } from '../../exchange/index.js';

/** What crosses between the doors and the one `run` behind them (graphql/graphql-server.ts). */

/** An operation as its caller sent it. */
export interface OperationRequest {
  /** The document; left out where the caller names one instead (`documentId`, `extensions.persistedQuery`). */
  query?: string | null | undefined;
  /** The id of a document that the hub has. */
  documentId?: string | null | undefined;
  /**
   * Of these the hub reads `persistedQuery`, as Apollo's clients send it, `cursors` of a subscription (live/standing.ts), and `position`,
   * which what is read is not older than.
   */
  extensions?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** What distinguishes the door that an operation came through; left out: it answers queries and mutations. */
export interface Door {
  /** Nothing may change: it came by GET. */
  readOnly?: boolean;
  /** Where it came from, as far as one of the public is told from another by it. */
  address?: string | undefined;
  /** Prepares a subscription; left out where the door holds none open. What it throws is the operation's error. */
  subscribe?(request: SubscriptionRequest): Promise<Prepared | readonly GraphQLError[]>;
}

/** How an operation ended, or that a subscription may begin. Errors are presentable. */
export type Ran =
  | {
      result: FormattedExecutionResult;
      /** It was refused before it ran: syntax, validation, limits, what the door does not take, a subscription that cannot begin. */
      refused: boolean;
      /** 405 where it was refused because nothing may change, 429 or 503 where its caller has had its share or too much waits; else undefined. */
      status?: 405 | 429 | 503 | undefined;
      /** Where the answer was written elsewhere: it, as it leaves. `result` is then a sketch: whether there is data, and the errors' codes. */
      body?: Uint8Array | undefined;
    }
  | { begun: Prepared };

/** A subscription that may begin. */
export interface Prepared {
  operation: PushOperation;
  /** Position to go on behind. */
  after: number;
  /** The same as a cursor. */
  cursor: string;
}

/** A valid document with a subscription in it, and who asks. */
export interface SubscriptionRequest {
  /** Identifies the document: its hash. */
  key: string;
  document: DocumentNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  context: HubContext;
}
