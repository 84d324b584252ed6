import { LRU } from 'tiny-lru';
import { explained, ImportError } from '../table/import-error.js';
import { decodeText } from './encoding.js';
import { openSource, type Source } from './source.js';
import { type Doubt, survey, type Verdict } from './survey.js';

/** A file opened as text. */
export interface TextSource extends Omit<Source, 'chunks' | 'version'> {
  text: AsyncIterable<string>;
  verdict: Verdict;
}

/** What files were found to be that an import opens several times, one after the other. */
const surveyed = new LRU<Verdict>(16);

/**
 * Opens a file as text: it is read to its end once to find out what its bytes are, and then again. A file that cannot be read to
 * its end is so refused before the first row. Throws ImportError, also where its encoding is in doubt as a whole.
 */
export async function openText(path: string, file = path): Promise<TextSource> {
  const source = await openSource(path, file);
  const known = surveyed.get(source.version);
  if (known) return asText(source, known);
  const verdict = await surveyOf(source, () => openSource(path, file));
  if ('doubt' in verdict) throw new ImportError(`${file}: ${verdict.doubt}`);
  const again = await openSource(path, file);
  if (again.version !== source.version) {
    await again.close();
    throw new ImportError(`${file}: was changed while it was read; import it when nobody writes it any more`);
  }
  surveyed.set(source.version, verdict);
  return asText(again, verdict);
}

const asText = ({ chunks, bytesTotal, bytesRead, close }: Source, verdict: Verdict): TextSource => ({
  text: decodeText(chunks, verdict),
  verdict,
  bytesTotal,
  bytesRead,
  close,
});

/** Looks through what is open; what had to be opened again is closed too. */
async function surveyOf(first: Source, reopen: () => Promise<Source>): Promise<Verdict | Doubt> {
  const opened: Source[] = [];
  const next = async function* (): AsyncGenerator<Buffer> {
    const source = opened.length === 0 ? first : await reopen();
    opened.push(source);
    yield* source.chunks;
  };
  try {
    return await survey(next);
  } finally {
    for (const source of opened) await source.close();
  }
}

/** The whole text of a small file, such as a mapping or a year of holidays. Throws ImportError where it cannot be read as one. */
export async function wholeText(path: string): Promise<string> {
  try {
    const { text, close } = await openText(path);
    try {
      let whole = '';
      for await (const part of text) whole += part;
      return whole;
    } finally {
      await close();
    }
  } catch (error) {
    throw explained(error, path);
  }
}
