import { writeFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openKeyring } from '../../src/access/index.js';
import { makeCheckpoints, verifyLog } from '../../src/exchange/index.js';
import { openRooms } from '../../src/server/index.js';
import { tamper } from '../exchange/log.js';
import { temporaryFolder } from '../kit/folder.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { killLeftProcesses, hub as run } from '../kit/process.js';

/** The command's own part: what it prints, its exit codes, its files. What it finds is in test/exchange/verify.int.test.ts. */
describe('hub verify', () => {
  killLeftProcesses();
  const folder = temporaryFolder();
  let hub: TestHub;
  let head: number;
  let keySet: string;
  let undo: (() => Promise<void>) | undefined;
  const verify = (...args: string[]) =>
    run(['verify', ...args], { DATABASE_URL: hub.db.url, HUB_SIGNING_KEYS: folder('keys.json') });
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await verify(...args, '--json');
    expect(stderr).toBe('');
    return { code, ...JSON.parse(stdout) };
  };
  beforeAll(async () => {
    hub = await startTestHub({ HUB_SIGNING_KEYS: folder('keys.json'), HUB_CHECKPOINT_SECONDS: 3_600 });
    await makeCheckpoints(hub.db, openKeyring(folder('keys.json')));
    head = (await hub.db.sql`select position::int p from hub.head`)[0]?.p;
    keySet = folder('jwks.json');
    writeFileSync(keySet, await (await fetch(`${hub.url}/.well-known/jwks.json`)).text());
  });
  afterEach(async () => {
    await undo?.();
    undo = undefined;
  });

  it('says that the log and the registers are as they were written, and exits 0', async () => {
    const { code, stdout } = await verify('--registers');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^positions 1 to ${head} are as they were written: ${head} events, \\d+ checkpoints \\(.* events/s\\)\n$`,
      ),
    );
    expect(await json('--keys', keySet)).toMatchObject({
      code: 0,
      ok: true,
      from: 1,
      to: head,
      provedTo: head,
      fault: null,
    });
    expect(await json('--from', String(head))).toMatchObject({ code: 0, ok: true, to: head });
  });

  it('names the first bad position and exits 1', async () => {
    undo = await tamper(hub.db, "update hub.event set data = '{}' where position = 5");
    const { code, stdout } = await verify();
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(0, 2)).toEqual(['first bad position: 5', expect.stringContaining('position 5')]);
    expect(await json()).toMatchObject({ code: 1, ok: false, fault: { position: 5, kind: 'ALTERED' } });
  });

  it('compares a checkpoint that was kept elsewhere', async () => {
    const query = '{ logCheckpoint { logId position hash signedAt keyId signature } }';
    const kept = folder('kept.json');
    writeFileSync(kept, JSON.stringify({ data: await hub.dataOf(query) }));
    expect(await json('--checkpoint', kept)).toMatchObject({ code: 0, ok: true });
    // One that runs notices that its log went back, and begins a new epoch of it (test/epoch).
    await hub.stop();
    undo = await tamper(
      hub.db,
      `delete from hub.event where position > 8; delete from hub.checkpoint where position > 8;
      update hub.head set position = 8, hash = (select hash from hub.event where position = 8)`,
    );
    expect(await json()).toMatchObject({ code: 0, ok: true, to: 8 });
    expect(await json('--checkpoint', kept)).toMatchObject({ code: 1, fault: { position: 9, kind: 'MISSING' } });
  });

  it('finds versions of records without their event, and events without their version', async () => {
    const { sql } = hub.db;
    const { ledgers } = await openRooms(hub.db);
    const keys = openKeyring(folder('keys.json')).publicKeys();
    const chain = () => verifyLog({ db: hub.db, keys });
    const registers = () => verifyLog({ db: hub.db, keys, ledgers: Object.values(ledgers) });
    const [graded] = await sql`select position::int p from hub.grading order by position limit 1`;
    const [older] = await sql`select position::int p from hub.accident_history order by position limit 1`;
    const changes: [statement: string, position: number][] = [
      [`update hub.grading set position = position + 1000 where position = ${graded?.p}`, graded?.p],
      [`update hub.grading set uscc = '${hub.county.shop}' where position = ${graded?.p}`, graded?.p],
      [`delete from hub.accident_history where position = ${older?.p}`, older?.p],
      [`update hub.enterprise set recorded_at = recorded_at - interval '1 hour' where position = 2`, 2],
      [
        `update hub.rating set position = ${graded?.p} where position = (select min(position) from hub.rating)`,
        graded?.p,
      ],
    ];
    for (const [statement, position] of changes) {
      const tables = ['enterprise', 'grading', 'accident_history', 'rating'];
      await sql.unsafe(
        tables
          .map((t) => `drop table if exists public.kept_${t}; create table public.kept_${t} as table hub.${t};`)
          .join(''),
      );
      await tamper(hub.db, statement);
      expect(await chain(), statement).toMatchObject({ fault: null });
      expect(await registers(), statement).toMatchObject({ fault: { position, kind: 'REGISTER' } });
      const columns = async (t: string) =>
        (
          await sql`select string_agg(quote_ident(attname), ', ') c from pg_attribute where attrelid = ${`hub.${t}`}::regclass and attnum > 0 and attgenerated = ''`
        )[0]?.c;
      for (const t of tables) {
        const c = await columns(t);
        const always = t.includes('history') || t === 'enterprise' ? '' : 'overriding system value';
        await tamper(
          hub.db,
          `delete from hub.${t}; insert into hub.${t} (${c}) ${always} select ${c} from public.kept_${t}`,
        );
      }
      expect(await registers()).toMatchObject({ fault: null });
    }
  });

  it('cannot run without keys, or with wrong files, and says why in one line', async () => {
    writeFileSync(folder('wrong.json'), '{}');
    const wrong: [args: string[], reason: RegExp][] = [
      [['--from', '0'], /^hub: 0 is not a position/],
      [['--keys', folder('wrong.json')], /wrong\.json: is not a JSON Web Key Set/],
      [['--keys', folder('none.json')], /no such file/],
      [['--checkpoint', folder('wrong.json')], /wrong\.json: is not a checkpoint/],
    ];
    for (const [args, reason] of wrong) {
      const { code, stdout, stderr } = await verify(...args);
      expect({ args, code, stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(stderr).toMatch(reason);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    const none = await run(['verify'], { DATABASE_URL: hub.db.url, HUB_SIGNING_KEYS: folder('nowhere.json') });
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('--keys') });
  });
});
