import { startOf } from '../kernel/date.js';
import {
  AUTHOR,
  entryId,
  FEED_TITLE,
  type FeedPage,
  isRemoved,
  pageAddress,
  textOf,
  titleOf,
} from './disclosure-feed.js';

export const JSON_FILE = 'feed.json';

/** The page as a JSON Feed 1.1; what has ended stands in the extension `_removed`. */
export function jsonFeed(page: FeedPage): string {
  const removed = page.disclosures.filter(isRemoved);
  const items = page.disclosures.filter((d) => !isRemoved(d));
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: FEED_TITLE,
    language: 'zh-CN',
    authors: [{ name: AUTHOR }],
    ...(page.next === null ? {} : { next_url: pageAddress(JSON_FILE, page, page.next) }),
    _removed: removed.map((d) => ({ id: entryId(page, d), when: d.updated.toISOString() })),
    items: items.map((d) => ({
      id: entryId(page, d),
      title: titleOf(d),
      content_text: textOf(d),
      date_published: startOf(d.publishedOn).toISOString(),
      date_modified: d.updated.toISOString(),
      tags: [d.domain, d.status],
      _restriction: {
        uscc: d.uscc,
        name: d.name,
        domain: d.domain,
        status: d.status,
        effectiveFrom: d.effectiveFrom,
        effectiveUntil: d.effectiveUntil,
        publishedOn: d.publishedOn,
        cause: d.cause,
        legalBasis: d.legalBasis,
        policy: d.policy,
      },
    })),
  });
}
