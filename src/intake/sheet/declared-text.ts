import { TextDecoder } from 'node:util';

/** How far into a page or an XML text it may say its own encoding. */
export const DECLARED_WITHIN = 4096;
const BOMS: [mark: string, encoding: string][] = [
  ['\xef\xbb\xbf', 'utf-8'],
  ['\xff\xfe', 'utf-16le'],
  ['\xfe\xff', 'utf-16be'],
];
const DECLARED = [/^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)/i, /<meta[^>]*\bcharset\s*=\s*["']?\s*([\w.:-]+)/i];

/** What a text says of its encoding at its beginning; null: nothing. */
export async function declaredEncoding(chunks: AsyncIterable<Buffer>): Promise<string | null> {
  for await (const group of grouped(chunks)) return declared(Buffer.concat(group));
  return null;
}

/**
 * Decodes an XML text, or a page, by its byte order mark, else by what it declares, else as `otherwise`. A byte that the encoding does
 * not know becomes U+FFFD, and the row that has it is refused by its check.
 */
export async function* declaredText(chunks: AsyncIterable<Buffer>, otherwise: string): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  for await (const group of grouped(chunks)) {
    decoder ??= new TextDecoder(declared(Buffer.concat(group)) ?? otherwise);
    for (const chunk of group) yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

/** The first group is long enough for what a text says of itself. */
async function* grouped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let start: Buffer[] | null = [];
  let length = 0;
  for await (const chunk of chunks) {
    if (!start) {
      yield [chunk];
      continue;
    }
    start.push(chunk);
    length += chunk.length;
    if (length < DECLARED_WITHIN) continue;
    yield start;
    start = null;
  }
  if (start && length > 0) yield start;
}

function declared(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, DECLARED_WITHIN);
  const marked = BOMS.find(([mark]) => start.startsWith(mark));
  if (marked) return marked[1];
  const label = DECLARED.map((pattern) => pattern.exec(start)?.[1]).find((found) => found !== undefined);
  // A text whose declaration can be read byte by byte is no UTF-16, whatever it declares.
  if (label === undefined || /^utf-?16/i.test(label)) return null;
  // Writers that declare the smaller sets use characters of the larger one, which has both.
  if (/^(gb_?2312|gbk|cp936|x-gbk)/i.test(label)) return 'gb18030';
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}
