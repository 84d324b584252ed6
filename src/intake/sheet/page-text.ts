import { decodeText } from '../source/encoding.js';
import type { Source } from '../source/source.js';
import { survey } from '../source/survey.js';
import { ImportError } from '../table/import-error.js';
import { declaredEncoding, declaredText } from './declared-text.js';

/** How the text of a page or of an XML workbook is read. */
export interface PageText {
  decode(chunks: AsyncIterable<Buffer>): AsyncIterable<string>;
  /** Whether every line is surely of one encoding; else rows that have lines in doubt are marked so (source/encoding.ts). */
  alike: boolean;
}

/** What programs declare that write Chinese text, whatever they then write: a page's declaration is a template's. */
const OFTEN_WRONG = [null, 'utf-8', 'gb18030', 'gbk', 'big5', 'windows-1252'];

/**
 * Judges a text by its bytes, as every text is, for what it declares is often wrong: a page that says gb2312 and is UTF-8 was read
 * as characters that nobody wrote. Where the bytes leave a doubt, and of any other encoding, the declaration is believed.
 */
export async function pageText(file: string, reopen: () => Promise<Source>): Promise<PageText> {
  const declared = await declaredEncoding(opened(reopen));
  const verdict = OFTEN_WRONG.includes(declared) ? await survey(() => opened(reopen)) : null;
  if (verdict && !('doubt' in verdict))
    return { decode: (chunks) => decodeText(chunks, verdict), alike: verdict.alike };
  if (verdict && declared === null) throw new ImportError(`${file}: ${verdict.doubt}`);
  return { decode: (chunks) => declaredText(chunks, 'utf-8'), alike: true };
}

/** All bytes, or as many as are asked for; what was opened for them is closed behind them. */
async function* opened(reopen: () => Promise<Source>): AsyncGenerator<Buffer> {
  const source = await reopen();
  try {
    yield* source.chunks;
  } finally {
    await source.close();
  }
}
