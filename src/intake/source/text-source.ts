import { ImportError } from '../table/import-error.js';
import { decodeText } from './encoding.js';
import { openSource, type Source } from './source.js';
import { survey, type Verdict } from './survey.js';

/** A file opened as text. */
export interface TextSource extends Omit<Source, 'chunks' | 'version'> {
  text: AsyncIterable<string>;
  verdict: Verdict;
}

/**
 * Opens a file as text: it is read to its end once to find out what its bytes are, and then again. A file that cannot be read to
 * its end is so refused before the first row. Throws ImportError, also where its encoding is in doubt as a whole.
 */
export async function openText(path: string, file = path): Promise<TextSource> {
  const { verdict, version } = await surveyed(path, file);
  const source = await openSource(path, file);
  if (source.version !== version) {
    await source.close();
    throw new ImportError(`${file}: was changed while it was read; import it when nobody writes it any more`);
  }
  const { chunks, bytesTotal, bytesRead, close } = source;
  return { text: decodeText(chunks, verdict), verdict, bytesTotal, bytesRead, close };
}

async function surveyed(path: string, file: string): Promise<{ verdict: Verdict; version: string }> {
  const opened: Source[] = [];
  const next = async function* (): AsyncGenerator<Buffer> {
    const source = await openSource(path, file);
    opened.push(source);
    yield* source.chunks;
  };
  try {
    const verdict = await survey(next);
    if ('doubt' in verdict) throw new ImportError(`${file}: ${verdict.doubt}`);
    return { verdict, version: (opened.at(-1) as Source).version };
  } finally {
    for (const source of opened) await source.close();
  }
}
