import { table } from '../report.js';
import { type HostileResult, mb } from './hostile.js';

/** Afterwards the hub does as much as before, give or take what a busy machine does to a measure. */
export const LEAST_AFTERWARDS = 0.8;
const MOST_CODES = 8;

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** The visit as a page, ratios first. */
export function hostileMarkdown(title: string, result: HostileResult): string {
  const { doors, requests, bank, throughput, memory, logged, seconds, failures } = result;
  const slow = throughput.after < LEAST_AFTERWARDS * throughput.before;
  const wrong = [...failures, ...(slow ? ['afterwards the hub does less than before'] : [])];
  const verdict =
    wrong.length === 0 ? '**The house stands.**' : `**Failed:**\n\n${wrong.map((f) => `- ${f}`).join('\n')}`;
  const facts = [
    [
      'the bank’s p99 beside the attack ÷ alone',
      `${(bank.p99 / bank.idleP99).toFixed(1)} (${ms(bank.p99)} ÷ ${ms(bank.idleP99)})`,
    ],
    ['its median and its slowest check beside the attack', `${ms(bank.p50)}, ${ms(bank.most)}`],
    [
      'single checks afterwards ÷ before',
      `${(throughput.after / throughput.before).toFixed(2)} (${throughput.after.toFixed(0)}/s ÷ ${throughput.before.toFixed(0)}/s)`,
    ],
    ['memory of the hub: most, at rest, afterwards', `${mb(memory.peak)}, ${mb(memory.rest)}, ${mb(memory.after)}`],
    ['hostile requests', requests],
    ['the bank’s checks meanwhile', bank.checks],
    ['seconds', Math.round(seconds)],
  ];
  const byDoor = Object.entries(doors)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { requests: n, answers, cut, codes }]) => {
      const most = Object.entries(codes).sort(([, a], [, b]) => b - a);
      const said = most.slice(0, MOST_CODES).map(([code, times]) => `${code} ${times}`);
      return [name, n, answers, cut, said.join(', ')];
    });
  const lines = Object.entries(logged).map(([line, n]) => [line, n]);
  const parts = [
    `# ${title}`,
    verdict,
    table([['', ''], ...facts] as never),
    table([['door', 'requests', 'answers', 'without one', 'what was said'], ...byDoor]),
    ...(lines.length > 0 ? [table([['log', 'lines'], ...lines])] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}
