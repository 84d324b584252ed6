import type { SoakResult } from './soak.js';

export const count = (n: number): string => n.toLocaleString('en');
const row = (cells: (string | number)[]): string =>
  `| ${cells.map((c) => (typeof c === 'number' ? count(c) : c)).join(' | ')} |`;
export const table = ([head = [], ...body]: (string | number)[][]): string =>
  [row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...body.map(row)].join('\n');

/** The result as a page. */
export function markdown(title: string, result: SoakResult): string {
  const { log, kills, committed, rolledBack, repeated, refused, holdings, writing, seconds, cpu, failures } = result;
  const facts = [
    ['events in the log, positions without a gap', log.events],
    ['writes answered', committed],
    ['writes rolled back', rolledBack],
    ['writes sent again under their key, their outcome unknown', repeated],
    ['writes sent again, no hub there at the moment', refused],
    ['transactions in the log, at least', log.transactions],
    ['hub processes killed (SIGKILL)', kills],
    ['seconds of writing', Math.round(writing)],
    ['events a second, meanwhile', Math.round(log.events / writing)],
    ['seconds with catching up and checking', Math.round(seconds)],
    ['seconds of CPU: hubs', Math.round(cpu.hubs)],
    ['… writers', Math.round(cpu.writers)],
    ['… consumers', Math.round(cpu.consumers)],
  ];
  const consumers = holdings.map((h) => [
    h.name,
    h.expected,
    h.received,
    h.lost,
    h.outOfOrder,
    h.foreign,
    h.duplicates,
    h.connections,
  ]);
  const head = ['consumer', 'to hold', 'received', 'lost', 'out of order', 'wrong', 'duplicates', 'connections'];
  const verdict = failures.length === 0 ? '**Passed.**' : `**Failed:**\n\n${failures.map((f) => `- ${f}`).join('\n')}`;
  return `${[`# ${title}`, verdict, table([['', ''], ...facts] as never), table([head, ...consumers])].join('\n\n')}\n`;
}
