import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmbedded } from '../../db/embedded.js';
import { projectRoot } from '../../src/kernel/project.js';
import { startProcess } from '../kit/process.js';

describe('the embedded PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-embedded-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const runs = () => existsSync(join(folder, 'pg/postmaster.pid'));
  const user = async () => {
    const { url, release } = await startEmbedded(folder, { fsync: 'off' });
    const sql = postgres(url, { max: 3, onnotice() {} });
    await Promise.all([1, 2, 3].map(() => sql`select pg_sleep(0.05)`));
    return async () => {
      await sql.end();
      await release();
    };
  };

  it('stops when the last who uses it leaves, however many leave at once', async () => {
    for (let round = 0; round < 3; round++) {
      const leave = [await user(), await user(), await user()];
      expect(runs()).toBe(true);
      await Promise.all(leave.map((go) => go()));
      expect(runs(), `round ${round}`).toBe(false);
    }
  });

  it('stays while another uses it', async () => {
    const [first, second] = [await user(), await user()];
    await first();
    expect(runs()).toBe(true);
    await second();
    expect(runs()).toBe(false);
  });

  it('names a data folder that cannot be made, in one line and at once', async () => {
    for (const HUB_DATA_DIR of ['/proc/nowhere/data', '/dev/null/data', join(projectRoot, 'package.json')]) {
      const main = join(projectRoot, 'dist/src/cli/main.js');
      const hub = startProcess([main, 'migrate'], { HUB_DATA_DIR }, projectRoot);
      const late = setTimeout(() => hub.child.kill('SIGKILL'), 30_000);
      expect(await hub.ended).toBe(1);
      clearTimeout(late);
      expect(hub.stderr()).toMatch(/\nhub: the data folder \S+ cannot be made \(E\w+\); set HUB_DATA_DIR .*\n$/);
    }
  });
});
