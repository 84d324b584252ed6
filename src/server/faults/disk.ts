import { statfs } from 'node:fs/promises';

/** PostgreSQL makes a file of 16 MiB when its log goes on, and stops where it cannot. */
export const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** Bytes that are free on the disk of a folder. Throws the system's error where the folder is not there. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
