import { ImportError } from '../table/import-error.js';
import { DECLARED_WITHIN } from './declared-text.js';

/** What a text is that begins with a tag: a web page, or an XML workbook of 2003. */
export type Markup = 'html' | 'xml-workbook';

const BEFORE = /^(?:\s|<\?xml[^>]*\?>|<\?mso-application[^>]*\?>|<!--[\s\S]*?-->|<!doctype[^>[]*(?:\[[^\]]*\]\s*)?>)*/i;
const PAGE = /^<(?:html|head|body|table|meta|style|script|title|div|form|center|font|p|link|base)(?=[\s/>])/i;
const WORKBOOK = /^<(?:[\w-]+:)?Workbook(?=[\s/>])/;

/** Whether a text is a page or an XML workbook, by its first bytes, whatever its name says; null: neither. */
export function markupOf(start: Buffer, file: string): Markup | null {
  const text = beginning(start);
  if (/^\s*MIME-Version:/i.test(text))
    throw new ImportError(`${file}: is a web archive (MHTML); save the table as .xlsx or CSV`);
  if (!/^\s*</.test(text)) return null;
  const rest = text.slice(BEFORE.exec(text)?.[0].length ?? 0);
  if (WORKBOOK.test(rest)) return 'xml-workbook';
  if (PAGE.test(rest) || /^\s*<!doctype\s+html/i.test(text)) return 'html';
  if (/^\s*<\?xml/i.test(text))
    throw new ImportError(`${file}: is XML, but no workbook; export the table as .xlsx or CSV`);
  return null;
}

/** The beginning of a text as ASCII: its tags are that in every encoding. */
function beginning(start: Buffer): string {
  const bytes = start.subarray(0, DECLARED_WITHIN);
  const mark = bytes.toString('hex', 0, 2);
  if (mark === 'fffe') return bytes.toString('utf16le', 2);
  if (mark === 'feff')
    return Buffer.from(bytes.subarray(2, 2 + 2 * Math.floor((bytes.length - 2) / 2)))
      .swap16()
      .toString('utf16le');
  return bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '');
}
