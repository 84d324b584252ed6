import { open } from 'node:fs/promises';

/** What an OLE2 file holds, in a few words for a message with its mend. */
export async function oleRefusal(path: string): Promise<string> {
  const names = await streamNames(path);
  if (names.has('EncryptedPackage')) return 'has a password; save it without one';
  if (names.has('WordDocument'))
    return 'is a Word document; put its table into a spreadsheet and save it as .xlsx or CSV';
  if (names.has('PowerPoint Document'))
    return 'is a presentation; put its table into a spreadsheet and save it as .xlsx or CSV';
  if (names.has('__properties_version1.0'))
    return 'is a message of Outlook (.msg); save the table that came with it, and hand that in';
  return 'is an Excel workbook of the old kind (.xls); save it as .xlsx or CSV';
}

const HEADER = 512;
const ENTRY = 128;
/** So many sectors of the directory are looked at: a workbook's has two. */
const MOST_SECTORS = 64;
/** Of the sectors with the chains, the header names so many itself. */
const CHAINS_IN_HEADER = 109;

/** The names in the directory of an OLE2 file ([MS-CFB] 2.6), as far as it is sound. */
async function streamNames(path: string): Promise<Set<string>> {
  const names = new Set<string>();
  const handle = await open(path);
  try {
    const at = async (position: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    const header = await at(0, HEADER);
    if (header.length < HEADER) return names;
    const size = header.readUInt16LE(30) === 12 ? 4096 : 512;
    const chained = size / 4;
    let sector = header.readUInt32LE(48);
    for (let n = 0; n < MOST_SECTORS; n++) {
      const entries = await at((sector + 1) * size, size);
      for (let start = 0; start + ENTRY <= entries.length; start += ENTRY) {
        const length = entries.readUInt16LE(start + 64);
        if (length >= 2 && length <= 64) names.add(entries.toString('utf16le', start, start + length - 2));
      }
      const chain = Math.floor(sector / chained);
      if (entries.length < size || chain >= CHAINS_IN_HEADER) return names;
      const chains = header.readUInt32LE(76 + 4 * chain);
      const next = await at((chains + 1) * size + 4 * (sector % chained), 4);
      if (next.length < 4) return names;
      sector = next.readUInt32LE(0);
      // Beyond it are the marks of an end, of a free sector and of others that are none.
      if (sector > 0xfffffffa) return names;
    }
    return names;
  } finally {
    await handle.close();
  }
}
