import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/access/index.js';
import { sequenced } from '../../src/exchange/index.js';
import { draft } from './log.js';
import { type OpenHub, openHub } from './open-hub.js';

const ACKNOWLEDGE = `mutation ($consumer: String!, $cursor: Cursor!, $rewind: Boolean) {
  acknowledgeEvents(consumer: $consumer, cursor: $cursor, rewind: $rewind) { name cursor position acknowledgedAt lag } }`;
const CONSUMERS = '{ consumers { name cursor position acknowledgedAt lag } }';

describe('a durable consumer', () => {
  let hub: OpenHub;
  let county: Viewer;
  let cursors: string[];
  beforeAll(async () => {
    hub = await openHub();
    county = await hub.agency('COUNTY_GOVERNMENT', '620621');
    await sequenced(hub.db, async (turn) => {
      for (let n = 0; n < 10; n++) {
        const division = n % 2 === 0 ? '620621' : '620622';
        turn.append(draft({ n }, { type: 'accident.reported', public: false, division }));
      }
    });
    const { events } = await hub.run('{ events { nodes { cursor } } }', {}, county);
    cursors = events.nodes.map((n: { cursor: string }) => n.cursor);
  });
  const acknowledge = async (consumer: string, cursor: string | undefined, more: object = {}, viewer = county) =>
    (await hub.run(ACKNOWLEDGE, { consumer, cursor, rewind: false, ...more }, viewer)).acknowledgeEvents;
  const consumers = async (viewer: Viewer) => (await hub.run(CONSUMERS, {}, viewer)).consumers;

  it('begins with its first acknowledgement, moves on, and goes back only when it is told to', async () => {
    expect(cursors).toHaveLength(5);
    expect(await acknowledge('大屏', cursors[1])).toMatchObject({
      name: '大屏',
      cursor: cursors[1],
      position: 3,
      lag: 3,
    });
    expect(await acknowledge('大屏', cursors[3])).toMatchObject({ cursor: cursors[3], position: 7, lag: 1 });
    expect(await acknowledge('大屏', cursors[0])).toMatchObject({ cursor: cursors[3] });
    expect(await acknowledge('大屏', cursors[0], { rewind: true })).toMatchObject({ cursor: cursors[0], lag: 4 });
    // What it may not see does not count.
    expect(await acknowledge('大屏', cursors[4])).toMatchObject({ position: 9, lag: 0 });
    const [known] = await consumers(county);
    const query = 'query ($after: Cursor) { events(after: $after) { nodes { id } } }';
    expect((await hub.run(query, { after: known.cursor }, county)).events.nodes).toEqual([]);
  });

  it('is its agency’s own', async () => {
    const other = await hub.agency('COUNTY_GOVERNMENT', '620622');
    await acknowledge('a', cursors[0]);
    await acknowledge('a', cursors[2], {}, other);
    expect((await consumers(county)).find((c: { name: string }) => c.name === 'a')).toMatchObject({ position: 1 });
    expect(await consumers(other)).toMatchObject([{ name: 'a', position: 5, lag: 3 }]);
    for (const operation of [CONSUMERS, ACKNOWLEDGE])
      expect((await hub.refusal(operation, { consumer: 'a', cursor: cursors[0], rewind: false })).code).toBe(
        'UNAUTHENTICATED',
      );
    const forget = 'mutation ($consumer: String!) { forgetConsumer(consumer: $consumer) }';
    expect((await hub.run(forget, { consumer: 'a' }, other)).forgetConsumer).toBe(true);
    expect((await hub.refusal(forget, { consumer: 'a' }, other)).code).toBe('NOT_FOUND');
    expect(await consumers(county)).toHaveLength(2);
  });

  it('takes cursors of this log alone, and a name that can be read', async () => {
    const [head] = await hub.db.sql`select l.id, h.position::int position from hub.log l, hub.head h`;
    const beyond = Buffer.from(JSON.stringify(['log', head?.id, head?.position + 1])).toString('base64url');
    for (const cursor of ['x', beyond])
      expect((await hub.refusal(ACKNOWLEDGE, { consumer: 'b', cursor, rewind: false }, county)).code).toBe(
        'CURSOR_INVALID',
      );
    for (const consumer of ['', '  ', 'a\nb', 'x'.repeat(101)]) {
      const { code, problems } = await hub.refusal(
        ACKNOWLEDGE,
        { consumer, cursor: cursors[0], rewind: false },
        county,
      );
      expect([code, problems[0]?.code]).toEqual(['BAD_USER_INPUT', 'NAME']);
    }
  });

  it('keeps the furthest of acknowledgements that come at once', async () => {
    await Promise.all([...cursors, ...cursors].reverse().map((cursor) => acknowledge('at once', cursor)));
    expect((await consumers(county)).find((c: { name: string }) => c.name === 'at once')).toMatchObject({
      position: 9,
    });
  });

  it('is one of a hundred at most', async () => {
    const land = await hub.agency('LAND');
    const names = Array.from({ length: 103 }, (_, n) => `consumer ${n}`);
    const answers = await Promise.all(
      names.map((consumer) => hub.answer(ACKNOWLEDGE, { consumer, cursor: cursors[0], rewind: false }, land)),
    );
    const refused = answers.flatMap(({ errors }) => errors?.map((e) => e.extensions) ?? []);
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({ code: 'LIMIT_EXCEEDED', max: 100 });
    expect(await acknowledge('consumer 0', cursors[1], {}, land)).toMatchObject({ position: 3 });
  });
});
