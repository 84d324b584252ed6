import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { day } from '../kit/county.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { hub, killLeftProcesses } from '../kit/process.js';

describe('hub policy', () => {
  killLeftProcesses();
  let db: TestDatabase;
  const folder = temporaryFolder();
  beforeAll(async () => {
    db = await testDatabase();
  });
  const policy = (...args: string[]) => hub(['policy', ...args], { DATABASE_URL: db.url });
  const shipped = () => JSON.parse(readFileSync(join(projectRoot, 'db/policies/minqin-2015.json'), 'utf8'));
  const file = (name: string, document: unknown) => {
    const path = folder(name);
    writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
    return path;
  };

  it('lists and shows what is shipped; adds another, once; ends it', async () => {
    const listed = JSON.parse((await policy('list', '--json')).stdout);
    expect(listed.policies.map((p: { code: string }) => p.code)).toEqual([
      ...['anjianzongban-2017-49', 'guofa-2010-23', 'mem-order-11-2023', 'minqin-2015'],
    ]);
    const own = file('own.json', {
      ...shipped(),
      code: 'liangzhou-2026',
      jurisdiction: '620602',
      effectiveFrom: day(0),
    });
    const dry = await policy('add', own, '--dry-run');
    expect(dry).toMatchObject({ code: 0, stdout: 'policy liangzhou-2026 1 can be added\n' });
    expect((await policy('show', 'liangzhou-2026')).stderr).toContain('no policy is called liangzhou-2026');
    const added = await policy('add', own, '--json');
    expect(JSON.parse(added.stdout)).toEqual({ code: 'liangzhou-2026', version: 1, dryRun: false });
    expect(await policy('add', own)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('count the version up'),
    });
    const shown = JSON.parse((await policy('show', 'liangzhou-2026', '--json')).stdout);
    expect(shown.policies).toMatchObject([{ code: 'liangzhou-2026', jurisdiction: '620602', effectiveTo: null }]);

    expect(await policy('end', 'liangzhou-2026', '--on', day(-1))).toMatchObject({ code: 1 });
    const ended = await policy('end', 'liangzhou-2026', '--on', day(30), '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({ versions: [1], on: day(30) });
    const [row] = await db.sql`select effective_to::text until from hub.policy where code = 'liangzhou-2026'`;
    expect(row?.until).toBe(day(30));
  });

  it('says in one line what is wrong with a document', async () => {
    const wrong: [document: unknown, reason: RegExp][] = [
      ['{', /is no JSON/],
      [{ ...shipped(), code: 'x', term: { days: 365 } }, /term: write \{"years": n\}/],
      [{ ...shipped(), code: 'x', jurisdiction: '62x' }, /jurisdiction: is no division code/],
      [
        { ...shipped(), code: 'x', legalBasis: ['咨询电话 0935-4123456'] },
        /legalBasis\.0: has a phone number 电话号码 \(characters 6 to 17: 093\*+56\)/,
      ],
    ];
    const runs = await Promise.all(wrong.map(([document], i) => policy('add', file(`wrong-${i}.json`, document))));
    for (const [i, { code, stderr }] of runs.entries()) {
      expect(code).toBe(1);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toMatch(wrong[i]?.[1] as RegExp);
    }
  });
});
