import { builtInFormat, type NumberFormat, numberFormat, PLAIN } from './number-format.js';
import { readXml } from './xml.js';

/** The number format of each style that cells name by its number. */
export async function readStyles(file: string, text: AsyncIterable<string>): Promise<(style: number) => NumberFormat> {
  const written = new Map<number, NumberFormat>();
  const styles: NumberFormat[] = [];
  let within = '';
  const rounds = readXml(file, text, {
    open(name, attributes) {
      if (name === 'cellXfs' || name === 'numFmts') within = name;
      else if (name === 'numFmt' && within === 'numFmts')
        written.set(Number(attributes.numFmtId), numberFormat(attributes.formatCode ?? ''));
      else if (name === 'xf' && within === 'cellXfs') {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(written.get(id) ?? builtInFormat(id));
      }
    },
    close(name) {
      if (name === within) within = '';
    },
    text() {},
  });
  for await (const _ of rounds);
  return (style) => styles[style] ?? PLAIN;
}
