import { beforeAll, describe, expect, it } from 'vitest';
import { EventReader, parseBlocks, sequenced } from '../../src/exchange/index.js';
import { draft, logOf } from '../exchange/log.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { until } from '../kit/until.js';
import { type Data, type Listening, listen, listenToStream } from '../push/listen.js';
import { type Receiver, receiver } from '../webhook/receiver.js';
import { goBackTo } from './kit.js';

interface Told {
  id: string;
  type: string;
  position: number;
  data: Data;
}

/** What somebody has in the end who takes each event for what it says: `log.restored` says what is no more. */
function holding(told: readonly Told[]): Map<string, Told> {
  const held = new Map<string, Told>();
  for (const event of told) {
    if (event.type === 'log.restored')
      for (const one of held.values())
        if (one.position > event.data.beganAfter && !one.id.endsWith(`.${event.data.epoch}`)) held.delete(one.id);
    held.set(event.id, event);
  }
  return held;
}

describe('a log that goes back while it is followed', () => {
  let hub: TestHub;
  let hook: Receiver;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_WEBHOOK_ALLOW: parseBlocks('127.0.0.0/8') ?? [] });
    hook = await receiver();
  });
  const append = (count: number, tag: string) =>
    sequenced(hub.db, async (turn) => {
      for (let i = 0; i < count; i++) turn.append(draft({ tag, i }));
      return turn.position;
    });
  const FEED =
    'query ($after: Cursor) { events(after: $after, first: 500) { nodes { id type position data } pageInfo { endCursor } } }';
  const key = () => hub.keys.PARTNER;

  /** Polls the feed as PROTOCOL.md says: where its cursor is refused, it goes on from the last common one. */
  async function poll(state: { after: string | null; told: Told[] }): Promise<void> {
    const { data, errors } = await hub.ask(FEED, { key: key(), variables: { after: state.after } });
    if (errors.length > 0) {
      expect(errors[0]?.extensions).toMatchObject({ code: 'CURSOR_INVALID', common: expect.any(String) });
      state.after = errors[0]?.extensions.common as string;
      return poll(state);
    }
    state.told.push(...data.events.nodes);
    state.after = data.events.pageInfo.endCursor;
  }

  it.each([
    ['on another server', true],
    ['on the same one, unnoticed until a process looks', false],
  ])('%s: all four ways out go back by themselves and end with what the log has', async (_, elsewhere) => {
    const query = 'subscription { events { id type position data } }';
    const typed = 'subscription { events(types: ["enterprise.changed"]) { id type position data } }';
    const ways: Listening[] = [
      await listen({ url: hub.url, query, key: key() }),
      await listenToStream({ url: hub.url, query, key: key() }),
      await listen({ url: hub.url, query: typed, key: key() }),
    ];
    const start = await append(1, 'start');
    const pulled = { after: await new EventReader(hub.db).cursorAt(start - 1), told: [] as Told[] };
    const { createWebhook } = await hub.dataOf(
      'mutation ($url: String!, $after: Cursor) { createWebhook(input: { url: $url, types: ["enterprise.changed"], after: $after }) { webhook { id } } }',
      { key: key(), variables: { url: hook.url, after: pulled.after } },
    );
    await append(9, 'kept');
    await append(6, 'lost');
    await poll(pulled);
    await until(() => ways.every(({ heard }) => heard.length >= 16) && hook.received.length >= 16);
    await until(async () => {
      const [row] = await hub.db.sql`select position::int p from hub.webhook where id = ${createWebhook.webhook.id}`;
      return row?.p >= start + 15;
    });
    await goBackTo(hub.db, start + 9, elsewhere);
    await append(4, 'second');
    await until(
      async () => ((await hub.db.sql`select count(*)::int n from hub.epoch`)[0]?.n ?? 0) > (elsewhere ? 1 : 2),
    );
    const last = await append(2, 'third');
    const log = (await logOf(hub.db)).filter((e) => e.position >= start && e.position <= last);
    expect(log.map((e) => e.type).filter((t) => t === 'log.restored')).toHaveLength(1);
    await poll(pulled);
    const all = log.map((e) => [e.position, e.type, JSON.parse(e.data)]);
    const changes = all.filter(([, type]) => type === 'enterprise.changed');
    const shown = (told: readonly Told[]) =>
      [...holding(told).values()].sort((a, b) => a.position - b.position).map((e) => [e.position, e.type, e.data]);
    const heard = (way: Listening | undefined) => way?.heard.map((m) => m.data.events) as Told[];
    const has = (way: Listening | undefined) => () => heard(way).at(-1)?.position === last;
    await until(() => ways.every((way) => has(way)()));
    expect(shown(heard(ways[0]))).toEqual(all);
    expect(shown(heard(ways[1]))).toEqual(all);
    expect(shown(pulled.told)).toEqual(all);
    // Who asked for other types is told beside the first answer that follows.
    const told = ways[2]?.heard.filter((m) => m.extensions?.restored) as Data[];
    expect(told.map((m) => m.extensions.restored)).toMatchObject([{ beganAfter: start + 9 }]);
    const after = ways[2]?.heard.slice(ways[2].heard.indexOf(told[0])) as Data[];
    expect(after.map((m) => m.data.events.position)).toEqual(
      changes.filter(([p]) => (p as number) > start + 9).map(([p]) => p),
    );
    // The webhook gets it whatever its types; ids behind the beginning are new ones, so that no receiver takes them for known.
    await until(() => hook.received.at(-1)?.event.id.split('.')[0] === String(last));
    const sent = hook.received.map(({ event: e }) => ({ ...e, position: Number(e.id.split('.')[0]) }) as Told);
    expect(shown(sent)).toEqual(all);
    hook.received.length = 0;
    await hub.dataOf('mutation ($id: ID!) { deleteWebhook(id: $id) }', {
      key: key(),
      variables: { id: createWebhook.webhook.id },
    });
    await Promise.all(ways.map((way) => way.stop()));
  });
});
