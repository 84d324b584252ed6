import { create } from 'xmlbuilder2';
import { startOf } from '../kernel/date.js';
import {
  AUTHOR,
  domainLabel,
  entryId,
  FEED_TITLE,
  type FeedPage,
  feedId,
  feedUpdated,
  isRemoved,
  pageAddress,
  textOf,
  titleOf,
} from './disclosure-feed.js';

const ATOM = 'http://www.w3.org/2005/Atom';
const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0';
/**
 * The library writes an ampersand before the name of an entity as it is, so that "&lt;" would be read as "<": written as one here,
 * it stays what it is.
 */
const plain = (text: string): string => text.replaceAll('&', '&amp;');

export const ATOM_FILE = 'feed.atom';

/** The page as an Atom feed (RFC 4287), paged by RFC 5005; what has ended is a tombstone (RFC 6721). */
export function atomFeed(page: FeedPage): string {
  // A control character has no place in XML 1.0, however it is written.
  const feed = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' })
    .ele(ATOM, 'feed')
    .att('http://www.w3.org/2000/xmlns/', 'xmlns:at', TOMBSTONES);
  feed.ele('id').txt(feedId(page)).up();
  feed.ele('title').txt(FEED_TITLE).up();
  feed.ele('updated').txt(feedUpdated(page).toISOString()).up();
  feed.ele('author').ele('name').txt(AUTHOR).up().up();
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
      .txt(plain(titleOf(d)))
      .up();
    entry.ele('updated').txt(updated).up();
    entry.ele('published').txt(startOf(d.publishedOn).toISOString()).up();
    entry.ele('category', { scheme: '#domain', term: d.domain, label: domainLabel(d.domain) }).up();
    entry.ele('category', { scheme: '#status', term: d.status }).up();
    entry
      .ele('content', { type: 'text' })
      .txt(plain(textOf(d)))
      .up();
  }
  return feed.end();
}
