// A fetch for streams of the hub, which says something at least every 12 s: a body that says nothing for longer is over.
const QUIET_MS = 40_000;

export async function liveFetch(url, init = {}) {
  const dead = new AbortController();
  const signal = init.signal ? AbortSignal.any([init.signal, dead.signal]) : dead.signal;
  let quiet;
  const heard = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => dead.abort(new Error('the stream has gone silent')), QUIET_MS);
    quiet.unref?.(); // Node alone has it
  };
  heard();
  const response = await fetch(url, { ...init, signal });
  const watch = new TransformStream({
    transform: (chunk, out) => {
      heard();
      out.enqueue(chunk);
    },
    flush: () => clearTimeout(quiet),
  });
  return new Response(response.body?.pipeThrough(watch), response);
}
