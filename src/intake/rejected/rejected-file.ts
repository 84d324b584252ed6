import { constants } from 'node:fs';
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { REJECTED_COLUMNS } from '../columns/columns.js';
import { csvText } from '../table/csv-text.js';
import { keptWhole, unguarded } from '../table/guard.js';
import { ImportError } from '../table/import-error.js';
import { wholeRow } from './place.js';
import type { RejectedRow } from './refusal.js';
import { reasonColumns } from './returned.js';

/** What stands between the faults of one row: in `code`, `message` and `cell` in one order, and in Chinese. */
const BETWEEN = '; ';
const BETWEEN_CHINESE = '；';

/**
 * The rows that were refused, beside the file that they came from: why, and their own columns, so that they can be mended
 * and imported again. It has its name only when it is whole; until then it is FILE.rejected.csv.partial.
 */
export class RejectedFile {
  readonly path: string;
  private readonly partial: string;
  private handle: FileHandle | null = null;

  private constructor(file: string) {
    this.path = `${file}.rejected.csv`;
    this.partial = `${this.path}.partial`;
  }

  /** Refuses a folder that could not take the file before anything is imported. */
  static async beside(file: string): Promise<RejectedFile> {
    try {
      await access(dirname(file), constants.W_OK);
    } catch {
      throw new ImportError(
        `${file}: rejected rows would go beside it, but the folder ${dirname(file)} is not writable; import a copy of it elsewhere`,
      );
    }
    return new RejectedFile(file);
  }

  /** Writes rows, behind a byte order mark: without it, a spreadsheet of China takes UTF-8 for GBK. */
  async add(header: string[], rows: RejectedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const from = reasonColumns(header);
    const lines: string[][] = [];
    let start = '';
    if (!this.handle) {
      this.handle = await open(this.partial, 'w');
      start = '\ufeff';
      // Columns of an earlier rejected file: its reasons are answered, ours take their place.
      lines.push([...REJECTED_COLUMNS, ...header.slice(from).map((name) => name.trim())]);
    }
    for (const row of rows) lines.push([...reasons(row), ...row.cells.slice(from)]);
    // A cell that came with an apostrophe keeps that one: read back, each is what it was read as the first time, however often it is rejected.
    const text = csvText(
      lines.map((cells) => cells.map(unguarded)),
      keptWhole,
    );
    await this.handle.appendFile(start + text);
  }

  /** Gives the file its name; where nothing was rejected, one of an earlier run goes. */
  async finish(): Promise<string | null> {
    const written = this.handle !== null;
    await this.handle?.close();
    this.handle = null;
    if (written) await rename(this.partial, this.path);
    else await Promise.all([rm(this.path, { force: true }), rm(this.partial, { force: true })]);
    return written ? this.path : null;
  }

  /** Drops what was written: the import did not run through, and the next run meets the same rows again. */
  async discard(): Promise<void> {
    await this.handle?.close();
    this.handle = null;
    await rm(this.partial, { force: true });
  }
}

/** What stands before a row's own cells. */
const reasons = ({ faults, ...where }: RejectedRow): string[] => [
  String(where.line),
  faults.map((f) => f.code).join(BETWEEN),
  faults.map((f) => f.message).join(BETWEEN),
  faults.some((f) => f.cell) ? faults.map((f) => f.cell ?? wholeRow(where)).join(BETWEEN) : '',
  // A sentence's full stop and the mark between two would stand side by side.
  `${faults.map((f) => f.chinese.replace(/。$/, '')).join(BETWEEN_CHINESE)}。`,
];
