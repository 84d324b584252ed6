import { createPublicKey, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Keyring, openKeyring, rotateKeys } from '../../src/access/index.js';
import { CHECKPOINT_EVERY, LogAltered, makeCheckpoints, sequenced, strangeSigner } from '../../src/exchange/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { draft, tamper } from './log.js';

describe('checkpoints of the log', () => {
  let db: TestDatabase;
  let keyring: Keyring;
  const folder = temporaryFolder();
  beforeAll(async () => {
    db = await testDatabase();
    keyring = openKeyring(folder('keys.json'));
  });
  const write = (count: number) =>
    sequenced(db, async (turn) => {
      for (let i = 0; i < count; i++) turn.append(draft({ i }));
    });
  const positions = async () =>
    (await db.sql`select position::int p from hub.checkpoint order by position`).map((r) => r.p);

  it('say first where the log begins, then stand at its end and at every so many positions on the way', async () => {
    expect(await makeCheckpoints(db, keyring)).toBe(false);
    expect(await positions()).toEqual([0]);
    await write(3);
    await makeCheckpoints(db, keyring);
    expect(await positions()).toEqual([0, 3]);
    await makeCheckpoints(db, keyring);
    expect(await positions()).toEqual([0, 3]);
    await write(2 * CHECKPOINT_EVERY);
    await makeCheckpoints(db, keyring);
    expect(await positions()).toEqual([0, 3, CHECKPOINT_EVERY, 2 * CHECKPOINT_EVERY, 2 * CHECKPOINT_EVERY + 3]);
  });

  it('are made once, by whichever of several processes comes first, whatever is written meanwhile', async () => {
    let writing = true;
    const signers = Array.from({ length: 4 }, async () => {
      while (writing) await makeCheckpoints(db, keyring);
    });
    for (let i = 0; i < 40; i++) await write(1 + (i % 7));
    writing = false;
    await Promise.all(signers);
    await makeCheckpoints(db, keyring);
    const [row] = await db.sql`select h.position::int head, (select max(position)::int from hub.checkpoint) last,
      (select count(*)::int from hub.checkpoint c join hub.event e using (position) where e.hash <> c.hash) wrong from hub.head h`;
    expect(row).toEqual({ head: row?.head, last: row?.head, wrong: 0 });
  });

  it('carry an Ed25519 signature of the text that the protocol gives', async () => {
    const [row] = await db.sql`select l.id, c.position::int p, c.hash, c.signed_at at, c.key_id, c.signature
      from hub.checkpoint c, hub.log l order by c.position desc limit 1`;
    const text = `hub checkpoint 1\nlog ${row?.id}\nposition ${row?.p}\nhash ${row?.hash.toString('hex')}\nsigned ${new Date(row?.at).toISOString()}\n`;
    const jwk = keyring.jwks().keys.find((k) => k.kid === row?.key_id);
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    expect(verify(null, Buffer.from(text), key, row?.signature)).toBe(true);
  });

  it('are told apart from those of another keyring; a rotated one is the same', async () => {
    expect(await strangeSigner(db, keyring)).toBeNull();
    const strange = await strangeSigner(db, openKeyring(folder('others.json')));
    expect(strange).toContain(`others.json lacks the key ${keyring.sign(Buffer.from('')).keyId}`);
    expect(await strangeSigner(db, rotateKeys(keyring.path))).toBeNull();
  });

  it('are never made of what does not follow from the last one', async () => {
    await write(10);
    const [before] = await db.sql`select max(position)::int p from hub.checkpoint`;
    const at = before?.p + 4;
    const undo = await tamper(db, `update hub.event set data = '{"i":-1}' where position = ${at}`);
    const refused = await makeCheckpoints(db, keyring).catch((error) => error);
    expect(refused).toBeInstanceOf(LogAltered);
    expect(refused.fault).toMatchObject({ position: at, kind: 'ALTERED' });
    expect(Math.max(...(await positions()))).toBe(before?.p);
    await undo();
    await makeCheckpoints(db, keyring);
    expect(Math.max(...(await positions()))).toBe(before?.p + 10);
    // A tail that is cut off together with the head.
    await tamper(
      db,
      `delete from hub.event where position > ${at}; update hub.head h set position = ${at},
      hash = (select hash from hub.event where position = ${at})`,
    );
    const cut = await makeCheckpoints(db, keyring).catch((error) => error);
    expect(cut.fault).toEqual({ position: at + 1, kind: 'MISSING', message: expect.stringContaining(`${at + 1} to`) });
  });
});
