import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { ClockStatus } from '../exchange/core.js';
import { machine } from '../kernel/machine.js';
import { correctCommand } from './clock-correct.command.js';
import type { Output } from './terminal/output.js';
import { withHub } from './terminal/session.js';

type Run = (work: (out: Output) => Promise<void>) => Promise<void>;

/** `hub clock status|confirm|correct`. */
export function clockCommand(program: Command, run: Run): void {
  const clock = program.command('clock').description('the clocks that the hub goes by, and whether it believes them');

  clock
    .command('status')
    .description('compares this machine’s clock with the database’s, the log’s last time and other hubs’')
    .addHelpText('after', '\nExit code: 0 the clocks are believed, 1 they are not, and nothing is written.')
    .action(() => run((out) => tell(out, false)));

  correctCommand(clock, run);

  clock
    .command('confirm')
    .description('says that the clocks are right as they are, after a jump or a long time without a hub')
    .addHelpText(
      'after',
      '\nLook first: hub clock status. Who said it, and when, is written down. It makes no clocks agree that do not.\nExit code: 0 the clocks are believed, 1 something is still wrong with them.',
    )
    .action(() => run((out) => tell(out, true)));
}

async function tell(out: Output, confirm: boolean): Promise<void> {
  const status = await withHub(async ({ db, settings }) => {
    const [{ clockStatus, confirmClock }, { clockLimitsOf }] = await Promise.all([
      import('../exchange/core.js'),
      import('../server/core.js'),
    ]);
    const limits = clockLimitsOf(settings);
    return confirm ? confirmClock(db, limits, operator()) : clockStatus(db, limits);
  });
  const ok = status.wrong === null && strangeHub(status) === undefined;
  out.result({ ok, ...status }, linesOf(status));
  if (!ok) process.exitCode = 1;
}

/** Who types the command, as the system knows them. */
function operator(): string {
  try {
    return `${userInfo().username}@${machine.host}`;
  } catch {
    return `someone@${machine.host}`; // a user that the system has no name for
  }
}

/** A hub that runs, and writes nothing because of its clock. */
const strangeHub = ({ hubs }: ClockStatus) => hubs.find((hub) => hub.wrong !== null);

function verdict(status: ClockStatus): string {
  if (status.wrong) return `nothing is written: ${status.wrong.line}`;
  const strange = strangeHub(status);
  return strange
    ? `the hub on ${strange.host} writes nothing (${strange.wrong}): set that machine’s clock right`
    : 'the clocks are believed';
}

const seconds = (ms: number): string => `${ms >= 0 ? '+' : '-'}${(Math.abs(ms) / 1_000).toFixed(3)} s`;

function linesOf(status: ClockStatus): string[] {
  const { machine: here, database, offsetMs, recordedAt, hubs, confirmation } = status;
  const behind = database.getTime() - recordedAt.getTime();
  return [
    verdict(status),
    `this machine  ${here.toISOString()}`,
    `database      ${database.toISOString()}  ${seconds(offsetMs)} from this machine’s`,
    `last event    ${recordedAt.toISOString()}  ${seconds(-behind)} from the database’s clock`,
    ...hubs.map(
      (h) => `hub on ${h.host}  ${seconds(-h.offsetMs)} from the database’s clock${h.wrong ? `  ${h.wrong}` : ''}`,
    ),
    ...(confirmation ? [`confirmed     ${confirmation.at.toISOString()} by ${confirmation.by}`] : []),
  ];
}
