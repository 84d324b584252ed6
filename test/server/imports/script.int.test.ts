import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { handIn, Refused } from '../../../scripts/examples/hand-in.mjs';
import { CHINESE_HEADER, chineseRows } from '../../intake/sample.js';
import { afterFile } from '../../kit/after-file.js';
import { temporaryFolder } from '../../kit/folder.js';
import { startTestHub, type TestHub } from '../../kit/hub.js';

/** A way to the hub that is cut whenever so many bytes have gone over a connection, so many times. */
async function cuttingWay(url: string, bytes: number, times: number): Promise<string> {
  let cuts = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    open.add(near);
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    let sent = 0;
    near.on('data', (chunk) => {
      sent += chunk.length;
      if (sent > bytes && cuts < times) {
        cuts++;
        near.destroy();
        far.destroy();
      } else far.write(chunk);
    });
    far.on('data', (chunk) => near.write(chunk));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on('error', () => {}).on('close', () => other.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  afterFile(() => {
    for (const one of open) one.destroy();
    return new Promise<void>((done) => server.close(() => done()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the script that agencies copy', () => {
  let hub: TestHub;
  let key: string;
  const file = temporaryFolder();
  beforeAll(async () => {
    hub = await startTestHub({ HUB_IMPORT_LIMIT_BYTES: 2_000_000 });
    key = hub.keys.MARKET_REGULATION;
  });

  it('hands a file in over a line that breaks again and again, and says what became of it', async () => {
    const path = file('企业.csv');
    writeFileSync(path, [CHINESE_HEADER, ...chineseRows(2_100, 1_000), '短了'].join('\n'));
    const url = await cuttingWay(hub.url, 150_000, 2);
    const offsets: number[] = [];
    const told = ({ offset }: { offset?: number }) => void (offset !== undefined && offsets.push(offset));
    const asked = { url, key, register: 'enterprises', path, told, pauseMs: 20 };
    const done = await handIn(asked);
    expect(done).toMatchObject({ status: 'DONE', counts: { read: 2_101, inserted: 2_100, rejected: 1 } });
    expect(offsets[0]).toBe(0);
    expect(Math.max(...offsets)).toBeGreaterThan(0);
    // Run again it finds what was done.
    expect((await handIn(asked)).id).toBe(done.id);
    expect((await handIn({ ...asked, options: { dryRun: '1' } })).counts).toMatchObject({
      inserted: 0,
      unchanged: 2_100,
    });
  });

  it('says why a file is refused, and does not try again', async () => {
    const path = file('large.csv');
    writeFileSync(path, Buffer.alloc(2_000_001, 'x'));
    const asked = { url: hub.url, key, register: 'enterprises', path, tries: 1 };
    await expect(handIn(asked)).rejects.toThrow(Refused);
    writeFileSync(path, 'a');
    await expect(handIn({ ...asked, key: hub.keys.BANKING })).rejects.toThrow(/^403: enterprise.submit is not open/);
    await expect(handIn({ ...asked, register: 'none' })).rejects.toThrow(/^404: there is no register none/);
  });
});
