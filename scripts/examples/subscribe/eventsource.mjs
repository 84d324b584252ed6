// A browser's EventSource, or that of npm's `eventsource`, that loses nothing: schema/PROTOCOL.md, "Clients that lose nothing".

/**
 * `keep(cursor, data)` writes both in one transaction; data is null where the cursor alone has moved. Answers what ends it.
 * A browser's EventSource sends no Authorization: it is for what the public sees, or stands behind a proxy that adds the key.
 * npm's takes a fetch of one's own, in `options`.
 */
export function follow({ hub, query, variables, after, keep, failed, EventSource = globalThis.EventSource, options }) {
  let source;
  let again;
  let waits = 0;
  let cursor = after;
  const open = () => {
    const url = new URL('/graphql/stream', hub);
    url.searchParams.set('query', query);
    url.searchParams.set('variables', JSON.stringify({ ...variables, after: cursor }));
    url.searchParams.set('extensions', '{"cursors":true}');
    source = new EventSource(url, options);
    source.addEventListener('next', (event) => {
      const { data, errors } = JSON.parse(event.data);
      // What fails as a whole is no event: go on from the last cursor that was kept.
      if (!data && errors) {
        source.close();
        return failed(errors);
      }
      waits = 0;
      keep(event.lastEventId, data);
      cursor = event.lastEventId;
    });
    // It comes back by itself with Last-Event-ID; but any answer that is no stream, such as 503, closes it for good.
    source.addEventListener('error', ({ code }) => {
      if (source.readyState !== source.CLOSED) return;
      if (code === 401) return failed(new Error('401: the key is no longer good')); // npm's alone says why
      again = setTimeout(open, Math.min(30_000, 500 * 2 ** waits++) * (0.5 + Math.random() / 2));
    });
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
