import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../src/access/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { hub, killLeftProcesses, serveProcess } from '../kit/process.js';
import { until } from '../kit/until.js';

const NAMES = 'query Names($uscc: USCC!) { enterprise(uscc: $uscc) { name } }';
const EVENTS = 'subscription Events { events { id } }';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('hub operations', { timeout: 120_000 }, () => {
  killLeftProcesses();
  let db: TestDatabase;
  const folder = temporaryFolder();
  beforeAll(async () => {
    db = await testDatabase();
    await agencies(agencyStore(db)).add({ name: '某银行', kind: 'BANKING', divisionCode: null });
  });
  const operations = (...args: string[]) => hub(['operations', ...args], { DATABASE_URL: db.url });
  const told = async (...args: string[]) => {
    const { code, stdout } = await operations(...args, '--json');
    return { code, ...JSON.parse(stdout) };
  };
  const file = (name: string, manifest: unknown) => {
    writeFileSync(folder(name), JSON.stringify(manifest));
    return folder(name);
  };
  const WHOSE = ['--agency', '某银行'];

  it('registers a manifest, once; lists, requires, exports and removes what is registered', async () => {
    const manifest = file('apollo.json', {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        { id: hashOf(NAMES), name: 'Names', type: 'query', body: NAMES },
        { id: 'events', name: 'Events', type: 'subscription', body: EVENTS },
      ],
    });
    const args = [manifest, ...WHOSE, '--purpose', '贷前审查', '--legal-basis', '安全生产法第七十八条'];
    const none = { inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
    expect(await told('register', ...args, '--dry-run')).toMatchObject({ ...none, code: 0, dryRun: true, inserted: 2 });
    expect(await told('list', ...WHOSE)).toMatchObject({ operations: [] });
    expect(await told('register', ...args)).toMatchObject({ ...none, code: 0, agency: '某银行', inserted: 2 });
    expect(await told('register', ...args)).toMatchObject({ ...none, code: 0, unchanged: 2 });
    const listed = await told('list', ...WHOSE);
    expect(listed).toMatchObject({ agency: '某银行', only: false });
    const both = { purpose: '贷前审查', legalBasis: '安全生产法第七十八条' };
    expect(listed.operations).toMatchObject([
      { id: hashOf(NAMES), hash: hashOf(NAMES), name: 'Names', kind: 'query', ...both },
      { id: 'events', hash: hashOf(EVENTS), name: 'Events', kind: 'subscription', ...both },
    ]);

    expect(await operations('require', 'on', ...WHOSE)).toMatchObject({
      code: 0,
      stdout: '某银行 runs its 2 registered operations and no others, within two seconds\n',
    });
    expect(await told('list', ...WHOSE)).toMatchObject({ only: true });
    expect(await told('require', 'off', ...WHOSE)).toMatchObject({ code: 0, only: false });

    const exported = await operations('export');
    expect(JSON.parse(exported.stdout).operations).toEqual([
      { agency: '某银行', id: hashOf(NAMES), document: NAMES, ...both },
      { agency: '某银行', id: 'events', document: EVENTS, ...both },
    ]);
    writeFileSync(folder('exported.json'), exported.stdout);
    expect(await told('register', folder('exported.json'), ...WHOSE)).toMatchObject({ ...none, unchanged: 2 });

    expect(await told('remove', 'events', 'other', ...WHOSE)).toMatchObject({
      removed: ['events'],
      missing: ['other'],
    });
    expect((await told('list', ...WHOSE)).operations).toHaveLength(1);
  });

  it('says what is wrong with an operation, registers the others, and ends with 3', async () => {
    const manifest = file('relay.json', { good: NAMES, unknown: '{ enterprises { nods } }', syntax: '{' });
    const { code, stdout } = await operations('register', manifest, ...WHOSE);
    expect(code).toBe(3);
    const [first, second, last] = stdout.trim().split('\n');
    expect(first).toMatch(/^unknown: Cannot query field "nods" .*\(line 1, column 17\)$/);
    expect(second).toMatch(/^syntax: Syntax Error/);
    expect(last).toBe('某银行: 1 inserted, 0 updated, 0 unchanged, 2 rejected');
  });

  it('finds what this version of the API refuses, and ends with 1', async () => {
    expect(await operations('check')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 of them refused') });
    const [agency] = await db.sql`select id from hub.agency where name = '某银行'`;
    await db.sql`insert into hub.registered_operation (agency_id, id, hash, document, kind, registered_at)
      values (${agency?.id}, 'old', 'x', '{ whatWasThere }', 'query', now())`;
    const { code, broken } = await told('check');
    expect({ code, broken }).toEqual({
      code: 1,
      broken: [
        {
          agency: '某银行',
          id: 'old',
          messages: ['Cannot query field "whatWasThere" on type "Query". (line 1, column 3)'],
        },
      ],
    });
    // So does a hub that starts: agencies still send it.
    const serving = await serveProcess(['serve'], { DATABASE_URL: db.url });
    await until(() => serving.stderr().includes('a registered operation is refused by this version'));
    const line = serving
      .stderr()
      .split('\n')
      .find((l) => l.includes('a registered operation is refused'));
    expect(JSON.parse(line ?? '')).toMatchObject({ agency: '某银行', operation: 'old', problems: broken[0].messages });
    await serving.stop();
  });

  it.each<[args: string[], reason: RegExp]>([
    [['register', 'none.json', ...WHOSE], /none\.json/],
    [['register', 'package.json', ...WHOSE], /is no document/],
    [['list', '--agency', 'nobody'], /no agency is called nobody/],
    [['require', 'perhaps', ...WHOSE], /perhaps is neither on nor off/],
    [['list'], /--agency/],
  ])('%s is refused in one line', async (args, reason) => {
    const { code, stdout, stderr } = await operations(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr.trim()).not.toContain('\n');
  });
});
