import { beforeAll, expect, it } from 'vitest';
import { crawl } from '../kit/crawl.js';
import { startTestHub, type TestHub } from '../kit/hub.js';

/** What callers share beyond a batch is nobody's on purpose: the look goes on when the one who came first leaves. */
const SHARED: readonly RegExp[] = [
  /from "hub"\."agency" where/, // names of agencies, remembered
  /with head as materialized/, // that an instant is settled
  /from hub\.(policy|holiday)/, // the policies, remembered
  /from hub\.log\b/, // which log this is
];

let hub: TestHub;
let start: string;
beforeAll(async () => {
  hub = await startTestHub();
  start = (await hub.dataOf('{ events(first: 1) { pageInfo { endCursor } } }')).events.pageInfo.endCursor;
});

it.each(['OPERATOR', 'SAFETY_REGULATOR', 'BANKING'] as const)(
  'every statement of a query is made on behalf of its caller: %s',
  async (kind) => {
    const { mine, works, accident, hazard } = hub.county;
    hub.nobodys.length = 0;
    const heard = await crawl((query) => hub.ask(query, { key: hub.keys[kind] }), {
      uscc: [`"${mine}"`, `"${works}"`],
      usccs: [JSON.stringify([mine, works])],
      id: [`"${accident}"`, `"${hazard}"`, '"1"'],
      first: ['5'],
      purpose: ['"review"'],
      by: ['[]'],
      code: ['"620621"'],
      cursor: [`"${start}"`],
    });
    expect(heard.size).toBeGreaterThan(20);
    const nobodys = new Set(hub.nobodys.map((text) => text.replace(/\s+/g, ' ').trim()));
    expect([...nobodys].filter((text) => !SHARED.some((known) => known.test(text)))).toEqual([]);
  },
);
