import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../../src/access/index.js';
import { CHINESE_HEADER, chineseRows } from '../../intake/sample.js';
import { temporaryFolder } from '../../kit/folder.js';
import { startTestHub, type TestHub } from '../../kit/hub.js';
import { destroyRawClients, rawClient, seen } from '../../kit/raw-client.js';
import { smallDisk } from '../../kit/small-disk.js';
import { until } from '../../kit/until.js';
import { asked, digest, refusal, sha256 } from './kit.js';

const at = temporaryFolder();
const disk = smallDisk(at('disk'), 48);
const uploads = disk?.folder ?? at('uploads');

describe('a disk that becomes full while a file is uploaded', () => {
  let hub: TestHub;
  let key: string;
  let agencyId: string;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_UPLOADS_DIR: uploads });
    key = hub.keys.MARKET_REGULATION;
    agencyId = (await agencies(agencyStore(hub.db)).viewerNamed('MARKET_REGULATION of the test')).agencyId;
  });
  afterEach(destroyRawClients);
  const arriving = () => readdirSync(join(uploads, 'arriving'));
  const url = () => `${hub.url}/imports/enterprises`;
  const csv = Buffer.from([CHINESE_HEADER, ...chineseRows(2_000, 1_000)].join('\n'));
  const hash = { 'repr-digest': digest(csv) };
  const begun = async (offset: number) => {
    const head = `POST /imports/enterprises?file=a.csv HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${key}\r\nRepr-Digest: ${digest(csv)}\r\nContent-Length: ${csv.length}\r\n\r\n`;
    const client = await rawClient(hub.url, head);
    if (offset === 0) return client;
    client.send(csv.subarray(0, offset));
    await until(async () => {
      const { headers } = await asked(`${url()}?sha256=${sha256(csv)}`, key, { method: 'HEAD' });
      return headers.get('upload-offset') === String(offset);
    });
    return client;
  };

  it('is refused plainly, keeps no half of it, and is taken when there is room; the hub serves on', async () => {
    const HALF = 50_000;
    // Without a mount the file itself is one that the system lets nobody write to for want of room.
    const part = join(uploads, 'arriving', `${agencyId}.${sha256(csv)}`);
    if (!disk) {
      mkdirSync(join(uploads, 'arriving'), { recursive: true });
      symlinkSync('/dev/full', part);
    }
    const client = await begun(disk ? HALF : 0);
    disk?.fill();
    client.send(disk ? csv.subarray(HALF) : csv);
    await seen(client, '"errors"');
    const answer = client.read();
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/retry-after: 60/i);
    expect(answer).toContain('there is no room for files at the moment; try again later');
    expect(answer).toContain('"UNAVAILABLE"');
    expect(answer).not.toMatch(/ENOSPC|no space|\/arriving/i);
    await until(() => arriving().length === 0);

    const check = () => hub.ask('{ creditCheck(uscc: "91620621PDY00001X5") { outcome } }', { key: hub.keys.BANKING });
    expect((await check()).errors).toEqual([]);
    const whole = () =>
      asked(`${url()}?file=a.csv`, key, {
        method: 'POST',
        body: csv as unknown as string,
        headers: { ...hash, prefer: 'wait=60' },
      });
    if (disk) {
      expect(refusal(await whole())).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
      expect(arriving()).toEqual([]);
      disk.free();
    }
    expect(await whole()).toMatchObject({
      status: 200,
      body: { status: 'DONE', counts: { read: 2_000, inserted: 2_000 } },
    });
    expect(arriving()).toEqual([]);
  });
});
