import type { Command } from 'commander';
import type { ClockSummary, EventDraft } from '../exchange/core.js';
import { dateOf } from '../kernel/date.js';
import { HubError } from '../kernel/errors.js';
import type { Output } from './terminal/output.js';
import { withHub } from './terminal/session.js';

interface Options {
  dryRun?: boolean;
  why?: string;
  today?: string;
}

/** `hub clock correct`. */
export function correctCommand(clock: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  clock
    .command('correct')
    .description('the way back after a clock was ahead: takes back what was announced too early, rectifies wrong days')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--today <date>', 'which day it is, by another clock: refused where the hub’s says another, YYYY-MM-DD')
    .option('--why <text>', 'what had happened: kept with the correction and told to everybody; no person’s name')
    .addHelpText(
      'after',
      '\nSet the clocks right first; see db/CLOCK.md. A run that was stopped is gone on with by the next one.',
    )
    .action((options: Options) => run((out) => correct(out, options)));
}

async function correct(out: Output, { dryRun = false, why, today }: Options): Promise<void> {
  if (!dryRun && (!why?.trim() || !today))
    throw new HubError(
      'BAD_USER_INPUT',
      'say what had happened and which day it is, --why TEXT --today YYYY-MM-DD, or see first what would be done: --dry-run',
    );
  // By a clock that is behind, all that is true since would be taken back.
  const clock = dateOf(new Date());
  if (today !== undefined && today !== clock)
    throw new HubError(
      'CONFLICT',
      `by this machine’s clock it is ${clock} in Shanghai, you say ${today}: where the clock is wrong, set it first; else say --today ${clock}; nothing was changed`,
    );
  await withHub(async ({ db, rooms }) => {
    const [{ correctClock }, { refusePersonalData }] = await Promise.all([
      import('../exchange/core.js'),
      import('../kernel/personal-data.problems.js'),
    ]);
    refusePersonalData(why, 'why');
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    const told = new Examples();
    const on = (event: EventDraft) => told.add(event);
    const options = { works: rooms.clockWorks, why: why?.trim() ?? 'a dry run', dryRun, on, signal: stop.signal };
    const summary = await correctClock(db, options);
    out.result({ ...summary, examples: told.all }, describe(summary, told));
  });
}

/** The first events of each type: what people look at before they let it be done. */
class Examples {
  private readonly most = 3;
  readonly all: Pick<EventDraft, 'type' | 'subject' | 'data'>[] = [];
  private readonly seen: Record<string, number> = {};

  add({ type, subject, data }: EventDraft): void {
    this.seen[type] = (this.seen[type] ?? 0) + 1;
    if ((this.seen[type] ?? 0) <= this.most) this.all.push({ type, subject, data });
  }

  of(type: string): string[] {
    return this.all
      .filter((e) => e.type === type)
      .map(({ subject, data }) => `    ${subject ?? ''} ${JSON.stringify(data).slice(0, 160)}`);
  }
}

function describe(
  { outcome, correction, events, recordedAhead, stated, dryRun }: ClockSummary,
  told: Examples,
): string[] {
  if (outcome === 'NONE' || !correction) return ['nothing to correct: the log’s time is not ahead of the clock'];
  const { after, clock, ahead, announcedThrough } = correction;
  const head =
    recordedAhead === 0
      ? `the log’s time stands at ${ahead.toISOString()}, the clock at ${clock.toISOString()}; no event was recorded ahead`
      : `positions ${after + 1} to ${after + recordedAhead} were recorded ahead of the clock, up to ${ahead.toISOString()}; it says ${clock.toISOString()}`;
  const days = `days were announced up to ${announcedThrough}; those after today ${dryRun ? 'would be' : 'will be'} announced again as they come`;
  const what = Object.entries(events).flatMap(([type, n]) => [`  ${n} ${type}`, ...told.of(type)]);
  const total = Object.values(events).reduce((a, b) => a + b, 0);
  const theirs = stated.map(
    ({ position, type, documentNumber, field, value }) =>
      `  position ${position}: ${type} ${documentNumber ?? ''} ${field} ${value}`,
  );
  const records = theirs.length === 0 ? [] : ['records state days that have not come; their providers correct them:'];
  return [head, days, `${total} events ${dryRun ? 'would be' : 'are'} written:`, ...what, ...records, ...theirs];
}
