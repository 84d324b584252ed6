import {
  defaultFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { copySchema } from './schema-copy.js';

/**
 * The schema for the compiler. Code of graphql-jit 0.8.9 puts the error of a list's item that is yet to come at the end of the
 * list as it then is, whichever item it was, so that places are lost or change. Here the items of lists have come, or are the
 * errors that they failed with, before the compiled code sees them; an error in a list it puts where it stands.
 */
export function settledLists(schema: GraphQLSchema): GraphQLSchema {
  return copySchema(schema, ({ resolve, type }) =>
    resolve && isListed(type) ? (...asked) => after(resolve(...asked), settled) : resolve,
  );
}

/**
 * The schema for graphql-js. Where an item of a list fails at once while an earlier one is yet to come, version 16 leaves the
 * list and forgets the earlier one; when that fails too, nobody catches it, and an uncaught rejection ends the process. Here
 * every object of a list is yet to come, so that no list is left before its end.
 */
export function pendingLists(schema: GraphQLSchema): GraphQLSchema {
  return copySchema(schema, ({ resolve, type }) => {
    if (!isListed(type) || isLeafType(getNamedType(type))) return resolve;
    const answer = resolve ?? defaultFieldResolver;
    return (...asked) => after(answer(...asked), pending);
  });
}

const isListed = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

const isPending = (value: unknown): value is PromiseLike<unknown> =>
  value !== null && typeof value === 'object' && typeof (value as { then?: unknown }).then === 'function';

const after = (value: unknown, use: (value: unknown) => unknown) => (isPending(value) ? value.then(use) : use(value));

/** The items of a list, of whatever kind the list is; null where there is none. */
function itemsOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value;
  if (value === null || typeof value !== 'object' || !(Symbol.iterator in value)) return null;
  return [...(value as Iterable<unknown>)];
}

/** A list whose items have come, or a promise of it; lists in it alike. */
function settled(value: unknown): unknown {
  const items = itemsOf(value);
  if (!items) return value;
  const inner = items.some(Array.isArray) ? items.map((item) => (Array.isArray(item) ? settled(item) : item)) : items;
  if (!inner.some(isPending)) return inner;
  return Promise.all(inner.map((item) => (isPending(item) ? item.then(settledItem, failure) : item)));
}
const settledItem = (item: unknown) => (Array.isArray(item) ? settled(item) : item);
const failure = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(`Unexpected error value: ${JSON.stringify(reason)}`);

/** A list whose items are all yet to come; lists in it alike. */
function pending(value: unknown): unknown {
  return itemsOf(value)?.map((item) => Promise.resolve(Array.isArray(item) ? pending(item) : item)) ?? value;
}
