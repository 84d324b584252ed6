import type { Claimed } from '../../exchange/core.js';
import type { Cause } from '../faults/fault.cause.js';
import type { Settings } from '../settings.js';
import type { Why } from './run-import.js';

/** What the serving thread and the thread of imports say to each other; everything is copied. */

/** What the thread begins with. */
export interface ImportStart {
  settings: Omit<Settings, 'HUB_WEBHOOK_ALLOW'>;
  databaseUrl: string;
  /** Name of its connections in pg_stat_activity. */
  application: string;
  /** This process, among those that run imports. */
  holder: string;
}

export type ToImports =
  | { kind: 'run'; run: Claimed }
  /** It is to end after the batch that is being written. */
  | { kind: 'end'; id: string; why: Why }
  | { kind: 'stop' };

export type FromImports =
  | { kind: 'ready' }
  /** There is something new to read of it. */
  | { kind: 'changed'; id: string }
  | { kind: 'over'; id: string }
  /** It met something that keeps the hub from answering: the serving thread tells it, once for all. */
  | { kind: 'fault'; cause: Cause; more: object };
