import { createHash } from 'node:crypto';
import { startOf } from '../kernel/date.js';
import type { Disclosure, DisclosurePage } from '../linkage/index.js';

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

export const FEED_TITLE = '安全生产联合惩戒信息公示 Work-safety restrictions announced to the public';
export const AUTHOR = 'Work-safety credit hub';
export const feedId = ({ logId }: FeedPage): string => urn(logId, 'disclosure');
/** Permanent, and the same in both formats and on every process. */
export const entryId = ({ logId }: FeedPage, { id }: Disclosure): string => urn(logId, `disclosure/${id}`);
export const feedUpdated = ({ disclosures, today }: FeedPage): Date => disclosures[0]?.updated ?? startOf(today);

/** RFC 9562, version 5: a UUID from a name in a namespace, here the log. */
function urn(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString('hex').slice(0, 32);
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

const DOMAINS: Record<string, string> = {
  PROJECT_APPROVAL: '项目核准',
  LAND_USE_APPROVAL: '用地审批',
  SECURITIES_FINANCING: '证券融资',
  BANK_LOAN_REFERENCE: '银行贷款参考',
};
export const domainLabel = (domain: string): string => DOMAINS[domain] ?? domain;

/** What has ended is in the feed as a removal alone, without the company: publicity ends with the restriction (order 36). */
export const isRemoved = ({ status }: Disclosure): boolean => status !== 'IN_FORCE';

export const titleOf = ({ name, domain }: Disclosure): string => `${name}：${domainLabel(domain)}限制`;

/** What was announced, in lines for people. */
export const textOf = (d: Disclosure): string =>
  [
    `企业名称：${d.name}`,
    `统一社会信用代码：${d.uscc}`,
    `限制领域：${domainLabel(d.domain)} ${d.domain}`,
    `期限：${d.effectiveFrom} – ${d.effectiveUntil}`,
    `事由：${d.cause}`,
    `依据：${d.legalBasis}`,
    `公布日期：${d.publishedOn}`,
  ].join('\n');
