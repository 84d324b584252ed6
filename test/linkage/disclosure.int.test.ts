import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { create } from 'xmlbuilder2';
import { tamper } from '../exchange/log.js';
import { day } from '../kit/county.js';
import { startTestHub, type TestHub } from '../kit/hub.js';

// biome-ignore lint/suspicious/noExplicitAny: feeds as they are parsed
type Any = any;

/** A page of the hub's is at most a second old. */
const FRESH_MS = 1_050;
const ATOM = 'http://www.w3.org/2005/Atom';
const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0';

describe('the public feed of restrictions', () => {
  let hub: TestHub;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, `${hub.url}/disclosure/`), { headers });
  const json = async (path = 'feed.json'): Promise<Any> => (await get(path)).json();
  /** The feed as a reader of XML with namespaces sees it. */
  const atom = async (path = 'feed.atom'): Promise<Any> => {
    const text = await (await get(path)).text();
    const document = create(text).node as Any;
    const all = (parent: Any, name: string, namespace = ATOM): Any[] => [
      ...parent.getElementsByTagNameNS(namespace, name),
    ];
    const own = (parent: Any, name: string): string =>
      all(parent, name).find((e) => e.parentNode === parent)?.textContent;
    const root = document.documentElement;
    const fields = (e: Any) =>
      Object.fromEntries(['id', 'title', 'updated', 'published', 'content'].map((n) => [n, own(e, n)]));
    const attributes = (e: Any) => Object.fromEntries([...e.attributes].map((a: Any) => [a.name, a.value]));
    return {
      text,
      ...fields(root),
      author: all(root, 'author')[0]?.textContent,
      entries: all(root, 'entry').map(fields),
      links: all(root, 'link').map(attributes),
      deleted: all(root, 'deleted-entry', TOMBSTONES).map(attributes),
    };
  };
  const insert = async (cause: string, more: object = {}): Promise<string> => {
    const { sql } = hub.db;
    const [row] = await sql`insert into hub.restriction ${sql({
      uscc: hub.county.works,
      domain: 'PROJECT_APPROVAL',
      decided_on: day(-10),
      effective_from: day(-9),
      effective_until: day(90),
      published_on: day(-5),
      cause,
      legal_basis: '安委〔2013〕8号 <第四条> & "五"',
      policy: 'test',
      recorded_at: new Date(Date.now() - 20 * 86_400_000).toISOString(),
      ...more,
    })} returning id::text id`;
    await sleep(FRESH_MS);
    return row?.id;
  };
  const causes = (feed: Any): string[] => feed.items.map((i: Any) => i._restriction.cause);
  beforeAll(async () => {
    hub = await startTestHub();
    // What the county has is recorded now, and would stand before everything of the past.
    await tamper(hub.db, "update hub.restriction set recorded_at = now() - interval '30 days'");
  });

  it('has what was announced, in both formats alike, without a key', async () => {
    const feed = await json();
    expect(feed).toMatchObject({ version: 'https://jsonfeed.org/version/1.1', _removed: [] });
    expect(feed.next_url).toBeUndefined();
    expect(feed.items).toHaveLength(1);
    const [item] = feed.items;
    expect(item).toMatchObject({
      title: '民勤县红沙岗煤业有限责任公司：用地审批限制',
      tags: ['LAND_USE_APPROVAL', 'IN_FORCE'],
      date_published: new Date(`${day(-2)}T00:00:00+08:00`).toISOString(),
      _restriction: {
        uscc: hub.county.mine,
        cause: 'accident A-1',
        legalBasis: '安委〔2013〕8号',
        effectiveUntil: day(365),
      },
    });
    expect(item.id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const xml = await atom();
    const [entry] = xml.entries;
    expect(entry).toMatchObject({
      id: item.id,
      title: item.title,
      updated: item.date_modified,
      published: item.date_published,
      content: item.content_text,
    });
    // What RFC 4287 asks of a feed.
    expect(xml).toMatchObject({ id: expect.stringMatching(/^urn:uuid:/), author: '安全生产信用联动数据交换枢纽' });
    expect(xml.updated).toBe(item.date_modified);
    expect(xml.title).not.toBe('');
    expect(xml.text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><feed xmlns="http:\/\/www.w3.org\/2005\/Atom"/);
    expect((await get('feed.atom')).headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect((await get('feed.json')).headers.get('content-type')).toBe('application/feed+json; charset=utf-8');
  });

  it('has nothing that is not announced, or not yet', async () => {
    await insert('not announced', { published_on: null });
    await insert('announced tomorrow', { published_on: day(1) });
    await insert('announced today', { published_on: day(0) });
    expect(causes(await json())).toEqual(['announced today', 'accident A-1']);
    expect((await atom()).text).not.toMatch(/not announced|tomorrow/);
  });

  it('takes out what has ended, whichever way, and says so without anything of it', async () => {
    const today = new Date(`${day(0)}T00:00:00+08:00`).toISOString();
    const ends = {
      lifted: { lifted_on: day(0) },
      withdrawn: { withdrawn_on: day(0) },
      expired: { effective_until: day(-1) },
    };
    for (const [how, end] of Object.entries(ends)) {
      const id = await insert(`to be ${how}`, { published_on: day(-8) });
      const before = (await json()).items.find((i: Any) => i._restriction.cause === `to be ${how}`);
      await hub.db.sql`update hub.restriction set ${hub.db.sql(end)}, recorded_at = recorded_at + interval '1 ms',
        position = position + 1 where id = ${id}`;
      await sleep(FRESH_MS);
      const feed = await json();
      expect(feed._removed[0], how).toEqual({ id: before.id, when: today });
      expect(JSON.stringify(feed)).not.toContain(`to be ${how}`);
      const xml = await atom();
      expect(xml.deleted[0]).toEqual({ ref: before.id, when: today });
      expect(xml.text).not.toContain(`to be ${how}`);
      expect(xml.entries.map((e: Any) => e.id)).not.toContain(before.id);
    }
    expect((await atom()).text).toContain('xmlns:at="http://purl.org/atompub/tombstones/1.0"');
    // What will end is announced until then.
    await insert('lifted tomorrow', { published_on: day(-9), lifted_on: day(1) });
    expect(causes(await json())).toContain('lifted tomorrow');
  });

  it('is paged by a cursor: every entry once, in one order', async () => {
    const { sql } = hub.db;
    await sql`insert into hub.restriction (uscc, domain, decided_on, effective_from, effective_until, published_on, cause, legal_basis, policy, recorded_at)
      select ${hub.county.works}, 'PROJECT_APPROVAL', ${day(-40)}, ${day(-39)}, ${day(90)}, ${day(-39)}, 'page ' || n, 'b', 'test', now() - interval '38 days'
      from generate_series(1, 25) n`;
    await sleep(FRESH_MS);
    const whole = await json('feed.json?first=100');
    const ids: string[] = [];
    for (let path: string | undefined = 'feed.json?first=7'; path; ) {
      const page: Any = await json(path);
      ids.push(...page.items.map((i: Any) => i.id));
      path = page.next_url;
    }
    expect(ids).toEqual(whole.items.map((i: Any) => i.id));
    expect(new Set(ids).size).toBe(ids.length);
    const found: string[] = [];
    for (let path: string | undefined = 'feed.atom?first=7'; path; ) {
      const page: Any = await atom(path);
      found.push(...page.entries.map((e: Any) => e.id));
      path = page.links.find((l: Any) => l.rel === 'next')?.href;
    }
    expect(found).toEqual(ids);
    const dates = whole.items.map((i: Any) => i.date_modified);
    expect(dates).toEqual([...dates].sort().reverse());
  });

  it('is not sent again to who has it', async () => {
    for (const file of ['feed.atom', 'feed.json']) {
      const first = await get(file);
      const etag = first.headers.get('etag') as string;
      expect(first.headers.get('cache-control')).toBe('public, max-age=60');
      for (const tags of [etag, `"other", W/${etag}`, '*']) {
        const again = await get(file, { 'if-none-match': tags });
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      }
      expect((await get(file, { 'if-none-match': '"other"' })).status).toBe(200);
      await insert(`new for ${file}`);
      expect((await get(file, { 'if-none-match': etag })).status).toBe(200);
    }
  });

  it('writes every character so that a reader of XML takes it', async () => {
    await insert('事故 <b>&amp;</b> ]]> "\u0001"', { published_on: day(0) });
    const { entries } = await atom();
    expect(entries[0].content).toContain('事由：事故 <b>&amp;</b> ]]> "\uFFFD"');
    expect(entries[0].content).toContain('依据：安委〔2013〕8号 <第四条> & "五"');
  });

  it('refuses what is no page of it', async () => {
    const refused = async (query: string) => {
      const answer = await get(`feed.atom?${query}`);
      return [answer.status, ((await answer.json()) as Any).errors[0].extensions.code];
    };
    expect(await refused('after=x')).toEqual([400, 'CURSOR_INVALID']);
    expect(await refused('first=0')).toEqual([400, 'BAD_REQUEST']);
    expect(await refused('first=501')).toEqual([400, 'LIMIT_EXCEEDED']);
    expect(await refused('after=a&after=b')).toEqual([400, 'BAD_REQUEST']);
  });
});
