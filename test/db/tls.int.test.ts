import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, connect as dialPlain } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/pool.js';
import { afterFile } from '../kit/after-file.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';

/** openssl makes the certificate; without it there is nothing to try with, which is a failure in CI alone. */
function certificate(): { key: string; cert: string } | null {
  const at = temporaryFolder();
  const [key, cert] = [at('key.pem'), at('cert.pem')];
  try {
    const subject = ['-subj', '/CN=localhost', '-days', '2'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', key, '-out', cert, ...subject],
      {
        stdio: 'ignore',
      },
    );
  } catch (error) {
    if (process.env.CI) throw error;
    console.log('NOT RUN: no openssl; apt-get install -y openssl');
    return null;
  }
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

const made = certificate();

describe.runIf(made)('a database that takes TLS', () => {
  let db: TestDatabase;
  let secured = 0;
  /** The database behind a door that answers what PostgreSQL answers to a request for TLS. */
  const door = async (takes: boolean): Promise<string> => {
    const { hostname, port, username, password, pathname } = new URL(db.url);
    const context = createSecureContext(made as { key: string; cert: string });
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (request: Buffer) => {
        const beyond = dialPlain(Number(port), hostname);
        beyond.on('error', () => socket.destroy());
        socket.on('close', () => beyond.destroy());
        beyond.on('close', () => socket.destroy());
        const asked = request.length === 8 && request.readInt32BE(4) === 80_877_103;
        if (asked) socket.write(takes ? 'S' : 'N');
        else beyond.write(request);
        const inner = asked && takes ? new TLSSocket(socket, { isServer: true, secureContext: context }) : socket;
        if (inner instanceof TLSSocket) inner.on('error', () => {}).once('secure', () => secured++);
        inner.pipe(beyond);
        beyond.pipe(inner);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    afterFile(() => void server.close());
    return `postgres://${username}:${password}@localhost:${(server.address() as AddressInfo).port}${pathname}`;
  };
  const ask = async (url: string) => {
    const sql = openPool(url, { max: 1, connect_timeout: 5 });
    return await sql`select 42 n`.then(([row]) => row?.n).finally(() => sql.end({ timeout: 1 }));
  };
  beforeAll(async () => {
    db = await testDatabase();
  });

  it.each([['sslmode=require'], ['sslmode=prefer'], ['ssl=require']])('is spoken to so: %s', async (how) => {
    const before = secured;
    expect(await ask(`${await door(true)}?${how}`)).toBe(42);
    expect(secured).toBe(before + 1);
  });

  it('is spoken to plainly where nothing is asked, or it does not take TLS and need not', async () => {
    const before = secured;
    expect(await ask(await door(true))).toBe(42);
    expect(await ask(`${await door(false)}?sslmode=prefer`)).toBe(42);
    expect(secured).toBe(before);
  });

  it('is refused where it does not take TLS, or its certificate is nobody’s', async () => {
    await expect(ask(`${await door(false)}?sslmode=require`)).rejects.toThrow('does not take TLS');
    await expect(ask(`${await door(true)}?sslmode=verify-full`)).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });
});
