import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { create } from 'xmlbuilder2';
import { projectRoot } from '../../src/kernel/project.js';
import { basisOf, foreignWords, type Policy, parsePolicy } from '../../src/linkage/rules/index.js';
import { testDatabase } from '../kit/database.js';
import { type LinkageHub, linkageHub } from './linkage-world.js';

// biome-ignore lint/suspicious/noExplicitAny: feeds and answers as they are parsed
type Any = any;

const POLICIES = join(projectRoot, 'db/policies');
const policies = readdirSync(POLICIES).map((name): [string, Policy] => [
  name,
  parsePolicy(JSON.parse(readFileSync(join(POLICIES, name), 'utf8'))),
]);
const HAN = /\p{Script=Han}/u;
const LATIN = /[A-Za-z]{2,}/;

describe.each(policies)('the policy %s', (_, policy) => {
  it('names its laws by their Chinese titles or document numbers, English beside them', () => {
    for (const { zh, en } of policy.legalBasis) {
      expect(zh).toMatch(/^《.+》|^\p{Script=Han}+〔\d{4}〕\d+号$/u);
      expect(zh).not.toMatch(LATIN);
      expect(en).toMatch(/^[A-Z][a-z]/);
      expect(en).not.toMatch(HAN);
    }
    expect(foreignWords(policy)).toEqual([]);
  });
});

it('a policy whose public words are not Chinese is told so, with where they stand', () => {
  const [, policy] = policies[0] as [string, Policy];
  const [trigger, ...rest] = policy.triggers as [Any];
  const foreign = {
    ...policy,
    name: { en: 'x', zh: 'x' },
    legalBasis: [{ zh: 'State Council notice 23', en: null }],
    triggers: [{ ...trigger, text: { en: 'a', zh: 'a' } }, ...rest],
  };
  expect(foreignWords(foreign).map((p) => `${p.path} ${p.code}`)).toEqual([
    'name.zh LANGUAGE',
    'legalBasis.0.zh LANGUAGE',
    'triggers.0.text.zh LANGUAGE',
  ]);
  // As documents wrote them before English stood beside the title.
  expect(basisOf(parsePolicy({ ...policy, legalBasis: ['国发〔2010〕23号', '甲'] }))).toBe('国发〔2010〕23号；甲');
});

describe('what the public reads of a restriction', { timeout: 60_000 }, () => {
  let hub: LinkageHub;
  let uscc: string;
  beforeAll(async () => {
    hub = await linkageHub();
    uscc = await hub.enterprise();
    await hub.report(uscc);
    await hub.settled();
  });
  const [, minqin] = policies.find(([name]) => name.startsWith('minqin')) as [string, Policy];

  it('is Chinese in the feed, its labels, statuses and laws too; English stands in fields of its own', async () => {
    const feed: Any = await (await fetch(`${hub.url}/disclosure/feed.json`)).json();
    expect([feed.title, feed.authors[0].name, feed.language].join()).not.toMatch(/[A-Za-z]{3,}/);
    expect(feed._english).toEqual({
      title: 'Work-safety restrictions announced to the public',
      author: 'Work-safety credit hub',
    });
    const items = feed.items.filter((i: Any) => i.content_text.includes(uscc));
    expect(items).toHaveLength(4);
    for (const item of items) {
      // What it says of its cause is the linkage's own; codes and numbers are no words.
      const text = item.content_text
        .split('\n')
        .filter((line: string) => !line.startsWith('事由'))
        .join('\n')
        .replaceAll(uscc, '');
      expect(`${item.title}\n${text}`).not.toMatch(LATIN);
      expect(item.content_text).toContain(`依据：${basisOf(minqin)}`);
      expect(item.content_text).toContain('限制状态：生效');
      expect(item._restriction).toMatchObject({
        domainName: expect.stringMatching(/^(项目核准|用地审批|证券融资|银行贷款参考)$/),
        statusName: '生效',
        legalBasis: basisOf(minqin),
        legalBasisEnglish: expect.stringContaining('Minqin county implementation plan of 2015, section 3.3, item 7; '),
      });
      const english = `${item._english.title}\n${item._english.content_text}`.replaceAll(item._restriction.name, '');
      expect(english).not.toMatch(HAN);
      expect(english).toContain('Legal basis: Minqin county');
    }
  });

  it('is the same in Atom, with the language marked', async () => {
    const text = await (await fetch(`${hub.url}/disclosure/feed.atom`)).text();
    const root = (create(text).node as Any).documentElement;
    expect(root.getAttribute('xml:lang')).toBe('zh-CN');
    const entries: Any[] = [...root.getElementsByTagName('entry')];
    expect(entries).toHaveLength(4);
    for (const entry of entries) {
      const [summary] = [...entry.getElementsByTagName('summary')];
      expect(summary.getAttribute('xml:lang')).toBe('en');
      expect(summary.textContent).toContain('Legal basis: Minqin county');
      const labels = [...entry.getElementsByTagName('category')].map((c: Any) => c.getAttribute('label'));
      for (const label of labels) expect(label).toMatch(/^\p{Script=Han}+$/u);
    }
  });

  it('is Chinese in the API, with English beside it', async () => {
    const { restrictions, policies: told } = await hub.dataOf(
      `{ restrictions { nodes { legalBasis legalBasisEnglish } } policies(filter: { division: "620621" }) { code legalBasis legalBasisEnglish } }`,
    );
    expect(restrictions.nodes).toHaveLength(4);
    for (const node of restrictions.nodes) {
      expect(node.legalBasis).toBe(basisOf(minqin));
      expect(node.legalBasis).not.toMatch(LATIN);
      expect(node.legalBasisEnglish).not.toMatch(HAN);
    }
    expect(told.length).toBe(policies.length);
    for (const { legalBasis, legalBasisEnglish } of told) {
      expect(legalBasis.join()).not.toMatch(LATIN);
      expect(legalBasisEnglish.join()).not.toMatch(HAN);
      expect(legalBasisEnglish).toHaveLength(legalBasis.length);
    }
  });
});

