import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlainError } from '../../src/kernel/plain-error.js';

/** A folder is not a backup, or is no longer the one that was written; the message names the file. */
export class BackupDamaged extends PlainError {}

/** What is said of a damaged file or folder, with what helps: nothing in the hub can mend it. */
export const damaged = (path: string, why?: string): BackupDamaged =>
  new BackupDamaged(`${path} is damaged${why ? ` (${why})` : ''}: take another backup`);

/** The form of the folder. A hub reads its own form and those before it. */
export const FORMAT = 1;
export const MANIFEST = 'manifest.json';
export const KEYS = 'signing-keys.json';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const instant = z.iso.datetime();
/** Names of the hub's own tables, columns and files: nothing in them must be quoted, and none leads out of the folder. */
const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);

const file = z.strictObject({
  name: z.string().regex(/^[a-z0-9_.]+\.copy\.gz$/),
  rows: count,
  /** Of the file as it lies on the disk, packed. */
  bytes: count,
  sha256: hash,
});
const table = z.strictObject({
  schema: name,
  name,
  /** Positions of a partition of the log: from `first` to before `past`. */
  partition: z.strictObject({ first: count, past: count }).nullable(),
  /** Columns in the order of the files' fields; generated ones are computed again. */
  columns: z.array(name).min(1),
  rows: count,
  files: z.array(file),
});
const key = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.literal('EdDSA'),
});
const manifest = z.strictObject({
  format: z.literal(FORMAT),
  /** Version of the hub that wrote it. */
  hub: z.string(),
  postgres: z.string(),
  takenAt: instant,
  /** The log in the one state of the database that the backup is. */
  log: z.strictObject({
    id: z.uuid(),
    startPosition: count,
    startHash: hash,
    position: count,
    hash,
    recordedAt: instant,
    lastCheckpoint: z.strictObject({ position: count, hash, signedAt: instant, keyId: z.string() }).nullable(),
  }),
  migrations: z.array(z.strictObject({ when: count, hash })),
  /** Which reference files were loaded (db/reference.ts). */
  reference: z.string().nullable(),
  tables: z.array(table).min(1),
  /** What identities and serials go on from: so a number that was given and taken back is not given again. */
  sequences: z.array(z.strictObject({ schema: name, name, last: z.string().regex(/^\d+$/), called: z.boolean() })),
  /** The signing keys; null where the hub had none, or they were not at hand. */
  keys: z
    .strictObject({
      /** Of the file of keys in the folder; null where they were left out. */
      sha256: hash.nullable(),
      /** Public halves, the one that signs last: they check the log's checkpoints. */
      public: z.array(key).min(1),
      /** Fingerprint of the secret that seals what the database keeps of webhooks. */
      sealing: hash,
    })
    .nullable(),
});

/** What a backup holds. */
export type Manifest = z.output<typeof manifest>;
export type BackupTable = Manifest['tables'][number];
export type BackupFile = BackupTable['files'][number];

/** The manifest as its file has it, with its own hash: a byte that is changed in it is found too. */
export function render(value: Manifest): string {
  const sha256 = createHash('sha256').update(JSON.stringify(value)).digest('hex');
  return `${JSON.stringify({ manifest: value, sha256 }, null, 1)}\n`;
}

/** Reads a folder's manifest. Throws BackupDamaged where it is none, is damaged, or is of a newer form. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new BackupDamaged(`${folder} is no whole backup: it has no ${MANIFEST}`);
  }
  let json: { manifest?: { format?: unknown } };
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged(path);
  }
  const format = json?.manifest?.format;
  if (typeof format === 'number' && format > FORMAT)
    throw new BackupDamaged(`${folder} was written by a newer version of the hub: take that version to read it`);
  const read = manifest.safeParse(json?.manifest);
  if (!read.success || render(read.data) !== text) throw damaged(path);
  return read.data;
}

/** Every file of the backup beside its manifest, with what it must be; `bytes` is null where the manifest does not say. */
export function filesOf({ tables, keys }: Manifest): { name: string; bytes: number | null; sha256: string }[] {
  const own = keys?.sha256 ? [{ name: KEYS, bytes: null, sha256: keys.sha256 }] : [];
  return [...tables.flatMap((t) => t.files), ...own];
}

/** Throws where a file is missing or has another length: that is seen before anything is read. */
export function requireFiles(folder: string, manifest: Manifest): void {
  for (const { name: file, bytes } of filesOf(manifest)) {
    const found = statSync(join(folder, file), { throwIfNoEntry: false });
    if (!found) throw new BackupDamaged(`${join(folder, file)} is missing`);
    if (bytes !== null && found.size !== bytes)
      throw damaged(join(folder, file), `it has ${found.size} bytes and should have ${bytes}`);
  }
}
