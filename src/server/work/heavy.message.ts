import type { FormattedExecutionResult } from 'graphql';
import type { HubContext } from '../../access/index.js';
import type { Seen } from '../database/reads.js';
import type { Cause } from '../faults/fault.cause.js';
import type { OperationRequest } from '../operation/operation.js';
import type { Settings } from '../settings.js';

/** What the serving thread and the heavy thread say to each other; everything is copied, but for the bytes of an answer, which move. */

/** What the heavy thread begins with. */
export interface HeavyStart {
  /** As they were read, but for `HUB_WEBHOOK_ALLOW`, whose blocks travel as their text. */
  settings: Omit<Settings, 'HUB_WEBHOOK_ALLOW'>;
  allow: string | null;
  databaseUrl: string;
  /** Name of its connections in pg_stat_activity. */
  application: string;
  /** The one subgraph that the process serves; null: the composed API, and the subgraphs where the settings have them served. */
  subgraph: string | null;
  /** Whether each statement is to be told. */
  tellStatements: boolean;
}

/** An operation that is handed over. */
export interface HeavyTask {
  /** The endpoint's schema: `api`, or a subgraph's name. */
  schema: string;
  request: OperationRequest;
  context: Pick<HubContext, 'viewer' | 'requestId' | 'receivedAt' | 'today' | 'purpose'>;
  readOnly: boolean;
  /** Whether the door holds subscriptions open. */
  subscribes: boolean;
}

export type ToHeavy =
  | { kind: 'run'; id: number; task: HeavyTask; seen: Seen | undefined }
  /** Nobody waits for it any more. */
  | { kind: 'leave'; id: number }
  | { kind: 'ask' }
  | { kind: 'stop' };

/** An answer: what is short as it is, what may be long as the bytes that are sent on. */
export type HeavyAnswer = {
  /** What it cost, estimated as everywhere; 0 where it was not let in. */
  cost: number;
} & (
  | { refused: true; result: FormattedExecutionResult; status: 405 | 429 | 503 | undefined }
  | { refused: false; body: Uint8Array; sketch: Sketch }
);

/** What a door needs to know of an answer that it does not read: whether there is data, and the errors' codes. */
export interface Sketch {
  data: boolean;
  codes: string[];
}

export type FromHeavy =
  | { kind: 'ready' }
  | { kind: 'answered'; id: number; answer: HeavyAnswer }
  | { kind: 'failed'; id: number; message: string }
  | { kind: 'statement'; text: string }
  /** A statement was cancelled in the database, because nobody waited for it any more. */
  | { kind: 'cancelled' }
  /** A query was read there. */
  | { kind: 'read'; place: 'standby' | 'primary' }
  /** It met something that keeps the hub from answering: the serving thread tells it, once for all. */
  | { kind: 'fault'; cause: Cause; more: object }
  /** It is alive, and does not hang in one operation. */
  | { kind: 'here' };
