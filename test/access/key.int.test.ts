import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Agencies, agencies, agencyStore, PUBLIC } from '../../src/access/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';

const refused = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('agencies and their keys', () => {
  let db: TestDatabase;
  let access: Agencies;
  let n = 0;
  const add = () => access.add({ name: `银行${++n}`, kind: 'BANKING', divisionCode: '620621' });
  const bearer = (key: string) => `Bearer ${key}`;
  const viewerOf = async (header: string | undefined, by = access) => by.viewerOf(header);

  beforeAll(async () => {
    db = await testDatabase();
    access = agencies(agencyStore(db));
  });

  it('tell who asks, and nothing of the key is kept but its hash', async () => {
    const { agency, key } = await add();
    const who = { kind: 'BANKING', agencyId: agency.id, name: agency.name, divisionCode: '620621' };
    expect(await viewerOf(bearer(key))).toEqual(who);
    expect(await viewerOf(`bearer   ${key}`)).toEqual(who);
    const rows = await db.sql`select to_jsonb(k) k from hub.agency_key k where agency_id = ${agency.id}`;
    expect(rows[0]?.k.hash).toBe(createHash('sha256').update(key).digest('hex'));
    expect(key).toMatch(/^hub_[0-9a-f]{8}_[\w-]{32}$/);
    expect(JSON.stringify(rows)).not.toContain(key.slice(-20));
    expect((await add()).key).not.toBe(key);
  });

  it('take no header for the public, and every other for a key that must be right', async () => {
    const { key } = await add();
    expect(await viewerOf(undefined)).toBe(PUBLIC);
    const wrong = [
      bearer(`${key}x`),
      bearer(key.slice(0, -1)),
      bearer(key.toUpperCase()),
      bearer('hub_00000000_x'),
      bearer("' or true --"),
      key,
      'Bearer',
      'Bearer ',
      `Basic ${key}`,
      `Bearer ${key} ${key}`,
    ];
    for (const header of wrong) await expect(viewerOf(header), header).rejects.toEqual(refused);
  });

  it('let a disabled agency in no longer: here at once, in another process within two seconds', async () => {
    const { agency, key } = await add();
    const elsewhere = agencies(agencyStore(db));
    expect(await viewerOf(bearer(key), elsewhere)).toMatchObject({ name: agency.name });
    expect(await viewerOf(bearer(key))).toMatchObject({ name: agency.name });
    const disabled = await access.disable(agency.name);
    expect(disabled.disabledAt).toBeInstanceOf(Date);
    await expect(viewerOf(bearer(key))).rejects.toEqual(refused);
    await expect(access.viewerNamed(agency.name)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await sleep(2_050);
    await expect(viewerOf(bearer(key), elsewhere)).rejects.toEqual(refused);
    // Disabling again changes nothing, and the agency is still there for the records that name it.
    expect((await access.disable(agency.id)).disabledAt).toEqual(disabled.disabledAt);
    expect(await access.nameOf(agency.id)).toBe(agency.name);
  });

  it('take a new key for the old one at once', async () => {
    const { agency, key } = await add();
    await viewerOf(bearer(key));
    const rotated = await access.rotateKey(agency.id);
    expect(rotated.revoked).toBe(1);
    await expect(viewerOf(bearer(key))).rejects.toEqual(refused);
    expect(await viewerOf(bearer(rotated.key))).toMatchObject({ agencyId: agency.id });
    expect((await access.rotateKey(agency.name)).revoked).toBe(1);
    await expect(viewerOf(bearer(rotated.key))).rejects.toEqual(refused);
  });

  it('are found by name or id, and a name is given once', async () => {
    const { agency } = await add();
    expect((await access.viewerNamed(agency.name)).agencyId).toBe(agency.id);
    expect((await access.viewerNamed(agency.id)).name).toBe(agency.name);
    await expect(access.add({ name: agency.name, kind: 'LAND', divisionCode: null })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    for (const name of ['nobody', '00000000-0000-0000-0000-000000000000'])
      for (const use of [access.disable, access.rotateKey, access.viewerNamed])
        await expect(use(name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await access.list()).map((a) => a.name)).toContain(agency.name);
  });

  it('are named to a page of rows with one question each, and an unknown id is its own name', async () => {
    const { agency } = await add();
    const fresh = agencies(agencyStore(db));
    const sent = await db.statements(async () => {
      const names = await Promise.all(Array.from({ length: 100 }, () => fresh.nameOf(agency.id)));
      expect(new Set(names)).toEqual(new Set([agency.name]));
    });
    expect(sent).toHaveLength(1);
    const nobody = '00000000-0000-0000-0000-000000000000';
    expect(await fresh.nameOf(nobody)).toBe(nobody);
  });
});
