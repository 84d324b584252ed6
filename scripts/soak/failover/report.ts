import { table } from '../report.js';
import type { FailoverResult } from './failover.js';

/** The result as a page. */
export function failoverMarkdown(title: string, result: FailoverResult): string {
  const { log, promotions, committed, repeated, refused, holdings, seconds, failures } = result;
  const lost = (synchronous: boolean) =>
    promotions.filter((p) => p.synchronous === synchronous).reduce((sum, p) => sum + p.lost, 0);
  const away = promotions.map((p) => p.away).sort((a, b) => a - b);
  const facts = [
    ['promotions', promotions.length],
    ['… with a standby that had confirmed each commit', promotions.filter((p) => p.synchronous).length],
    ['writes answered', committed],
    ['… lost at a promotion whose standby had confirmed', lost(true)],
    ['… lost at a promotion whose standby was cut off before', lost(false)],
    ['writes sent again under their key, their outcome unknown', repeated],
    ['writes refused as UNAVAILABLE, and sent again', refused],
    ['events in the log, positions without a gap', log.events],
    ['seconds from a kill to the next write, median', (away[Math.floor(away.length / 2)] ?? 0).toFixed(1)],
    ['… at most', (away.at(-1) ?? 0).toFixed(1)],
    ['seconds', seconds],
  ];
  const head = [
    'consumer',
    'to hold',
    'received',
    'lost',
    'told as lost',
    'out of order',
    'wrong',
    'duplicates',
    'connections',
  ];
  const rows = holdings.map((h) => [
    h.name,
    h.expected,
    h.received,
    h.lost,
    h.withdrawn,
    h.outOfOrder,
    h.foreign,
    h.duplicates,
    h.connections,
  ]);
  const verdict = failures.length === 0 ? '**Passed.**' : `**Failed:**\n\n${failures.map((f) => `- ${f}`).join('\n')}`;
  return `${[`# ${title}`, verdict, table([['', ''], ...facts] as never), table([head, ...rows])].join('\n\n')}\n`;
}
