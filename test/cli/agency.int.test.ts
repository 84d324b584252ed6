import { beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../src/access/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { hub, killLeftProcesses } from '../kit/process.js';

describe('hub agency', () => {
  killLeftProcesses();
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  const agency = (...args: string[]) => hub(['agency', ...args], { DATABASE_URL: db.url });
  const json = (text: string) => {
    expect(text.trim().split('\n')).toHaveLength(1);
    return JSON.parse(text);
  };
  const viewerOf = (key: string) => agencies(agencyStore(db)).viewerOf(`Bearer ${key}`);

  it('adds, lists, gives a new key and disables', async () => {
    const add = ['add', '--name', '民勤县应急管理局', '--kind', 'safety_regulator', '--division', '620621'];
    const added = await agency(...add, '--json');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    const first = json(added.stdout);
    expect(Object.keys(first)).toEqual(['id', 'name', 'kind', 'division', 'key']);
    expect(first).toMatchObject({ name: '民勤县应急管理局', kind: 'SAFETY_REGULATOR', division: '620621' });
    expect(await viewerOf(first.key)).toMatchObject({ agencyId: first.id, kind: 'SAFETY_REGULATOR' });
    // The secret may hold "_" itself (base64url), so it is what follows the second one, however it begins.
    const [, secret] = /^hub_[0-9a-f]{8}_(.{32})$/.exec(first.key) ?? [];
    expect(secret).toBeDefined();
    expect(JSON.stringify(await db.sql`select * from hub.agency_key`)).not.toContain(secret);

    const [again, everywhere] = await Promise.all([
      agency(...add),
      agency('add', '--name', '枢纽 ', '--kind', 'OPERATOR', '--json'),
    ]);
    expect(again).toEqual({ code: 1, stdout: '', stderr: 'hub: an agency is called 民勤县应急管理局 already\n' });
    expect(json(everywhere.stdout)).toMatchObject({ name: '枢纽', kind: 'OPERATOR', division: null });

    const [listed, lines, rotated] = await Promise.all([
      agency('list', '--json'),
      agency('list'),
      agency('rotate-key', first.name, '--json'),
    ]);
    const list = json(listed.stdout).agencies;
    expect(list.map((a: { name: string }) => a.name)).toEqual(['民勤县应急管理局', '枢纽']);
    expect(list[0]).toEqual({ id: first.id, name: first.name, kind: first.kind, division: '620621', disabledAt: null });
    expect(lines.stdout.trim().split('\n')).toHaveLength(2);
    expect(lines.stdout).toContain(first.id);
    expect(listed.stdout + lines.stdout).not.toContain('hub_');
    const second = json(rotated.stdout);
    expect(second).toEqual({ id: first.id, name: first.name, key: expect.stringMatching(/^hub_/), revoked: 1 });
    await expect(viewerOf(first.key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await viewerOf(second.key)).toMatchObject({ agencyId: first.id });

    expect(await agency('disable', first.id)).toEqual({ code: 0, stdout: `${first.name} is disabled\n`, stderr: '' });
    await expect(viewerOf(second.key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('of a disabled one gives no key that nobody accepts, and revokes none; enabled, its keys work again', async () => {
    const { id, name, key } = json(
      (await agency('add', '--name', '金昌市应急管理局', '--kind', 'LAND', '--json')).stdout,
    );
    expect((await agency('disable', name)).code).toBe(0);
    const refused = `${name} is disabled; to enable it: npx hub agency enable ${id}`;
    const [plain, asJson] = await Promise.all([agency('rotate-key', name), agency('rotate-key', id, '--json')]);
    expect(plain).toEqual({ code: 1, stdout: '', stderr: `hub: ${refused}\n` });
    expect(asJson).toMatchObject({ code: 1, stderr: '' });
    expect(json(asJson.stdout)).toEqual({ error: { message: refused, code: 'CONFLICT' } });
    expect(await db.sql`select revoked_at from hub.agency_key where agency_id = ${id}`).toEqual([{ revoked_at: null }]);

    // The command of the message, as it is printed.
    const mend = /npx hub (.*)\n$/.exec(plain.stderr)?.[1]?.split(' ') ?? [];
    expect(await hub(mend, { DATABASE_URL: db.url })).toEqual({
      code: 0,
      stdout: `${name} is enabled; the keys that it had work again\n`,
      stderr: '',
    });
    expect(await viewerOf(key)).toMatchObject({ agencyId: id });
    const again = await agency('enable', name, '--json');
    expect(json(again.stdout)).toEqual({ id, name, disabledAt: null, changed: false });
    expect((await agency('rotate-key', name)).code).toBe(0);
    await expect(viewerOf(key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('keeps a territory as the tables have it', async () => {
    const cases = [
      ['62', '620000'],
      ['6206', '620600'],
      ['620621000000', '620621'],
      ['620621100', '620621100'],
      ['100000', '100000'],
    ] as const;
    const added = await Promise.all(
      cases.map(([given]) =>
        agency('add', '--name', `agency of ${given}`, '--kind', 'LAND', '--division', given, '--json'),
      ),
    );
    expect(added.map((a) => json(a.stdout).division)).toEqual(cases.map(([, kept]) => kept));
  });

  it('a county government or a regulator without a division could read and act everywhere: it needs one, 100000 at the least', async () => {
    for (const kind of ['COUNTY_GOVERNMENT', 'safety_regulator']) {
      const refused = await agency('add', '--name', `${kind} of nowhere`, '--kind', kind);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/^hub: division: an agency of kind \w+ works for a division: name it.*\n$/);
    }
    const whole = await agency(
      'add',
      '--name',
      '应急管理部',
      '--kind',
      'SAFETY_REGULATOR',
      '--division',
      '100000',
      '--json',
    );
    expect(json(whole.stdout)).toMatchObject({ division: '100000' });
    // One from before: it may do nothing of a division until it has one.
    const [old] = await db.sql<{ id: string }[]>`
      insert into hub.agency (name, kind) values ('旧政府', 'COUNTY_GOVERNMENT') returning id`;
    const [examined, listed] = await Promise.all([
      hub(['doctor', '--json'], { DATABASE_URL: db.url, PORT: '0' }),
      agency('list'),
    ]);
    const mend = `npx hub agency assign ${old?.id} --division CODE`;
    expect(json(examined.stdout).findings).toContainEqual({
      check: 'division',
      ok: false,
      detail: '旧政府 (COUNTY_GOVERNMENT) has no division, and so no permission that is of one',
      mend,
    });
    expect(listed.stdout).toMatch(/COUNTY_GOVERNMENT +nowhere +旧政府/);
    const [assigned, unknown] = await Promise.all([
      hub(mend.replace('CODE', '620621').split(' ').slice(2), { DATABASE_URL: db.url }),
      agency('assign', '旧政府', '--division', '990000'),
    ]);
    expect(assigned).toEqual({ code: 0, stdout: '旧政府 works for 620621\n', stderr: '' });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('990000 is no division') });
    const after = await hub(['doctor', '--json'], { DATABASE_URL: db.url, PORT: '0' });
    expect(json(after.stdout).findings.map((f: { check: string }) => f.check)).not.toContain('division');
  });

  it('refuses what is no agency with one line and exit 1', async () => {
    const wrong: [args: string[], reason: RegExp][] = [
      [['add', '--name', '甲', '--kind', 'CITIZEN'], /^hub: no kind CITIZEN; there is PARTNER, .*GUARANTEE\n$/],
      [
        ['add', '--name', '甲', '--kind', 'LAND', '--division', '12345'],
        /^hub: 12345 is not a division code of 2, .*\n$/,
      ],
      [['add', '--name', '  ', '--kind', 'LAND'], /^hub: a name has 1 to 100 characters.*\n$/],
      [['disable', '乙'], /^hub: no agency is called 乙; see: npx hub agency list\n$/],
      [['enable', '乙'], /^hub: no agency is called 乙.*\n$/],
      [['rotate-key', '乙'], /^hub: no agency is called 乙.*\n$/],
    ];
    const runs = await Promise.all(wrong.map(([args]) => agency(...args)));
    for (const [i, [args, reason]] of wrong.entries()) {
      expect({ args, code: runs[i]?.code, stdout: runs[i]?.stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(runs[i]?.stderr).toMatch(reason);
    }
    const asJson = await agency('disable', '乙', '--json');
    expect(asJson).toMatchObject({ code: 1, stderr: '' });
    expect(json(asJson.stdout)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });
});
