import { create } from 'xmlbuilder2';
import { startOf } from '../../../kernel/date.js';
import {
  CHINESE,
  domainName,
  ENGLISH,
  entryId,
  type FeedPage,
  feedId,
  feedUpdated,
  isRemoved,
  pageAddress,
  statusName,
} from './feed.js';

const ATOM = 'http://www.w3.org/2005/Atom';
const XML = 'http://www.w3.org/XML/1998/namespace';
const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0';
/**
 * The library writes an ampersand before the name of an entity as it is, so that "&lt;" would be read as "<": written as one here,
 * it stays what it is.
 */
const plain = (text: string): string => text.replaceAll('&', '&amp;');

export const ATOM_FILE = 'feed.atom';

/** The page as an Atom feed (RFC 4287), paged by RFC 5005; what has ended is a tombstone (RFC 6721), what is English a summary of its own. */
export function atomFeed(page: FeedPage): string {
  // A control character has no place in XML 1.0, however it is written.
  const feed = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' })
    .ele(ATOM, 'feed')
    .att('http://www.w3.org/2000/xmlns/', 'xmlns:at', TOMBSTONES)
    .att(XML, 'xml:lang', 'zh-CN');
  feed.ele('id').txt(feedId(page)).up();
  feed.ele('title').txt(CHINESE.feed).up();
  feed.ele('subtitle').att(XML, 'xml:lang', 'en').txt(ENGLISH.feed).up();
  feed.ele('updated').txt(feedUpdated(page).toISOString()).up();
  feed.ele('author').ele('name').txt(CHINESE.author).up().up();
  const link = (rel: string, href: string) => feed.ele('link', { rel, type: 'application/atom+xml', href }).up();
  if (page.first) link('self', pageAddress(ATOM_FILE, page, null));
  link('first', pageAddress(ATOM_FILE, page, null));
  if (page.next !== null) link('next', pageAddress(ATOM_FILE, page, page.next));
  for (const d of page.disclosures) {
    const id = entryId(page, d);
    const updated = d.updated.toISOString();
    if (isRemoved(d)) {
      feed.ele(TOMBSTONES, 'at:deleted-entry', { ref: id, when: updated }).up();
      continue;
    }
    const entry = feed.ele('entry');
    entry.ele('id').txt(id).up();
    entry
      .ele('title')
      .txt(plain(CHINESE.title(d)))
      .up();
    entry.ele('updated').txt(updated).up();
    entry.ele('published').txt(startOf(d.publishedOn).toISOString()).up();
    entry.ele('category', { scheme: '#domain', term: d.domain, label: domainName(d.domain) }).up();
    entry.ele('category', { scheme: '#status', term: d.status, label: statusName(d.status) }).up();
    entry
      .ele('content', { type: 'text' })
      .txt(plain(CHINESE.text(d)))
      .up();
    entry
      .ele('summary', { type: 'text' })
      .att(XML, 'xml:lang', 'en')
      .txt(plain(`${ENGLISH.title(d)}\n${ENGLISH.text(d)}`))
      .up();
  }
  return feed.end();
}
