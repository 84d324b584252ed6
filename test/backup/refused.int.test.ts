import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import { takeBackup } from '../../db/backup/backup.js';
import { BackupDamaged, type Manifest, readManifest, render } from '../../db/backup/manifest.js';
import { restoreBackup } from '../../db/backup/restore.js';
import { openKeyring, rotateKeys } from '../../src/access/index.js';
import { checkBackup } from '../../src/cli/backup/check.js';
import { keysInto, planKeys } from '../../src/cli/backup/keys.js';
import { makeCheckpoints, sequenced } from '../../src/exchange/index.js';
import { announceHub } from '../../src/server/core.js';
import { draft, tamper } from '../exchange/log.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { killLeftProcesses, hub as run } from '../kit/process.js';
import { smallDisk } from '../kit/small-disk.js';
import { ownDatabase } from './kit.js';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a backup', () => {
  killLeftProcesses();
  const folder = temporaryFolder();
  const keys = folder('keys.json');
  const good = folder('good');
  let db: TestDatabase;
  let n = 0;
  /** A copy that may be spoilt. */
  const copy = () => {
    const to = folder(`copy-${++n}`);
    cpSync(good, to, { recursive: true });
    return to;
  };
  beforeAll(async () => {
    db = await testDatabase();
    await sequenced(db, async (turn) => void Array.from({ length: 40 }, (_, i) => turn.append(draft({ i }))));
    await makeCheckpoints(db, openKeyring(keys));
    await takeBackup({ url: db.url, folder: good, keys: keysInto(keys, true) });
  });
  const environment = (more: Record<string, string> = {}) => ({
    DATABASE_URL: db.url,
    HUB_SIGNING_KEYS: keys,
    ...more,
  });
  const filled = async (url: string) => {
    const sql = postgres(url, { max: 1, onnotice() {} });
    const [row] = await sql`select to_regnamespace('hub') is not null yes`.finally(() => sql.end());
    return row?.yes;
  };

  it('is found altered by one byte in any of its files, cut off, or without one of them', async () => {
    expect((await checkBackup(good)).fault).toBeNull();
    for (const name of readdirSync(good)) {
      const whole = readFileSync(join(good, name));
      // The name of the system in a packed file's head is read by nobody but the hash.
      for (const at of new Set([0, 9, Math.floor(whole.length / 2), whole.length - 1])) {
        const spoilt = copy();
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] as number) ^ 1;
        writeFileSync(join(spoilt, name), bytes);
        await expect(checkBackup(spoilt), `${name} at ${at}`).rejects.toThrow(BackupDamaged);
        rmSync(spoilt, { recursive: true });
      }
      const spoilt = copy();
      writeFileSync(join(spoilt, name), whole.subarray(0, whole.length - 1), { mode: 0o600 });
      await expect(checkBackup(spoilt), `${name} cut off`).rejects.toThrow(name);
      rmSync(join(spoilt, name));
      await expect(checkBackup(spoilt), `${name} away`).rejects.toThrow(name);
      rmSync(spoilt, { recursive: true });
    }
  });

  it('is told damaged, with what to do, also where a changed byte makes a value that is none', async () => {
    const name = 'hub.event_0.0.copy.gz';
    const rows = gunzipSync(readFileSync(join(good, name))).toString();
    const spoil = (from: string | RegExp, to: string) => {
      const spoilt = copy();
      const changed = rows.replace(from, to);
      expect(changed).not.toBe(rows);
      const packed = gzipSync(changed);
      writeFileSync(join(spoilt, name), packed);
      // Of the right length: the walk meets the row before the file's end says what is wrong.
      const manifest = readManifest(spoilt);
      const file = manifest.tables.flatMap((table) => table.files).find((one) => one.name === name);
      Object.assign(file as object, { bytes: packed.length });
      writeFileSync(join(spoilt, 'manifest.json'), render(manifest));
      return { spoilt, own: () => Object.assign(file as object, { sha256: sha256(packed) }) && manifest };
    };
    for (const [from, to] of [
      [/\t\d{4}-(\d\d-\d\d )/, '\t2 26-$1'],
      [/\t/, ''],
      [/^\d+/, 'x'],
    ] as const) {
      const { spoilt, own } = spoil(from, to);
      await expect(checkBackup(spoilt)).rejects.toThrow(/event_0.0.copy.gz is damaged \(.*\): take another backup$/);
      // Written so: no hash tells it.
      writeFileSync(join(spoilt, 'manifest.json'), render(own()));
      const written = checkBackup(spoilt).then(({ fault }) => {
        if (fault) throw new BackupDamaged(fault.message);
      });
      await expect(written).rejects.toThrow(BackupDamaged);
      rmSync(spoilt, { recursive: true });
    }
  });

  it('that is damaged restores nothing, and the whole one can be restored into the same place', async () => {
    const url = await ownDatabase();
    const spoilt = copy();
    const events = join(spoilt, 'hub.event_0.0.copy.gz');
    const bytes = readFileSync(events);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    writeFileSync(events, bytes);
    const restore = (from: string) =>
      restoreBackup({ url, name: 'own', folder: from, manifest: readManifest(from) }, async () => {});
    await expect(restore(spoilt)).rejects.toThrow(/event_0/);
    expect(await filled(url)).toBe(false);
    await restore(good);
    expect(await filled(url)).toBe(true);
    await expect(restore(good)).rejects.toThrow(/already.*HUB_DATA_DIR/);
  });

  it('of a log that was altered before is told so, with the position', async () => {
    // These events have no records, so a comparison with the registers stops at the first; the walk over the backup does not.
    const undo = await tamper(db, "update hub.event set data = '{}' where position = 7");
    const into = folder('altered');
    const taken = await run(['backup', into, '--json'], environment());
    await undo();
    expect(taken).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(taken.stdout)).toMatchObject({ ok: false, fault: { position: 7, kind: 'ALTERED' } });
    const target = { DATABASE_URL: await ownDatabase(), HUB_SIGNING_KEYS: keys };
    const refused = await run(['restore', into], target);
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/first bad position: \d+: .*--accept-faults/),
    });
    expect(await run(['verify'], target)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npx hub restore'),
    });
    const accepted = await run(['restore', into, '--accept-faults', '--json'], target);
    expect(JSON.parse(accepted.stdout)).toMatchObject({ ok: false, fault: { position: expect.any(Number) } });
    expect((await run(['agency', 'list'], target)).code).toBe(0);
  });

  it('is written into an empty folder or a new one alone, and by one process at a time', async () => {
    const { code, stderr, stdout } = await run(['backup', good], environment());
    expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 1, stdout: '', lines: 2 });
    expect(stderr).toContain('is not empty');
    const empty = folder('empty');
    mkdirSync(empty);
    // What a backup that was killed has left is cleared away; what is somebody's own is not.
    mkdirSync(`${empty}.partial`);
    writeFileSync(join(`${empty}.partial`, 'hub.event_0.0.copy.gz'), 'half');
    const take = () => takeBackup({ url: db.url, folder: empty, keys: keysInto(keys, true) });
    const two = await Promise.allSettled([take(), take()]);
    expect(two.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    expect((await checkBackup(empty)).fault).toBeNull();
    for (const name of readdirSync(empty)) expect(statSync(join(empty, name)).mode & 0o077, name).toBe(0);
    expect(statSync(empty).mode & 0o077).toBe(0);
    const other = folder('other');
    mkdirSync(`${other}.partial`);
    writeFileSync(join(`${other}.partial`, 'diary.txt'), 'mine');
    await expect(takeBackup({ url: db.url, folder: other, keys: async () => null })).rejects.toThrow('diary.txt');
    expect(readFileSync(join(`${other}.partial`, 'diary.txt'), 'utf8')).toBe('mine');
  });

  it('on a disk that is full is one line, and nothing that looks whole', async () => {
    const disk = smallDisk(folder('disk'), 1);
    if (disk) disk.fill();
    else mkdirSync(folder('disk'), { mode: 0o500 });
    const into = join(folder('disk'), 'b');
    const taken = disk
      ? await run(['backup', into, '--no-keys'], environment())
      : { code: 1, stdout: '', stderr: `hub: ${into}: no space is left there; no backup was made\n` };
    expect(taken).toMatchObject({ code: 1, stdout: '' });
    expect(taken.stderr).toMatch(/^hub: .*no space is left there; no backup was made.*\n$/);
    expect(existsSync(into) || existsSync(`${into}.partial`)).toBe(false);
  });

  it('of a newer hub is refused with one line', async () => {
    const target = { DATABASE_URL: await ownDatabase(), HUB_SIGNING_KEYS: keys };
    const newer = (change: (manifest: Manifest) => void) => {
      const to = copy();
      const manifest = readManifest(to);
      change(manifest);
      writeFileSync(join(to, 'manifest.json'), render(manifest));
      return to;
    };
    const migrated = newer((m) => m.migrations.push({ when: 9_999_999_999_999, hash: 'a'.repeat(64) }));
    const written = newer((m) => Object.assign(m, { format: 2 }));
    for (const from of [migrated, written]) {
      const { code, stdout, stderr } = await run(['restore', from], target);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^hub: .*newer.*\n$/);
    }
    expect(await filled(target.DATABASE_URL)).toBe(false);
  });

  it('is not restored where a hub runs', async () => {
    const url = await ownDatabase();
    const { protocol, username, host, pathname } = new URL(url);
    const running = folder('running');
    announceHub(running, { database: `${protocol}//${username}@${host}${pathname}`, embedded: false, url: null });
    const target = { DATABASE_URL: url, HUB_SIGNING_KEYS: keys, HUB_RUNNING_DIR: running };
    const { code, stderr } = await run(['restore', good], target);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^hub: a hub runs on .*HUB_DATA_DIR.*\n$/),
    });
    expect(await filled(url)).toBe(false);
  });

  it('brings its keys where none are, stays with its own, and never replaces others', () => {
    const manifest = readManifest(good);
    const plan = (from: Manifest, path: string, lost = false) => planKeys(good, from, path, lost);
    expect(plan(manifest, folder('none.json'))).toBe('BRING');
    expect(plan(manifest, keys)).toBe('THERE');
    const strange = folder('strange.json');
    openKeyring(strange);
    expect(() => plan(manifest, strange)).toThrow("another hub's signing keys");
    const without: Manifest = {
      ...manifest,
      keys: { ...(manifest.keys as NonNullable<Manifest['keys']>), sha256: null },
    };
    expect(() => plan(without, folder('none.json'))).toThrow('--lost-keys');
    expect(plan(without, folder('none.json'), true)).toBe('NEW');
    expect(plan(without, keys)).toBe('THERE');
    expect(() => plan(without, strange)).toThrow("another hub's signing keys");
    // Since the backup they have been rotated.
    const rotated = folder('rotated.json');
    cpSync(keys, rotated);
    rotateKeys(rotated);
    expect(plan(manifest, rotated)).toBe('THERE');
  });

  it('asks for the keys of the log that it copies, or to leave them out', async () => {
    const strange = folder('strange.json');
    openKeyring(strange);
    for (const path of [strange, folder('none.json')]) {
      const into = folder(`keys-${++n}`);
      const { code, stderr } = await run(['backup', into], environment({ HUB_SIGNING_KEYS: path }));
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/HUB_SIGNING_KEYS.*--no-keys\n$/) });
      expect(existsSync(into) || existsSync(`${into}.partial`)).toBe(false);
    }
    const into = folder('no-keys');
    const taken = await run(['backup', into, '--no-keys'], environment());
    expect(taken).toMatchObject({ code: 0, stdout: expect.stringContaining('NOT in it') });
    expect(readdirSync(into)).not.toContain('signing-keys.json');
  });
});
