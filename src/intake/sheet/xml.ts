import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { ImportError } from '../table/import-error.js';

/** What hears of the elements of an XML text, in its order. Names come without the prefix of their namespace. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  close(name: string): void;
  /** May come in pieces. */
  text(text: string): void;
}
/** By name without prefix: what OOXML and SpreadsheetML say is told apart without. */
export type XmlAttributes = Readonly<Record<string, string>>;

/** So many characters without an element's end or beginning are no table: they would be gathered in memory. */
const MOST_BETWEEN = 16_000_000;
/** Elements within each other: a table has a dozen. */
const MOST_DEPTH = 200;

/**
 * Reads XML, one round of the iteration after each piece of it, so that what the handler gathered can be handed on. A
 * document type is refused, with every entity that it could declare; XML that is not well-formed, or is cut off, ends it.
 */
export async function* readXml(
  file: string,
  text: AsyncIterable<string>,
  handler: XmlHandler,
): AsyncGenerator<undefined> {
  const parser = new SaxesParser();
  let quiet = 0;
  let depth = 0;
  parser.on('doctype', () => {
    throw new ImportError(`${file}: has a document type (DOCTYPE), which no table needs; save it anew`);
  });
  parser.on('error', (error) => {
    throw new ImportError(`${file}: its XML is damaged or cut off (${plain(error.message)}); save it anew`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    quiet = 0;
    if (++depth > MOST_DEPTH) throw new ImportError(`${file}: has elements within elements as no table has them`);
    handler.open(local(name), withoutPrefixes(attributes as Record<string, SaxesAttributePlain>));
  });
  parser.on('closetag', ({ name }) => {
    quiet = 0;
    depth--;
    handler.close(local(name));
  });
  parser.on('text', (text) => handler.text(text));
  parser.on('cdata', (text) => handler.text(text));
  for await (const piece of text) {
    quiet += piece.length;
    if (quiet > MOST_BETWEEN)
      throw new ImportError(`${file}: has ${quiet} characters in one piece; no cell of a table has so many`);
    parser.write(piece);
    yield;
  }
  parser.close();
  yield;
}

const PLACE = /^\d+:\d+: /;
/** What the parser says, in one line and without what the file has. */
const plain = (message: string): string => message.replace(PLACE, '').replace(/\s+/g, ' ').slice(0, 100);

const local = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

function withoutPrefixes(attributes: Record<string, SaxesAttributePlain>): XmlAttributes {
  // As the parser is asked, an attribute is a text.
  const texts = attributes as unknown as Record<string, string>;
  for (const name in texts) if (name.includes(':')) return shortened(texts);
  return texts;
}

/** A declaration of a namespace says nothing that is asked for; any other prefix is left away. */
function shortened(attributes: Record<string, string>): XmlAttributes {
  const short: Record<string, string> = {};
  for (const name in attributes) if (!name.startsWith('xmlns')) short[local(name)] = attributes[name] as string;
  return short;
}
