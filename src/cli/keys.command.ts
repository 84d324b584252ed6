import type { Command } from 'commander';
import type { Keyring } from '../access/index.js';
import { HubError } from '../kernel/errors.js';
import type { Output } from './terminal/output.js';

/** `hub keys list|rotate`. */
export function keysCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  const keys = program
    .command('keys')
    .description('the hub’s own signing keys (Ed25519): what it signs checkpoints of the log and webhooks with');

  keys
    .command('list')
    .description('lists the keys, the one that signs last')
    .action(() =>
      run(async (out) => {
        const { path, openKeyring } = await keyFile();
        const keyring = openKeyring(path, { create: false });
        if (!keyring)
          throw new HubError('NOT_FOUND', `${path}: there is none yet; the hub makes it at its first start`);
        show(out, keyring);
      }),
    );

  keys
    .command('rotate')
    .description('makes a new key that signs from now on; running hubs take it up within seconds')
    .action(() =>
      run(async (out) => {
        const { path, rotateKeys } = await keyFile();
        show(out, rotateKeys(path));
      }),
    );
}

/** Where the keys are, and what opens them. */
async function keyFile() {
  const [access, server] = await Promise.all([import('../access/index.js'), import('../server/core.js')]);
  const settings = server.readSettings();
  const path = server.signingKeysOf(settings);
  server.requireOwnKeys(settings, path);
  return { ...access, path };
}

/** Public halves alone: what a key signs with is never printed. */
function show(out: Output, keyring: Keyring): void {
  const { keys } = keyring.jwks();
  const list = keyring.publicKeys().map(({ keyId, createdAt, current }, i) => ({
    keyId,
    createdAt,
    current,
    publicKey: keys[i]?.x,
  }));
  const lines = list.map((k) => `${k.keyId}  ${k.createdAt.toISOString()}${k.current ? '  signs' : ''}`);
  out.result({ file: keyring.path, keys: list }, lines);
}
