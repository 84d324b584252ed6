import { generateKeyPairSync } from 'node:crypto';
import { CompactSign, compactVerify, createLocalJWKSet } from 'jose';
import { describe, expect, it } from 'vitest';
import { openKeyring, rotateKeys, signJws, verifyJws } from '../../src/access/index.js';
import { temporaryFolder } from '../kit/folder.js';

const TYPE = 'test-statement+jws';
const CLAIMS = { iss: '5f0c6b62-2f3a-4c1d-9a57-0a8a3a2c7b11', iat: 1_772_323_200, name: '民勤县' };

describe('a statement that the hub signs', () => {
  const at = temporaryFolder();

  it('is read by another implementation with the hub’s key set, after a rotation too', async () => {
    const before = openKeyring(at('rotated.json'));
    const first = signJws(TYPE, CLAIMS, before.signAs);
    const after = rotateKeys(at('rotated.json'));
    const second = signJws(TYPE, CLAIMS, after.signAs);
    const keySet = createLocalJWKSet(after.jwks());
    const kids = after.jwks().keys.map((key) => key.kid);
    for (const [i, jws] of [first, second].entries()) {
      const { payload, protectedHeader } = await compactVerify(jws, keySet);
      expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: kids[i], typ: TYPE });
      expect(JSON.parse(Buffer.from(payload).toString())).toEqual(CLAIMS);
      expect(verifyJws(TYPE, jws, after.publicKeys())).toEqual({ ok: true, keyId: kids[i], claims: CLAIMS });
    }
  });

  it('is the same text that another implementation writes, and no other text than that', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const keys = [{ keyId: 'one', publicKey }];
    const header = { alg: 'EdDSA', kid: 'one', typ: TYPE };
    const written = (payload: string, more: object = {}) =>
      new CompactSign(Buffer.from(payload)).setProtectedHeader({ ...header, ...more }).sign(privateKey);
    const jws = await written(JSON.stringify(CLAIMS));
    expect(verifyJws(TYPE, jws, keys)).toEqual({ ok: true, keyId: 'one', claims: CLAIMS });
    const end = jws.slice(-1);
    // 64 bytes in base64url leave four bits of the last character unused.
    for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
      if (c !== end)
        expect(verifyJws(TYPE, jws.slice(0, -1) + c, keys)).toEqual({ ok: false, reason: 'its signature is wrong' });
    expect(verifyJws(TYPE, await written('no JSON'), keys)).toEqual({ ok: false, reason: 'what it says is not JSON' });
    expect(verifyJws(TYPE, `${jws}.`, keys)).toEqual({ ok: false, reason: 'it is no compact JWS' });
    const other = { ok: false, reason: `its header is not one of ${TYPE} with EdDSA` };
    expect(verifyJws(TYPE, await written('{}', { typ: 'JWT' }), keys)).toEqual(other);
    expect(verifyJws(TYPE, '', keys)).toEqual(other);
    expect(verifyJws(TYPE, jws, [])).toEqual({ ok: false, reason: "the key one is none of the hub's" });
  });
});
