import { startOf } from '../../../kernel/date.js';
import { CHINESE, domainName, ENGLISH, entryId, type FeedPage, isRemoved, pageAddress, statusName } from './feed.js';

export const JSON_FILE = 'feed.json';

/** The page as a JSON Feed 1.1; what has ended stands in the extension `_removed`, English in `_english`. */
export function jsonFeed(page: FeedPage): string {
  const removed = page.disclosures.filter(isRemoved);
  const items = page.disclosures.filter((d) => !isRemoved(d));
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: CHINESE.feed,
    language: 'zh-CN',
    authors: [{ name: CHINESE.author }],
    _english: { title: ENGLISH.feed, author: ENGLISH.author },
    ...(page.next === null ? {} : { next_url: pageAddress(JSON_FILE, page, page.next) }),
    _removed: removed.map((d) => ({ id: entryId(page, d), when: d.updated.toISOString() })),
    items: items.map((d) => ({
      id: entryId(page, d),
      title: CHINESE.title(d),
      content_text: CHINESE.text(d),
      date_published: startOf(d.publishedOn).toISOString(),
      date_modified: d.updated.toISOString(),
      tags: [d.domain, d.status],
      _english: { title: ENGLISH.title(d), content_text: ENGLISH.text(d) },
      _restriction: {
        uscc: d.uscc,
        name: d.name,
        domain: d.domain,
        domainName: domainName(d.domain),
        status: d.status,
        statusName: statusName(d.status),
        effectiveFrom: d.effectiveFrom,
        effectiveUntil: d.effectiveUntil,
        publishedOn: d.publishedOn,
        cause: d.cause,
        legalBasis: d.legalBasis,
        legalBasisEnglish: d.legalBasisEnglish,
        policy: d.policy,
      },
    })),
  });
}
