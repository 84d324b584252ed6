import { builtInFormat, type NumberFormat, numberFormat, PLAIN, type TextFormat, textFormat } from './number-format.js';
import { readXml } from './xml.js';

/** What a style makes of a number, and of a text. */
export interface CellFormat {
  number: NumberFormat;
  text: TextFormat;
}

export const PLAIN_CELL: CellFormat = { number: PLAIN, text: null };
export const cellFormat = (code: string): CellFormat => ({ number: numberFormat(code), text: textFormat(code) });

/** The number format of each style that cells name by its number. */
export async function readStyles(file: string, text: AsyncIterable<string>): Promise<(style: number) => CellFormat> {
  const written = new Map<number, CellFormat>();
  const styles: CellFormat[] = [];
  let within = '';
  const rounds = readXml(file, text, {
    open(name, attributes) {
      if (name === 'cellXfs' || name === 'numFmts') within = name;
      else if (name === 'numFmt' && within === 'numFmts')
        written.set(Number(attributes.numFmtId), cellFormat(attributes.formatCode ?? ''));
      else if (name === 'xf' && within === 'cellXfs') {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(written.get(id) ?? { number: builtInFormat(id), text: null });
      }
    },
    close(name) {
      if (name === within) within = '';
    },
    text() {},
  });
  for await (const _ of rounds);
  return (style) => styles[style] ?? PLAIN_CELL;
}
