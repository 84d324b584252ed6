import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { KeyringError, openKeyring, rotateKeys } from '../../src/access/index.js';

describe('the keyring', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let n = 0;
  const fresh = () => join(folder, `${++n}`, 'signing-keys.json');
  const text = Buffer.from('checkpoint 检查点');

  it('is made once, for its owner alone, and is the same for whoever opens it again', () => {
    const path = fresh();
    expect(openKeyring(path, { create: false })).toBeNull();
    expect(existsSync(path)).toBe(false);
    const one = openKeyring(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['signing-keys.json']);
    const other = openKeyring(path);
    expect(other.jwks()).toEqual(one.jwks());
    expect(other.open(one.seal('秘密'))).toBe('秘密');
  });

  it('signs with Ed25519 what its published keys verify, under their RFC 7638 thumbprints', () => {
    const keyring = openKeyring(fresh());
    const { keyId, signature } = keyring.sign(text);
    const [jwk] = keyring.jwks().keys;
    expect(Object.keys(jwk ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    const required = `{"crv":"Ed25519","kty":"OKP","x":"${jwk?.x}"}`;
    expect(keyId).toBe(createHash('sha256').update(required).digest('base64url'));
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk?.x as string }, format: 'jwk' });
    expect(verify(null, text, key, signature)).toBe(true);
    expect(verify(null, Buffer.from('checkpoint'), key, signature)).toBe(false);
  });

  it('rotates: the new key signs, the one before still can, older ones only verify; secrets stay open', async () => {
    const path = fresh();
    const running = openKeyring(path);
    const sealed = running.seal('whsec_1');
    const first = running.sign(text);
    const second = rotateKeys(path).sign(text);
    const third = rotateKeys(path);
    expect(third.publicKeys().map((k) => [k.keyId, k.current])).toEqual([
      [first.keyId, false],
      [second.keyId, false],
      [third.sign(text).keyId, true],
    ]);
    expect(third.signAll(text).map((s) => s.keyId)).toEqual([third.sign(text).keyId, second.keyId]);
    expect(third.open(sealed)).toBe('whsec_1');
    for (const { keyId, signature } of [first, second, ...third.signAll(text)]) {
      const key = third.publicKeys().find((k) => k.keyId === keyId)?.publicKey;
      expect(key && verify(null, text, key, signature)).toBe(true);
    }
    expect(readFileSync(path, 'utf8').match(/"d"/g)).toHaveLength(2);
    // A process that runs since before takes the new key up by itself.
    await expect.poll(() => running.sign(text).keyId).toBe(third.sign(text).keyId);
  });

  it('signs nothing while its file cannot be used, opens what it sealed, and goes on when the file is back', async () => {
    const ways: [spoil: (path: string) => void, reason: RegExp][] = [
      [(path) => writeFileSync(path, '{'), /is damaged/],
      [(path) => chmodSync(path, 0o644), /chmod 600/],
      [(path) => writeFileSync(path, readFileSync(openKeyring(fresh()).path)), /lacks this hub's keys/],
      [(path) => rmSync(path), /is gone/],
    ];
    await Promise.all(
      ways.map(async ([spoil, reason]) => {
        const path = fresh();
        const running = openKeyring(path);
        const sealed = running.seal('whsec_1');
        const before = readFileSync(path);
        expect(running.fault()).toBeNull();
        spoil(path);
        await expect.poll(() => running.fault()).toMatch(reason);
        expect(() => running.sign(text)).toThrow(KeyringError);
        expect(running.open(sealed)).toBe('whsec_1');
        rmSync(path, { force: true });
        writeFileSync(path, before, { mode: 0o600 });
        await expect.poll(() => running.fault()).toBeNull();
        expect(running.sign(text).signature).toHaveLength(64);
      }),
    );
  });

  it('refuses a file that others may read, with the command that mends it', () => {
    const path = fresh();
    openKeyring(path);
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(path, mode);
      expect(() => openKeyring(path)).toThrow(
        new KeyringError(
          `${path}: holds the hub's signing keys and is open to others (mode ${mode.toString(8)}). Run: chmod 600 ${path}`,
        ),
      );
      expect(() => rotateKeys(path)).toThrow('chmod 600');
    }
    chmodSync(path, 0o400);
    openKeyring(path);
  });

  it('refuses a damaged file without showing any of it, and never makes a new one in its place', () => {
    const path = fresh();
    openKeyring(path);
    const good = readFileSync(path, 'utf8');
    const { keys } = JSON.parse(good) as { keys: { d: string; x: string }[] };
    const [{ d, x }] = keys as [{ d: string; x: string }];
    for (const bad of [
      '',
      '{}',
      good.slice(0, -9),
      good.replace(
        x,
        x.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
      ),
    ]) {
      writeFileSync(path, bad);
      const message = refusal(() => openKeyring(path));
      expect(message).toContain(`${path}: `);
      expect(message).not.toContain(d);
      expect(readFileSync(path, 'utf8')).toBe(bad);
    }
  });

  it('does not rotate while another command does, nor what is not there', () => {
    const path = fresh();
    expect(refusal(() => rotateKeys(path))).toContain('makes it at its first start');
    openKeyring(path);
    writeFileSync(`${path}.next`, '');
    expect(refusal(() => rotateKeys(path))).toContain(`${path}.next: another command changes the keys now`);
    rmSync(`${path}.next`);
    rotateKeys(path);
    expect(existsSync(`${path}.next`)).toBe(false);
  });

  it('opens only what was sealed with the same file, unaltered', () => {
    const [one, other] = [openKeyring(fresh()), openKeyring(fresh())];
    const sealed = one.seal('whsec_1');
    expect(one.seal('whsec_1')).not.toBe(sealed);
    expect(() => other.open(sealed)).toThrow(KeyringError);
    for (let i = 2; i < sealed.length; i += 7) {
      const altered = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1);
      expect(() => one.open(altered), String(i)).toThrow(KeyringError);
    }
    for (const wrong of ['', '1.', '2.AAAA', 'whsec_1']) expect(() => one.open(wrong)).toThrow(KeyringError);
  });

  const refusal = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(KeyringError);
      return (error as Error).message;
    }
    throw new Error('it was not refused');
  };
});
