import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { day } from '../kit/county.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { hub, killLeftProcesses } from '../kit/process.js';

describe('hub clock correct', () => {
  killLeftProcesses();
  let db: TestDatabase;
  const at = temporaryFolder();
  beforeAll(async () => {
    db = await testDatabase();
  });
  const correct = (...args: string[]) => hub(['clock', 'correct', ...args], { DATABASE_URL: db.url });

  it('says what it would do, asks what had happened, does it once', async () => {
    const nothing = await correct('--dry-run');
    expect(nothing).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to correct') });
    const ahead = new Date(Date.now() + 40 * 86_400_000).toISOString();
    await db.sql`update hub.head set recorded_at = ${ahead}, announced_through = ${day(40)}`;
    expect(await correct()).toMatchObject({ code: 1, stderr: expect.stringContaining('--why TEXT') });
    const behind = await correct('--why', 'x', '--today', day(1));
    expect(behind).toMatchObject({ code: 1, stderr: expect.stringContaining('set it first') });
    const dry = await correct('--dry-run');
    expect(dry.stdout).toContain(`the log’s time stands at ${ahead}`);
    expect(dry.stdout).toContain('1 events would be written:\n  1 clock.corrected');
    const done = JSON.parse((await correct('--today', day(0), '--why', 'a host started in 2027', '--json')).stdout);
    expect(done).toMatchObject({ outcome: 'CORRECTED', correction: { ahead, why: 'a host started in 2027' } });
    expect((await correct('--today', day(0), '--why', 'again')).stdout).toContain('nothing to correct');
    const [row] = await db.sql`select announced_through "day", corrected_at = recorded_at lets from hub.head`;
    expect(row).toEqual({ day: day(0), lets: true });
    const [key, none] = [at('keys.json'), '{"keys":[]}'];
    writeFileSync(key, none);
    const verify = await hub(['verify', '--keys', key], { DATABASE_URL: db.url });
    expect(verify, verify.stderr).toMatchObject({ code: 0 });
    expect(verify.stdout).toContain(`corrected at position 1: ${ahead}`);
  });
});
