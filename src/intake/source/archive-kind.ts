import { ImportError } from '../table/import-error.js';
import type { Archive } from './archive.js';

/** What a ZIP archive is handed in for. */
export type ArchiveKind =
  /** It is itself a workbook (.xlsx). */
  | { kind: 'workbook' }
  /** It has one file in it, of this name. */
  | { kind: 'packed'; entry: string };

/** What programs of macOS and Windows add to archives, and folders of these. */
const ADDED = /(^|\/)(__MACOSX\/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$)/i;
const NAMED = 10;

/** Throws ImportError where it is nothing that a table can be read of. `file`: what messages call it. */
export function archiveKind({ names, has }: Pick<Archive, 'names' | 'has'>, file: string): ArchiveKind {
  const begins = (folder: string) => names.some((name) => name.toLowerCase().startsWith(folder));
  if (has('[Content_Types].xml')) {
    if (begins('xl/')) return { kind: 'workbook' };
    throw new ImportError(`${file}: is a document of Office and no workbook; save its table as XLSX or CSV`);
  }
  if (has('mimetype') && has('content.xml'))
    throw new ImportError(`${file}: is an OpenDocument file; save its table as XLSX or CSV`);
  const files = names.filter((name) => !ADDED.test(name));
  const [entry, ...more] = files;
  if (entry === undefined) throw new ImportError(`${file}: is an archive without a file in it; pack the table again`);
  if (more.length === 0) return { kind: 'packed', entry };
  const named = files.slice(0, NAMED).join(', ');
  const others = files.length > NAMED ? ` and ${files.length - NAMED} more` : '';
  throw new ImportError(`${file}: has ${files.length} files in it: ${named}${others}; import each by itself`);
}
