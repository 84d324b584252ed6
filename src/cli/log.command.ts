import { join } from 'node:path';
import type { Command } from 'commander';
import type { Holder, Partition, RetentionPlan, RetentionRule } from '../exchange/core.js';
import { parseDate } from '../kernel/date.js';
import { HubError } from '../kernel/errors.js';
import { heapKeeper } from '../kernel/heap.js';
import type { Output } from './terminal/output.js';
import { withHub } from './terminal/session.js';

interface Options {
  keep?: string;
  before?: string;
  archive?: string;
  discard?: boolean;
  force?: boolean;
  dryRun?: boolean;
}

/** `hub log retain`. */
export function logCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  const log = program.command('log').description('the log of events: what is kept of it');

  log
    .command('retain')
    .description('takes old events out of the log, in whole partitions, into archives that hub verify --archive checks')
    .option('--keep <events>', 'keep so many of the last events at least')
    .option('--before <date>', 'take out only what was recorded before this day, YYYY-MM-DD')
    .option('--archive <folder>', 'where the archives go; left out: archive in HUB_DATA_DIR')
    .option('--discard', 'write no archives: what is taken out is lost')
    .option('--force', 'also what durable consumers and webhooks have not acknowledged, and the linkage has not read')
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText('after', '\nA cursor older than what is kept is CURSOR_INVALID and names the oldest one.')
    .action((options: Options) => run((out) => retainLog(out, options)));

  log
    .command('restored')
    .description('declares that the log goes on from an earlier point (a snapshot was put back): a new epoch begins')
    .option(
      '--after <position>',
      'last position that was there before and is still the same; left out: the last one now',
    )
    .option('--why <sentence>', 'what happened, for the consumers to read')
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText(
      'after',
      '\nA hub finds most of this by itself: npx hub log epochs. Consumers are sent back to that position, and told.',
    )
    .action((options: Restored) => run((out) => declareRestored(out, options)));

  log
    .command('epochs')
    .description('the epochs that the log has had: where each began, and why')
    .action(() => run(listEpochs));
}

interface Restored {
  after?: string;
  why?: string;
  dryRun?: boolean;
}

/** `hub log restored`. */
async function declareRestored(out: Output, { after, why, dryRun = false }: Restored): Promise<void> {
  if (after !== undefined && !/^\d{1,15}$/.test(after))
    throw new HubError('BAD_USER_INPUT', `${after} is not a position: a whole number from 0`);
  await withHub(async ({ db }) => {
    const { beginEpoch, readLog } = await import('../exchange/core.js');
    const { head, startPosition, lineage } = await readLog(db.sql);
    const beganAfter = after === undefined ? head : Number(after);
    if (beganAfter > head || beganAfter < startPosition)
      throw new HubError(
        'BAD_USER_INPUT',
        `the log has positions ${startPosition + 1} to ${head}; ${beganAfter} is none of them`,
      );
    const said = `who has something behind position ${beganAfter} of the epoch ${lineage.current.id}, or an earlier one, has what is no more`;
    if (dryRun)
      return out.result({ dryRun, beganAfter, head, epoch: lineage.current }, `would begin a new epoch: ${said}`);
    const sentence = why ?? 'declared by the operator: npx hub log restored';
    const epoch = await beginEpoch(db, {
      reason: 'DECLARED',
      why: sentence,
      beganAfter: after === undefined ? undefined : beganAfter,
    });
    out.result({ dryRun, beganAfter, head, epoch }, `the epoch ${epoch?.id} has begun: ${said}`);
  });
}

/** `hub log epochs`. */
async function listEpochs(out: Output): Promise<void> {
  await withHub(async ({ db }) => {
    const { readLog } = await import('../exchange/core.js');
    const { head, lineage } = await readLog(db.sql);
    const lines = lineage.path.map(
      (e) => `${e.id} behind position ${e.beganAfter}, ${e.beganAt}, ${e.reason}: ${e.why}`,
    );
    out.result({ head, current: lineage.current.id, epochs: lineage.epochs }, lines);
  });
}

async function retainLog(out: Output, options: Options): Promise<void> {
  const rule = ruleOf(options);
  await withHub(async ({ db, settings }) => {
    const { planRetention, retain } = await import('../exchange/core.js');
    const archive = options.discard ? null : (options.archive ?? join(settings.HUB_DATA_DIR, 'archive'));
    if (options.dryRun) return report(out, await planRetention(db, rule), true);
    const [{ openKeyring }, { signingKeysOf }, { steps }] = await Promise.all([
      import('../access/index.js'),
      import('../server/core.js'),
      import('./terminal/steps.js'),
    ]);
    const keyring = openKeyring(signingKeysOf(settings));
    const bar = steps('retain', 'events', out.json);
    const keepHeap = heapKeeper();
    try {
      const plan = await retain({
        db,
        keyring,
        rule,
        archive,
        done: ({ first, last }, file) => out.say(`positions ${first} to ${last}: ${file ?? 'discarded'}`),
        progress: (position, first, last) => {
          bar.at(position - first + 1, last - first + 1);
          keepHeap();
        },
      });
      report(out, plan, false);
    } finally {
      bar.end();
    }
  });
}

function ruleOf({ keep, before, force, archive, discard }: Options): RetentionRule {
  if (keep === undefined && before === undefined)
    throw new HubError('BAD_USER_INPUT', 'say what to keep: --keep EVENTS or --before DATE');
  if (keep !== undefined && !/^\d{1,15}$/.test(keep))
    throw new HubError('BAD_USER_INPUT', `${keep} is not a number of events`);
  if (before !== undefined && !parseDate(before))
    throw new HubError('BAD_USER_INPUT', `${before} is not a date YYYY-MM-DD`);
  if (archive !== undefined && discard)
    throw new HubError('BAD_USER_INPUT', '--archive and --discard exclude each other');
  return { keep: keep === undefined ? undefined : Number(keep), before, force };
}

function report(out: Output, { partitions, heldBy, log }: RetentionPlan, dry: boolean): void {
  const { head } = log;
  const last = partitions.at(-1)?.last ?? log.startPosition;
  const range = ({ first, last }: Partition) => ({ first: Math.max(first, log.startPosition + 1), last });
  const result = { dryRun: dry, takenOut: partitions.map(range), keptFrom: last + 1, head, heldBy };
  const said = partitions
    .map(range)
    .map((p) => `positions ${p.first} to ${p.last}${dry ? ' would be taken out' : ' are taken out'}`);
  const lines = said.length > 0 ? said : ['nothing to take out: no whole partition is old enough'];
  out.result(result, [...lines, ...heldBy.slice(0, 10).map(held), `the log has positions ${last + 1} to ${head}`]);
}

const held = ({ kind, name, agency, position }: Holder): string =>
  `${kind} ${name} of ${agency} has acknowledged up to ${position} only; --force takes it out all the same`;
