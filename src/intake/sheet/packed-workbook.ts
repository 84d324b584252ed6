import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Archive } from '../source/archive.js';

/** A file of an archive, unpacked beside everything else that is temporary. */
export interface PackedFile {
  /** As the archive calls it. */
  name: string;
  path: string;
  close(): Promise<void>;
}

/** What systems put into archives beside what a person put there. */
const BY_SYSTEMS = /(^|\/)(__MACOSX\/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;
const WORKBOOKS = ['504b0304', 'd0cf11e0'];

/** The one file of an archive, unpacked, where it is a workbook: its parts can be read in any order only from a file. Null where it is something else, or there are several. */
export async function packedWorkbook(archive: Archive): Promise<PackedFile | null> {
  const [name, another] = archive.names.filter((one) => !BY_SYSTEMS.test(one));
  if (name === undefined || another !== undefined) return null;
  if (!(await beginsAsWorkbook(archive, name))) return null;
  const folder = await mkdtemp(join(tmpdir(), 'hub-workbook-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'workbook');
    const handle = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of archive.read(name)) await handle.writeFile(chunk);
    } finally {
      await handle.close();
    }
    return { name: name.replace(/^.*[\\/]/, ''), path, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function beginsAsWorkbook(archive: Archive, name: string): Promise<boolean> {
  for await (const chunk of archive.read(name)) return WORKBOOKS.includes(chunk.toString('hex', 0, 4));
  return false;
}
