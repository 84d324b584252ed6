import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import { findEmbedded } from '../../db/embedded.js';
import { afterFile } from '../kit/after-file.js';
import { ask } from '../kit/ask.js';
import { temporaryFolder } from '../kit/folder.js';
import { hub, killLeftProcesses } from '../kit/process.js';
import { databaseOf } from '../kit/processes-of.js';
import { sampleUscc } from '../kit/sample.js';
import { type SmallDisk, smallDisk } from '../kit/small-disk.js';
import { until } from '../kit/until.js';
import { endDatabase, expectUnavailable, type FaultHub, faultFolder, stopped } from './fault-hub.js';

const at = temporaryFolder();
const mounted = smallDisk(at('disk'), 160);
const folder = mounted?.folder ?? at('data');
afterFile(() => endDatabase(folder));
killLeftProcesses();

/** Without a mount: the database says what it says on a full disk, whatever is to be written. */
async function played(): Promise<SmallDisk> {
  const run = async (...statements: string[]) => {
    const url = findEmbedded(folder);
    if (!url) return; // stopped, and with it what it played
    const sql = postgres(url, { max: 1, onnotice() {} });
    for (const statement of statements) await sql.unsafe(statement);
    await sql.end();
  };
  await run(
    `create function public.full() returns trigger language plpgsql as
      $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$`,
    `create function public.full_disk() returns event_trigger language plpgsql as
      $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$`,
    'create trigger full_disk before insert on hub.inquiry execute function public.full()',
    `alter table hub.inquiry disable trigger full_disk`,
    `create event trigger full_disk on ddl_command_start when tag in ('CREATE TABLE AS') execute function public.full_disk()`,
    'alter event trigger full_disk disable',
  );
  return {
    folder,
    fill: () =>
      run('alter table hub.inquiry enable trigger full_disk', 'alter event trigger full_disk enable') as never,
    free: () =>
      run('alter table hub.inquiry disable trigger full_disk', 'alter event trigger full_disk disable') as never,
  };
}

/** Checks were INTERNAL_SERVER_ERROR, readiness stayed green, no cause was logged, and Ctrl-C took 61 s. */
describe.sequential('a disk that is full', () => {
  let place: Awaited<ReturnType<typeof faultFolder>>;
  let one: FaultHub;
  let disk: SmallDisk;
  beforeAll(async () => {
    place = await faultFolder(folder);
    one = await place.serve();
    disk = mounted ?? (await played());
  });
  /** A check of 10,000 codes: its record alone needs new pages, where a small one finds room for a while. */
  const query = 'query ($u: [USCC!]!) { creditChecks(usccs: $u) { outcome } }';
  const usccs = Array.from({ length: 10_000 }, (_, i) => sampleUscc(i));
  const many = () => ask(one.url, query, { key: place.bank, variables: { u: usccs } });
  const recorded = async () => {
    const sql = postgres(findEmbedded(folder) as string, { max: 1, onnotice() {} });
    const [row] = await sql`select count(*)::int n from hub.inquiry`;
    await sql.end();
    return row?.n as number;
  };

  const diesOf = async (sql: postgres.Sql) => {
    const goOn = () => sql`select pg_switch_wal(), pg_logical_emit_message(true, 'test', 'next')`.then(() => false);
    await until(() => goOn().catch(() => true));
    await until(() => one.lines().some((l) => l.msg.startsWith('the embedded database could not be started')));
  };

  it('answers no check that cannot be recorded, says so in one line, and is well again by itself', async () => {
    let answered = 0;
    const ask = async () => {
      const answer = await many();
      if (answer.errors.length === 0) answered++;
      return answer;
    };
    expect((await ask()).errors).toEqual([]);
    for (let round = 1; round <= 2; round++) {
      const sql = postgres(findEmbedded(folder) as string, { max: 1, onnotice() {} });
      await sql`select 1`;
      await disk.fill();
      // PostgreSQL itself dies of a log that cannot go on, and cannot be started until there is room.
      if (mounted && round === 2) await diesOf(sql);
      await sql.end({ timeout: 0 });
      await until(async () => (await ask()).errors.length > 0);
      for (let i = 0; i < 5; i++) expectUnavailable(await ask());
      const { status, reason } = await one.ready();
      expect({ status, reason }).toEqual({
        status: 503,
        reason: expect.stringMatching(/disk.* is full|database is down/),
      });
      expect(one.told('DISK').length).toBeLessThanOrEqual(round);
      await disk.free();
      await one.untilReady();
      await until(async () => (await ask()).errors.length === 0);
      await until(() => one.lines().filter((l) => l.msg.startsWith('well again')).length >= one.told('DISK').length);
    }
    // What was answered is recorded, and nothing else is.
    expect(await recorded()).toBe(answered);
  });

  it('lets doctor and verify say in one line each what is wrong, beside the hub and without it', async () => {
    await disk.fill();
    await until(async () => (await many()).errors.length > 0);
    expect((await one.ready()).status).toBe(503);
    const doctor = await hub(['doctor'], place.environment);
    expect(doctor).toMatchObject({ code: 1, stderr: '' });
    expect(doctor.stdout).toMatch(/^FAIL hub: http:\S+ is not ready: .*disk.* is full/m);
    // It reads, and may do so on a disk that is full; it must end, and not with a stack.
    const verify = await hub(['verify'], place.environment);
    expect(verify.stderr.split('\n').length, verify.stderr).toBeLessThanOrEqual(2);
    expect(verify.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, 'pg.starting'))).toBe(false);

    await stopped(one);
    expect(one.lines().at(-1)?.msg).toBe('stopped');
    await until(() => databaseOf(folder).length === 0);
    const alone = await hub(['doctor'], place.environment);
    expect(alone.stderr).toBe('');
    for (const line of alone.stdout.trim().split('\n')) expect(line).toMatch(/^(ok {3}|warn |FAIL )[a-z]+: \S/);
    if (mounted) expect(alone).toMatchObject({ code: 1, stdout: expect.stringMatching(/^FAIL disk: 0 MiB free/m) });
    expect(databaseOf(folder)).toEqual([]);
    await disk.free();
  });

  it('left an empty mark of a start, which broke every command: it is taken over', async () => {
    writeFileSync(join(folder, 'pg.starting'), '');
    const { code, stderr } = await hub(['verify'], place.environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(existsSync(join(folder, 'pg.starting'))).toBe(false);
    expect(databaseOf(folder)).toEqual([]);
  });
});
