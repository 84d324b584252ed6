import { TextDecoder } from 'node:util';
import { eachLine, lineBlocks } from './blocks.js';
import { CONTRARY, Judge } from './judge.js';
import type { Encoding, Verdict } from './survey.js';

/** Stands for characters of a line whose encoding is in doubt, until the row that has it is refused: no text has it. */
export const DOUBTFUL = '\ufdd0';

/** What programs leave of characters that they could not read: U+FFFD in UTF-8, read as GBK. */
const LOST = '锟斤拷';
const LOSS = '\ufffd';
const MARK = '\ufeff';

/** Of bytes that can be read only once: each line by itself, and what is not sure by itself is in doubt. */
const UNSURVEYED: Verdict = { encoding: 'utf-8', marked: false, legacy: 'gb18030', alike: false, mixed: true };

/** A mark is told from text below, wherever it is. */
const decoderOf = (name: Encoding) => new TextDecoder(name, { ignoreBOM: true });

/**
 * Decodes bytes as the survey found them. Marks are left out, in the middle too, where files were put together out of files. Bytes
 * that the encoding does not know become U+FFFD, and the rows that have one are refused by their checks. Where lines
 * differ each is read in its own encoding, and one that is in doubt has DOUBTFUL in the place of all that is not ASCII.
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  verdict: Verdict = UNSURVEYED,
): AsyncGenerator<string> {
  const text = verdict.alike ? decodedAlike(chunks, verdict.encoding) : decodedByLine(chunks, verdict);
  for await (const part of text) {
    let clean = part;
    if (clean.includes(MARK)) clean = clean.replaceAll(MARK, '');
    if (clean.includes(LOST)) clean = clean.replaceAll(LOST, LOSS);
    if (clean) yield clean;
  }
}

async function* decodedAlike(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* decodedByLine(chunks: AsyncIterable<Uint8Array>, verdict: Verdict): AsyncGenerator<string> {
  const judge = new Judge(verdict.legacy);
  for await (const block of lineBlocks(chunks)) {
    let text = '';
    // Lines of one encoding that follow each other are decoded together.
    let run: { from: number; to: number; as: Encoding | null } | null = null;
    const flush = (): void => {
      if (run) text += decoded(block.subarray(run.from, run.to), run.as, verdict.encoding);
    };
    eachLine(block, (from, to) => {
      const as = encodingOf(judge, block, from, to, verdict);
      if (run && run.as === as) run.to = to;
      else {
        flush();
        run = { from, to, as };
      }
    });
    flush();
    yield text;
  }
}

/** Null: in doubt. */
function encodingOf(judge: Judge, block: Uint8Array, from: number, to: number, verdict: Verdict): Encoding | null {
  const { encoding, legacy, mixed } = verdict;
  const line = judge.line(block, from, to);
  if (line === 'ascii') return encoding;
  if (line === 'doubt') return null;
  if (line === 'utf-8') return line;
  if (line === 'legacy') return encoding === legacy || judge.believable ? legacy : null;
  const contrary = encoding === 'utf-8' ? -judge.nats : judge.nats;
  return mixed || contrary > CONTRARY ? null : encoding;
}

function decoded(bytes: Uint8Array, as: Encoding | null, file: Encoding): string {
  const text = decoderOf(as ?? file).decode(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
  return as ? text : text.replace(/[^\u0000-\u007f]+/g, DOUBTFUL);
}
