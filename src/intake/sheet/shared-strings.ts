import { CellText, unescaped } from './cell-text.js';
import type { TextStore } from './text-store.js';
import { readXml } from './xml.js';

/** Puts the texts that cells name by their number into a store: runs of one text joined, how it is pronounced left out. */
export async function readSharedStrings(file: string, text: AsyncIterable<string>, into: TextStore): Promise<void> {
  const gathered = new CellText();
  let phonetic = 0;
  let within = false;
  const rounds = readXml(file, text, {
    open(name) {
      if (name === 'rPh') phonetic++;
      else if (name === 't') within = phonetic === 0;
    },
    close(name) {
      if (name === 't') within = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'si') into.add(unescaped(gathered.take()));
    },
    text(piece) {
      if (within) gathered.add(piece);
    },
  });
  for await (const _ of rounds);
}
