import { during, type Patience } from '../kernel/patience.js';
import type { Viewer } from './viewer.js';

/** What every resolver gets, and nothing more: who asks, this request's loaders, its id, and when to give up. */
export interface HubContext {
  viewer: Viewer;
  loaders: Map<symbol, unknown>;
  requestId: string;
  /** When the request arrived: "now" for everything in it. */
  receivedAt: Date;
  /** The date of `receivedAt` in Shanghai. */
  today: string;
  /** What the operation was registered for; left out: it is no registered one, or for nothing in particular. */
  purpose?: string | undefined;
  /** How long the caller waits; what is asked of the database meanwhile is given up when it ends. Left out: for ever. */
  patience?: Patience | null | undefined;
  /** The same as a signal, for what takes one. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs what a resolver does behind an `await` on behalf of its caller, as what it does before (src/kernel/patience.ts). */
export const forCaller = <T>({ patience = null }: Pick<HubContext, 'patience'>, work: () => T): T =>
  during<T>(patience, work);

/** A loader of one request, made when a resolver first asks for it; what it asks, it asks for that request's caller. */
export function perRequest<T>(make: (context: HubContext) => T): (context: HubContext) => T {
  const key = Symbol('loader');
  return (context) => {
    let made = context.loaders.get(key) as T | undefined;
    if (made === undefined) {
      const { patience = null } = context;
      made = during(patience, () => make(context));
      if (typeof made === 'function' && patience) made = behalf(made as never, patience) as T;
      context.loaders.set(key, made);
    }
    return made;
  };
}

/** Loaders that are made by what they are asked for are made for the same caller. */
const behalf =
  (made: (...args: unknown[]) => unknown, patience: Patience) =>
  (...args: unknown[]) =>
    during(patience, () => made(...args));
