/**
 * A subscription for a protocol library that wants an async generator: it never yields, because what is pushed goes to the
 * socket directly, one text to all who share it. It ends when the client completes it, or `end` is called.
 */
export function pushed(begin: (end: (error?: unknown) => void) => () => void): AsyncGenerator<never, void, void> {
  let finish: (error?: unknown) => void = () => {};
  const over = new Promise<IteratorReturnResult<void>>((done, fail) => {
    finish = (error) => (error === undefined ? done({ done: true, value: undefined }) : fail(error));
  });
  let stop: (() => void) | null = begin((error) => finish(error));
  const end = async (error?: unknown): Promise<IteratorReturnResult<void>> => {
    stop?.();
    stop = null;
    finish(error);
    return { done: true, value: undefined };
  };
  const generator = {
    next: () => over,
    return: () => end(),
    throw: (error: unknown) => end(error),
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => void (await end()),
  };
  over.catch(() => void end());
  return generator as AsyncGenerator<never, void, void>;
}
