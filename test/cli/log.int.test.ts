import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openKeyring } from '../../src/access/index.js';
import { makeCheckpoints, sequenced } from '../../src/exchange/index.js';
import { draft, linkageHasRead, smallPartitions } from '../exchange/log.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { hub, killLeftProcesses } from '../kit/process.js';

/** The command's own part; what retention does is in test/exchange/retention.int.test.ts. */
describe('hub log retain', () => {
  killLeftProcesses();
  let db: TestDatabase;
  const folder = temporaryFolder();
  const environment = () => ({ DATABASE_URL: db.url, HUB_SIGNING_KEYS: folder('keys.json') });
  const retain = (...args: string[]) => hub(['log', 'retain', ...args], environment());
  beforeAll(async () => {
    db = await testDatabase();
    await smallPartitions(db, 10);
    await sequenced(db, async (turn) => {
      for (let i = 0; i < 35; i++) turn.append(draft({ i }));
    });
    await makeCheckpoints(db, openKeyring(folder('keys.json')));
    await linkageHasRead(db);
  });

  it('says what it would do, does it, and its archives are verified without the database', async () => {
    const archive = folder('archive');
    const dry = await retain('--keep', '10', '--archive', archive, '--dry-run');
    expect(dry).toEqual({
      code: 0,
      stdout:
        'positions 1 to 9 would be taken out\npositions 10 to 19 would be taken out\nthe log has positions 20 to 35\n',
      stderr: '',
    });
    const { code, stdout } = await retain('--keep', '10', '--archive', archive, '--json');
    expect(code).toBe(0);
    const takenOut = [
      { first: 1, last: 9 },
      { first: 10, last: 19 },
    ];
    expect(JSON.parse(stdout)).toEqual({ dryRun: false, takenOut, keptFrom: 20, head: 35, heldBy: [] });
    const files = readdirSync(archive).map((file) => join(archive, file));
    expect(files).toHaveLength(2);
    const keys = { HUB_SIGNING_KEYS: folder('keys.json'), DATABASE_URL: 'postgres://127.0.0.1:1/none' };
    const verified = await hub(['verify', '--json', '--archive', ...files], keys);
    expect(verified.code).toBe(0);
    const reports = verified.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(reports.map((r) => [r.ok, r.from, r.to, r.events])).toEqual([
      [true, 1, 9, 9],
      [true, 10, 19, 10],
    ]);
    expect((await retain('--keep', '30')).stdout).toBe(
      'nothing to take out: no whole partition is old enough\nthe log has positions 20 to 35\n',
    );
    expect(await hub(['verify', '--json'], environment())).toMatchObject({ code: 0, stderr: '' });
  });

  it('that cannot run says why in one line', async () => {
    mkdirSync(folder('closed'));
    const wrong: [args: string[], reason: RegExp][] = [
      [[], /^hub: say what to keep: --keep EVENTS or --before DATE/],
      [['--keep', 'all'], /^hub: all is not a number of events/],
      [['--before', '2026-13-01'], /^hub: 2026-13-01 is not a date/],
      [['--keep', '1', '--discard', '--archive', 'x'], /exclude each other/],
      [['--keep', '1', '--archive', folder('keys.json')], /EEXIST|ENOTDIR|not a directory/],
    ];
    const runs = await Promise.all(wrong.map(([args]) => retain(...args)));
    for (const [i, [args, reason]] of wrong.entries()) {
      expect({ args, code: runs[i]?.code, stdout: runs[i]?.stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(runs[i]?.stderr).toMatch(reason);
      expect(runs[i]?.stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});
