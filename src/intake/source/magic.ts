import { ImportError } from '../table/import-error.js';

/** What a file's first bytes say of it; names lie. */
export type Container = 'gzip' | 'zip' | null;

const GZIP = '1f8b';
const ZIP = ['504b0304', '504b0506'];
const PICTURE = 'hand in the table itself, as .xlsx or CSV';
/** What is often handed in and is no text. */
const REFUSED: [magic: string, what: string][] = [
  ['d0cf11e0', 'is an Excel workbook of the old kind; save it as CSV'],
  ['28b52ffd', 'is packed with zstd; unpack it, or pack it with gzip'],
  ['fd377a58', 'is packed with xz; unpack it, or pack it with gzip'],
  ['425a68', 'is packed with bzip2; unpack it, or pack it with gzip'],
  ['377abcaf', 'is a 7z archive; unpack it, or pack it as ZIP'],
  ['52617221', 'is a RAR archive; unpack it, or pack it as ZIP'],
  ['504b0708', 'is a part of a ZIP archive in several parts; unpack it'],
  ['25504446', 'is a PDF; export the table as CSV'],
  ['89504e47', `is a picture (PNG); ${PICTURE}`],
  ['ffd8ff', `is a picture (JPEG); ${PICTURE}`],
  ['47494638', `is a picture (GIF); ${PICTURE}`],
  ['49492a00', `is a picture (TIFF); ${PICTURE}`],
  ['4d4d002a', `is a picture (TIFF); ${PICTURE}`],
  ['52494646', `is a picture, a sound or a film (RIFF); ${PICTURE}`],
  ['7b5c7274', 'is a document (RTF); put its table into a spreadsheet and save it as .xlsx or CSV'],
  ['53514c69', 'is a database (SQLite); export its table as CSV'],
  ['fffe0000', 'is UTF-32; save it as UTF-8'],
  ['0000feff', 'is UTF-32; save it as UTF-8'],
];
/** Where a tar archive says that it is one. */
const TAR = { at: 257, text: 'ustar' };
/** So many bytes are looked at. */
export const MAGIC_LENGTH = TAR.at + TAR.text.length;

/** Throws ImportError where the bytes are the beginning of what is neither text nor unpacked here. */
export function containerOf(start: Buffer, file: string): Container {
  const magic = start.toString('hex', 0, 4);
  const refused = REFUSED.find(([bytes]) => magic.startsWith(bytes));
  if (refused) throw new ImportError(`${file}: ${refused[1]}`);
  if (start.toString('latin1', TAR.at, MAGIC_LENGTH) === TAR.text)
    throw new ImportError(`${file}: is a tar archive; unpack it`);
  return magic.startsWith(GZIP) ? 'gzip' : ZIP.includes(magic) ? 'zip' : null;
}

/** The same bytes; throws ImportError where what was unpacked is packed again: nobody can say which table is meant. */
export async function* unpackedOnce(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (!start) {
      yield chunk;
      continue;
    }
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    if (start.length < MAGIC_LENGTH) continue;
    refuseAnother(start, file);
    yield start;
    start = null;
  }
  if (!start || start.length === 0) return;
  refuseAnother(start, file);
  yield start;
}

function refuseAnother(start: Buffer, file: string): void {
  if (containerOf(start, file)) throw new ImportError(`${file}: has an archive in the archive; unpack it once`);
}
