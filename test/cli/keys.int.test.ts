import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { hub, killLeftProcesses, serveProcess } from '../kit/process.js';

describe('hub keys', () => {
  killLeftProcesses();
  let db: TestDatabase;
  const folder = mkdtempSync(join(tmpdir(), 'hub-keys-'));
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'keys.json');
  const environment = () => ({ DATABASE_URL: db.url, HUB_SIGNING_KEYS: file });
  const published = async (url: string) => {
    const response = await fetch(`${url}/.well-known/jwks.json`);
    expect(response.headers.get('content-type')).toContain('application/jwk-set+json');
    return (await response.json()) as { keys: { kid: string; x: string }[] };
  };

  it('has none before the hub first starts; two hubs that start at once share one file', async () => {
    const none = await hub(['keys', 'list'], environment());
    expect(none).toEqual({
      code: 1,
      stdout: '',
      stderr: `hub: ${file}: there is none yet; the hub makes it at its first start\n`,
    });
    const [one, two] = await Promise.all([
      serveProcess(['serve'], environment()),
      serveProcess(['serve'], environment()),
    ]);
    const keys = await published(one.url);
    expect(keys.keys).toHaveLength(1);
    expect(await published(two.url)).toEqual(keys);
    const { code, stdout } = await hub(['keys', 'list', '--json'], environment());
    expect(code).toBe(0);
    const [key] = keys.keys;
    expect(JSON.parse(stdout)).toEqual({
      file,
      keys: [{ keyId: key?.kid, publicKey: key?.x, current: true, createdAt: expect.any(String) }],
    });

    // Rotated while both run: they publish the new key by themselves.
    const rotated = JSON.parse((await hub(['keys', 'rotate', '--json'], environment())).stdout);
    expect(rotated.keys.map((k: { current: boolean }) => k.current)).toEqual([false, true]);
    for (const { url } of [one, two]) await expect.poll(async () => (await published(url)).keys.length).toBe(2);
    await Promise.all([one.stop(), two.stop()]);
    const lines = (await hub(['keys', 'list'], environment())).stdout.trim().split('\n');
    expect(lines.map((line) => line.endsWith('signs'))).toEqual([false, true]);
  });

  it('that others may read stop the hub with the command that mends it', async () => {
    chmodSync(file, 0o644);
    const { code, stdout, stderr } = await hub(['serve'], environment());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `hub: ${file}: holds the hub's signing keys and is open to others (mode 644). Run: chmod 600 ${file}\n`,
    );
  });
});
