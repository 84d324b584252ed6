import { basename } from 'node:path';
import type { Command } from 'commander';
import type { HolidayReport } from '../linkage/core.js';
import type { Output } from './terminal/output.js';
import { withHub } from './terminal/session.js';

type Run = (work: (out: Output) => Promise<void>) => Promise<void>;

/** `hub holidays list|import`. */
export function holidaysCommand(program: Command, run: Run): void {
  const holidays = program.command('holidays').description('the holiday table, by which working days are counted');

  holidays
    .command('list')
    .description('lists the years of the table, and the notice that each was imported from')
    .action(() =>
      run(async (out) => {
        const years = await withHub(({ rooms }) => rooms.holidays.list());
        const lines = years.map(({ year, off, work, document, importedAt }) => {
          const from = document === null ? 'came with the hub' : `${document} (${importedAt?.toISOString()})`;
          return `${year}  ${String(off).padStart(2)} off  ${String(work).padStart(2)} made up  ${from}`;
        });
        out.result({ years }, lines);
      }),
    );

  holidays
    .command('import')
    .description(
      'takes the arrangement of a whole year, as the State Council’s notice has it; running hubs count by it within seconds',
    )
    .argument(
      '<file>',
      'CSV with the columns day, kind (休 or 班) and name, or JSON: {"document", "days": [{"day", "kind", "name"}]}',
    )
    .option('--document <title>', 'the notice that it is from; left out: as the JSON says')
    .option('--dry-run', 'say what it would change, and change nothing')
    .action((file: string, options: { document?: string; dryRun?: boolean }) =>
      run(async (out) => {
        const { wholeText } = await import('../intake/core.js');
        const text = await wholeText(file);
        const { document, dryRun = false } = options;
        try {
          const given = { file: basename(file), document, dryRun };
          const report = await withHub(({ rooms }) => rooms.holidays.import(text, given));
          out.result(report, linesOf(report));
        } catch (error) {
          const { faults = [] } = error as { faults?: { line: number; message: string }[] };
          const lines = faults.map(({ line, message }) => (line === 0 ? message : `line ${line}: ${message}`));
          if (out.json && error instanceof Error && lines.length > 0) error.message += `: ${lines.join('; ')}`;
          for (const line of lines) out.say(line);
          throw error;
        }
      }),
    );
}

const KIND = { OFF: '休', WORK: '班' } as const;

function linesOf({
  years,
  document,
  dryRun,
  changes,
  added,
  changed,
  removed,
  moved,
  undecided,
  warnings,
}: HolidayReport) {
  const which = years.join(', ');
  if (!changes) return [`${which}: the table is this already`, ...warnings.map((w) => `warn ${w}`)];
  return [
    ...added.map((h) => `+ ${h.day} ${KIND[h.kind]} ${h.name}`),
    ...changed.map((h) => `~ ${h.day} ${KIND[h.was]} → ${KIND[h.kind]} ${h.name}`),
    ...removed.map((h) => `- ${h.day} ${KIND[h.kind]} ${h.name ?? ''}`.trimEnd()),
    ...moved.map((m) => {
      const what = m.what === 'DECISION_FROM' ? 'may be decided from' : 'repair to be decided until';
      return `  case ${m.caseId} of ${m.uscc}: ${what} ${m.after ?? '(not known)'}, before ${m.before ?? '(not known)'}`;
    }),
    ...(undecided > 0 ? [`  ${undecided} enterprises undecided because the table ended: tried again`] : []),
    ...warnings.map((w) => `warn ${w}`),
    `${which}: ${added.length} days added, ${changed.length} changed, ${removed.length} removed, by ${document}${dryRun ? ' (nothing was written)' : ''}`,
  ];
}
