import { openSource } from '../source/source.js';
import { type Markup, markupOf } from './markup.js';
import { openMarkup } from './open-markup.js';
import { openWorkbook } from './open-workbook.js';
import type { Sheet, SheetInput } from './sheet.js';

/** Opens a file as a sheet, by what is in it and whatever it is called; null where it is none. Throws ImportError where it is one that is not read. */
export async function openSheet(input: SheetInput): Promise<Sheet | null> {
  const workbook = await openWorkbook(input);
  if (workbook) return workbook;
  const reopen = () => openSource(input.path, input.name);
  const source = await reopen();
  let markup: Markup | null = null;
  try {
    for await (const chunk of source.chunks) {
      markup = markupOf(chunk, input.name);
      break;
    }
  } finally {
    await source.close();
  }
  return markup === null ? null : openMarkup(markup, input, reopen);
}
