import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterFile } from './after-file.js';

/** Paths in a folder that is removed after the file's last test. */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'hub-test-'));
  afterFile(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}
