import type { Command } from 'commander';
import type { ExportedRecord } from '../exchange/core.js';
import { HubError } from '../kernel/errors.js';
import { heapKeeper } from '../kernel/heap.js';
import type { RegisterName } from '../server/core.js';
import { REGISTER_NAMES, registerNamed } from './register-names.js';
import type { Output } from './terminal/output.js';
import { type Session, withHub } from './terminal/session.js';

interface Options {
  at?: string;
  format?: string;
  provider?: string;
}

/** `hub export REGISTER`. */
export function exportCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  program
    .command('export')
    .description('streams a register to stdout as hub import reads it back')
    .argument('<register>', REGISTER_NAMES.join(', '))
    .option('--at <position>', 'as the hub knew it at this position of the log; left out: now')
    .option('--format <format>', 'ndjson or csv', 'ndjson')
    .option('--provider <agency>', 'id or name: only what this agency provided')
    .addHelpText(
      'after',
      '\nIn CSV, a text that a spreadsheet would take for a formula begins with an apostrophe; hub import takes it off.',
    )
    .action((register: string, options: Options) => run((out) => exportRegister(out, register, options)));
}

async function exportRegister(out: Output, name: string, options: Options): Promise<void> {
  const register = registerNamed(name) as RegisterName;
  const { format = 'ndjson' } = options;
  if (format !== 'ndjson' && format !== 'csv')
    throw new HubError('BAD_USER_INPUT', `no format ${format}; there is ndjson and csv`);
  if (out.json && format === 'csv')
    throw new HubError('BAD_USER_INPUT', '--json is NDJSON; leave out one of --json and --format csv');
  if (options.at !== undefined && !/^\d{1,15}$/.test(options.at))
    throw new HubError('BAD_USER_INPUT', `${options.at} is not a position: a whole number`);
  const { count, at } = await withHub((session) => write(session, register, format, options));
  out.say(`${count} records of ${register} as known at position ${at}`);
}

async function write({ db, rooms }: Session, register: RegisterName, format: 'ndjson' | 'csv', options: Options) {
  const { exportedFields, exportRecords, readHead } = await import('../exchange/core.js');
  const head = (await readHead(db.orm)).position;
  const at = options.at === undefined ? head : Number(options.at);
  if (at > head) throw new HubError('BAD_USER_INPUT', `position ${at} is ahead of the log, which has ${head}`);
  const providerId = options.provider ? (await rooms.agencies.viewerNamed(options.provider)).agencyId : undefined;
  const ledger = rooms.ledgers[register];
  const fields = exportedFields(ledger);
  const { csvText } = await import('../intake/core.js');
  const cellsOf = (record: ExportedRecord) => fields.map((field) => String(record[field] ?? ''));
  const textOf = (records: ExportedRecord[]) =>
    format === 'csv' ? csvText(records.map(cellsOf)) : records.map(jsonLine).join('');
  const output = stdout();
  const keepHeap = heapKeeper();
  let count = 0;
  try {
    if (format === 'csv') await output.write(csvText([fields]));
    for await (const records of exportRecords(db.sql, ledger, { at, providerId })) {
      await output.write(textOf(records));
      count += records.length;
      keepHeap();
    }
    await output.end();
  } catch (error) {
    throw explained(error, count);
  }
  return { count, at };
}

/** A record as JSON; fields of a plan are in an object, as in the API's input. */
function jsonLine(record: ExportedRecord): string {
  const json: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(record)) {
    const [outer, inner] = field.split('.') as [string, string?];
    if (!inner) json[outer] = value;
    else json[outer] = { ...(json[outer] as object | undefined), [inner]: value };
  }
  return `${JSON.stringify(json)}\n`;
}

/** Writes that wait until the reader has taken them, and fail as a promise does. */
function stdout() {
  let failure: Error | undefined;
  process.stdout.on('error', (error) => {
    failure = error;
  });
  const write = (text: string) =>
    new Promise<void>((done, fail) => {
      if (failure) return fail(failure);
      process.stdout.write(text, (error) => (error ? fail(error) : done()));
    });
  return { write, end: () => write('') };
}

function explained(error: unknown, count: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE')
    return new HubError('UNAVAILABLE', `whoever reads the output has gone; ${count} records were written`);
  if (code === 'ENOSPC')
    return new HubError('UNAVAILABLE', `no space is left where the output goes; ${count} records were written`);
  return error;
}
