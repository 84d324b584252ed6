/**
 * A signal that aborts after so many milliseconds, or with one of the others. `AbortSignal.any` and `AbortSignal.timeout` hold
 * what they stand on weakly: on Node.js 20 such a signal may be collected with its deadline before it comes, and a request to a
 * killed hub that nobody answers then waits for ever. `clear` when what it was for is over.
 */
export function deadline(ms: number | null, ...others: AbortSignal[]): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error(ms === null ? 'told to stop' : `no answer within ${ms} ms`));
  const timer = ms === null ? undefined : setTimeout(abort, ms);
  for (const other of others) {
    if (other.aborted) abort();
    other.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      for (const other of others) other.removeEventListener('abort', abort);
    },
  };
}

/** A text by HTTP, whole, within so many milliseconds. */
export async function fetchText(
  address: string,
  options: Omit<RequestInit, 'signal'>,
  ms: number,
  ...others: AbortSignal[]
): Promise<string> {
  const { signal, clear } = deadline(ms, ...others);
  const late = new Promise<never>((_, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  });
  late.catch(() => {});
  try {
    // A request that was lost with its connection does not always end by its signal.
    return await Promise.race([fetch(address, { ...options, signal }).then((response) => response.text()), late]);
  } finally {
    clear();
  }
}
