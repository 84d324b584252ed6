import { Command } from 'commander';
import { HubError } from '../kernel/errors.js';
import { version } from '../kernel/project.js';
import { agencyCommand } from './agency.command.js';
import { backupCommand } from './backup.command.js';
import { clockCommand } from './clock.command.js';
import { exportCommand } from './export.command.js';
import { followCommand } from './follow.command.js';
import { holidaysCommand } from './holidays.command.js';
import { importCommand } from './import.command.js';
import { keysCommand } from './keys.command.js';
import { logCommand } from './log.command.js';
import { operationsCommand } from './operations.command.js';
import { policyCommand } from './policy.command.js';
import { receiptCommand } from './receipt.command.js';
import { restoreCommand } from './restore.command.js';
import { asJson, fail, type Output, output } from './terminal/output.js';
import { verifyCommand } from './verify.command.js';

const LAST_LINES_MS = 500;
const NEW = 'make a new, empty database also beside a hub that runs on another one';

/** The `hub` command. Every command's rooms are loaded when it runs: its help and a wrong use wait for none of them. */
export function hubCommand(): Command {
  const program = new Command('hub');
  const json = asJson;
  program
    .description('Work-safety credit hub: GraphQL data exchange between government agencies')
    // What stands behind a command's name is that command's: `import undo --dry-run` is not import's own --dry-run.
    .enablePositionalOptions()
    .version(json ? JSON.stringify({ version }) : version)
    .option('--json', 'one JSON object (or NDJSON) on stdout, nothing else there');
  const oneLine = (text: string) =>
    `${text
      .replace(/^error: /, '')
      .trim()
      .replace(/\n/g, ' ')}; see: npx hub --help`;
  program.configureOutput({ outputError: (text, write) => write(json ? '' : `hub: ${oneLine(text)}\n`) });
  program.exitOverride(({ code, message, exitCode }) => {
    const reason = code === 'commander.help' ? 'name a command' : message;
    if (json && exitCode !== 0) fail(new HubError('BAD_USER_INPUT', oneLine(reason)), json);
    process.exit(exitCode);
  });
  const run = async (work: (out: Output) => Promise<void>) => {
    try {
      await work(output(json));
    } catch (error) {
      fail(error, json);
    }
  };

  /** For what serves: whatever a failed start has left open holds the process no longer than its last lines need. */
  const runToTheEnd = async (work: (out: Output) => Promise<void>) => {
    await run(work);
    setTimeout(() => process.exit(), LAST_LINES_MS).unref();
  };

  program
    .command('serve')
    .description('serves the hub over a migrated database, until Ctrl-C')
    .option('--subgraph <name>', 'serve one subgraph alone at /graphql, for a standard router')
    .action((options: { subgraph?: string }) =>
      runToTheEnd(async (out) => (await import('./serve.command.js')).serve(out, options)),
    );

  program
    .command('start')
    .description('sets the embedded database up (migrations, a demonstration county where it is empty), then serves')
    .option('--new', NEW)
    .action((options: { new?: boolean }) =>
      runToTheEnd(async (out) => (await import('./start.command.js')).start(out, options)),
    );

  program
    .command('migrate')
    .description('migrates the database, which it makes where there is none, and says what it did')
    .option('--new', NEW)
    .action((options: { new?: boolean }) =>
      run(async (out) => (await import('./migrate.command.js')).migrate(out, options)),
    );

  importCommand(program, run);
  exportCommand(program, run);
  agencyCommand(program, run);
  clockCommand(program, run);
  holidaysCommand(program, run);
  keysCommand(program, run);
  logCommand(program, run);
  operationsCommand(program, run);
  policyCommand(program, run);
  verifyCommand(program, run);
  backupCommand(program, run);
  restoreCommand(program, run);
  receiptCommand(program, run);
  followCommand(program, run);

  program
    .command('doctor')
    .description('checks the set-up, one line each, with the mend')
    .action(() => run(async (out) => (await import('./doctor.command.js')).doctor(out)));

  for (const command of [program, ...program.commands.flatMap((c) => [c, ...c.commands])]) {
    if (command !== program) command.option('--json', 'JSON on stdout, nothing else there');
  }
  // Help for a command that there is not would be the help of the one above it, and look like success.
  const unknown = process.argv.includes('--help') || process.argv.includes('-h') ? unknownCommand(program) : null;
  if (unknown) program.error(`error: unknown command '${unknown}'`);
  return program;
}

/** The first name on the command line that is no command where commands are expected. */
function unknownCommand(program: Command): string | null {
  let at = program;
  for (const name of process.argv.slice(2).filter((word) => !word.startsWith('-'))) {
    if (at.commands.length === 0 || name === 'help') return null;
    const next = at.commands.find((c) => c.name() === name);
    if (!next && at.registeredArguments.length > 0) return null;
    if (!next) return name;
    at = next;
  }
  return null;
}

await hubCommand().parseAsync();