describe('restrictions of before', () => {
  it('name the same laws in Chinese after the migration, in all versions, and stay guarded', async () => {
    const { sql } = await testDatabase();
    const was =
      'Minqin county implementation plan of 2015, section 3.3, item 7; 国发〔2010〕23号; 甘政发〔2010〕88号; 武政办发〔2015〕66号';
    await sql`insert into hub.division (code, name, level) values ('620621', '民勤县', 'COUNTY') on conflict do nothing`;
    const agency = (await sql`insert into hub.agency (name, kind) values ('登记', 'MARKET_REGULATION') returning id`)[0]
      ?.id;
    const uscc = '91620621PDY00001X5';
    const stamp = { received_at: new Date().toISOString(), recorded_at: new Date().toISOString(), position: 1 };
    await sql`insert into hub.enterprise ${sql({ uscc, name: '甲', status: 'ACTIVE', division_code: '620621', valid_from: '2026-01-01', provider_id: agency, ...stamp })}`;
    const row = (legal_basis: string) => ({
      ...{ uscc, domain: 'PROJECT_APPROVAL', effective_from: '2026-01-01', effective_until: '2027-01-01' },
      ...{ cause: 'x', policy: 'minqin-2015 1', legal_basis, recorded_at: stamp.recorded_at },
    });
    await sql`insert into hub.restriction ${sql([row(was), row('安委〔2013〕8号')])}`;
    await sql`update hub.restriction set decided_on = '2026-01-02', position = position + 1, recorded_at = recorded_at + interval '1 s'`;
    const folder = join(projectRoot, 'db/migrations');
    const name = readdirSync(folder).find((file) => file.endsWith('_legal_basis_words.sql')) as string;
    for (const statement of readFileSync(join(folder, name), 'utf8').split('--> statement-breakpoint'))
      await sql.unsafe(statement);
    const [, minqin] = policies.find(([file]) => file.startsWith('minqin')) as [string, Policy];
    for (const table of ['restriction', 'restriction_history']) {
      const found = await sql`select legal_basis from ${sql(`hub.${table}`)} order by legal_basis`;
      expect(found.map((r) => r.legal_basis).sort()).toEqual([basisOf(minqin), '安委〔2013〕8号'].sort());
    }
    await expect(sql`update hub.restriction set legal_basis = 'x'`).rejects.toThrow();
    await expect(sql`update hub.restriction_history set legal_basis = 'x'`).rejects.toThrow();
  });
});
