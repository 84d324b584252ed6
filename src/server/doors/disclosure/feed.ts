import { v5 } from 'uuid';
import { startOf } from '../../../kernel/date.js';
import { RESTRICTION_DOMAIN, RESTRICTION_STATUS } from '../../../kernel/linkage.words.js';
import type { Disclosure, DisclosurePage } from '../../../linkage/index.js';

/** What a page of the feed is made of, in whichever format. */
export interface FeedPage extends DisclosurePage {
  /** The log's id: the namespace of all ids of the feed. */
  logId: string;
  /** The day of the page, in Shanghai. */
  today: string;
  /** Whether it is the first page. */
  first: boolean;
  /** Rows asked for. */
  size: number;
}

/** The address of a page of one of the feeds, relative to the feed's own: it holds behind any proxy. */
export const pageAddress = (file: string, { size }: FeedPage, after: string | null): string =>
  `${file}?first=${size}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`;

/** What a feed says of itself and of an entry in one of its languages. Announcements are Chinese; English stands in fields of its own. */
export interface FeedWords {
  feed: string;
  author: string;
  title(d: Disclosure): string;
  /** What was announced, in lines for people. */
  text(d: Disclosure): string;
}
export const feedId = ({ logId }: FeedPage): string => urn(logId, 'disclosure');
/** Permanent, and the same in both formats and on every process. */
export const entryId = ({ logId }: FeedPage, { id }: Disclosure): string => urn(logId, `disclosure/${id}`);
export const feedUpdated = ({ disclosures, today }: FeedPage): Date => disclosures[0]?.updated ?? startOf(today);

/** RFC 9562, version 5: a UUID from a name in a namespace, here the log. */
const urn = (namespace: string, name: string): string => `urn:uuid:${v5(name, namespace)}`;

export const domainName = (domain: Disclosure['domain']): string => RESTRICTION_DOMAIN.zh(domain);
export const statusName = (status: Disclosure['status']): string => RESTRICTION_STATUS.zh(status);

export const CHINESE: FeedWords = {
  feed: '安全生产联合惩戒信息公示',
  author: '安全生产信用联动数据交换枢纽',
  title: ({ name, domain }) => `${name}：${domainName(domain)}限制`,
  text: (d) =>
    [
      `企业名称：${d.name}`,
      `统一社会信用代码：${d.uscc}`,
      `限制领域：${domainName(d.domain)}`,
      `限制状态：${statusName(d.status)}`,
      `期限：${d.effectiveFrom} 至 ${d.effectiveUntil}`,
      `事由：${d.cause}`,
      `依据：${d.legalBasis}`,
      `公布日期：${d.publishedOn}`,
    ].join('\n'),
};

/** What has ended is in the feed as a removal alone, without the company: publicity ends with the restriction (order 36). */
export const isRemoved = ({ status }: Disclosure): boolean => status !== 'IN_FORCE';

export const ENGLISH: FeedWords = {
  feed: 'Work-safety restrictions announced to the public',
  author: 'Work-safety credit hub',
  title: ({ name, domain }) => `${name}: restriction, ${RESTRICTION_DOMAIN.words[domain].en}`,
  text: (d) =>
    [
      `Enterprise: ${d.name}`,
      `Unified social credit code: ${d.uscc}`,
      `Restricted: ${RESTRICTION_DOMAIN.words[d.domain].en}`,
      `Status: ${RESTRICTION_STATUS.words[d.status].en}`,
      `Term: ${d.effectiveFrom} to ${d.effectiveUntil}`,
      `Legal basis: ${d.legalBasisEnglish ?? d.legalBasis}`,
      `Announced on: ${d.publishedOn}`,
    ].join('\n'),
};
