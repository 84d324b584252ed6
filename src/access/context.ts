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
  signal?: AbortSignal | undefined;
}

/** A loader of one request, made when a resolver first asks for it. */
export function perRequest<T>(make: (context: HubContext) => T): (context: HubContext) => T {
  const key = Symbol('loader');
  return (context) => {
    let made = context.loaders.get(key) as T | undefined;
    if (made === undefined) {
      made = make(context);
      context.loaders.set(key, made);
    }
    return made;
  };
}
