import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { CodeReceipt } from '../reference/core.js';
import type { Output } from './terminal/output.js';
import { withHub } from './terminal/session.js';

type Run = (work: (out: Output) => Promise<void>) => Promise<void>;

interface AddOptions {
  source: string;
  replacedBy?: string;
  since?: string;
  confirmed?: boolean;
  by?: string;
  dryRun?: boolean;
}

/** `hub codes add|list|remove`. */
export function codesCommand(program: Command, run: Run): void {
  const codes = program
    .command('codes')
    .description(
      'credit codes that were issued although their check characters do not fit, and others to be vouched for',
    );

  codes
    .command('add')
    .description('notes a code; running hubs go by it within seconds. The same again changes nothing')
    .argument('<code>', 'a code that fits in all but its check characters; with --confirmed one that fits')
    .requiredOption('--source <text>', 'who says so: a document, a register, a letter')
    .option('--replaced-by <code>', 'the code that the organisation has instead: whoever sends the old one is told it')
    .option('--confirmed', 'vouch for a code that is an identity number too: it is taken from now on')
    .option('--since <date>', 'since when, YYYY-MM-DD')
    .option('--by <name>', 'who notes it; left out: the account that the command runs under')
    .option('--dry-run', 'check it, and note nothing')
    .action((code: string, options: AddOptions) =>
      run(async (out) => {
        const { source, replacedBy = null, since = null, by = account(), dryRun = false } = options;
        const kind = options.confirmed ? 'CONFIRMED' : 'NON_CONFORMING';
        const note = { code, kind, replacedBy, source, since, by } as const;
        const receipt = await withHub(({ rooms }) => rooms.codes.add(note, dryRun));
        out.result(receipt, lineOf(receipt));
      }),
    );

  codes
    .command('list')
    .description('lists the codes that are noted, and who says so')
    .option('--all', 'also what was taken out, with its day')
    .action((options: { all?: boolean }) =>
      run(async (out) => {
        const rows = await withHub(({ rooms }) => rooms.codes.list(options.all === true));
        const lines = rows.map((row) => {
          const { code, kind, replacedBy, source, since, removedAt } = row;
          const also = [replacedBy && `now ${replacedBy}`, since && `since ${since}`, source];
          if (removedAt) also.push(`taken out ${removedAt.toISOString()} by ${row.removedBy}`);
          return `${code}  ${kind.padEnd(14)}  ${also.filter(Boolean).join('; ')}`;
        });
        out.result({ codes: rows.map(({ id: _, ...row }) => row) }, lines.length > 0 ? lines : 'no codes');
      }),
    );

  codes
    .command('remove')
    .description('takes a code out: it counts by its arithmetic again. The note is kept')
    .argument('<code>', 'which one')
    .option('--by <name>', 'who takes it out; left out: the account that the command runs under')
    .option('--dry-run', 'say what would be taken out, and take nothing out')
    .action((given: string, options: { by?: string; dryRun?: boolean }) =>
      run(async (out) => {
        const { by = account(), dryRun = false } = options;
        const { code, kind, source, done } = await withHub(({ rooms }) => rooms.codes.remove(given, by, dryRun));
        const then = kind === 'CONFIRMED' ? 'records under it are refused from then on' : 'it is a typing error again';
        const said =
          done === 'UNCHANGED' ? 'was taken out before' : `${dryRun ? 'would be taken out' : 'is taken out'}; ${then}`;
        out.result({ code, kind, source, done, dryRun }, `${code} (${source}) ${said}`);
      }),
    );
}

/** Where the system knows no name for the account (a container with a bare number), its number. */
function account(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function lineOf({ code, kind, replacedBy, done, dryRun }: CodeReceipt): string {
  if (done === 'UNCHANGED') return `${code} is noted so already`;
  const verb = `${dryRun ? 'would be' : 'is'} noted${done === 'REPLACED' ? ' anew' : ''}`;
  if (kind === 'CONFIRMED') return `${code} ${verb} as confirmed: it is taken as a code`;
  return `${code} ${verb} as issued with a wrong check character${replacedBy ? `, replaced by ${replacedBy}` : ''}; it stays refused, by that name`;
}
