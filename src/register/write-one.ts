import type { Db } from '../../db/client.js';
import { type BatchOptions, type RegisterSpec, writeBatch } from '../exchange/core.js';
import { badInput, HubError, notFound, type Problem } from '../kernel/errors.js';
import { checkRecord } from '../kernel/record-reader.js';

/** A record as a mutation submits it. */
export interface Attempt<C> extends Pick<BatchOptions, 'body' | 'idempotencyKey'> {
  /** Checks the arguments. Throws RecordFault, or the refusal itself. */
  read(): C;
  /** The argument that holds the record's fields; null: they are arguments themselves. Left out: `input`. */
  argument?: string | null;
}

const INPUT = 'input';

/**
 * Reads and writes the one record of a mutation: README.md, "Single records". Throws the refusal inside the transaction, so that nothing
 * of it is kept and its key stays free.
 */
export async function writeOne<C, R extends object, F>(
  db: Db,
  register: RegisterSpec<C, R, F>,
  { read, argument = INPUT, ...options }: Attempt<C> & Pick<BatchOptions, 'provider' | 'receivedAt'>,
): Promise<{ command: C; position: number }> {
  const checked = checkRecord(read);
  // Under a key the register is asked all the same: what was taken under it may have been another body.
  if (!checked.ok && (options.idempotencyKey ?? null) === null) throw refusalOf(checked.problems, argument);
  const { position } = await writeBatch(db, register, [checked], {
    ...options,
    accept: ({ results: [result] }) => {
      if (result?.status === 'REJECTED') throw refusalOf(result.problems, argument);
    },
  });
  // A record that the hub took once, and does not read any more.
  if (!checked.ok) throw refusalOf(checked.problems, argument);
  return { command: checked.command, position };
}

/** Reads the input of a mutation that writes no register; throws every fault as `writeOne` does. */
export function readOne<C>(read: () => C): C {
  const checked = checkRecord(read);
  if (checked.ok) return checked.command;
  throw refusalOf(checked.problems, INPUT);
}

/** What an id of any register looks like; a router may send any text. */
export const RECORD_ID = /^\d{1,18}$/;

/** An id that came from outside. Throws NOT_FOUND where no register can have it. */
export function recordId(noun: string, id: string): string {
  if (!RECORD_ID.test(id)) throw notFound(`${noun} ${id.slice(0, 40)}`, 'id');
  return id;
}

/** Codes that say something of the record that is there, and nothing of the input's form. */
const OWN: Record<string, 'NOT_FOUND' | 'CONFLICT'> = {
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  DOCUMENT_TAKEN: 'CONFLICT',
};

/** The reasons why a record was refused, as the error of the mutation that submitted it. */
export function refusalOf(reasons: readonly Problem[], argument: string | null): HubError {
  const problems = reasons.map((reason) => ({ ...reason, path: placed(reason.path, argument) }));
  const { code, message } = problems[0] ?? { code: 'REJECTED', message: 'refused' };
  const own = OWN[code];
  if (own && problems.every((p) => OWN[p.code] === own)) return new HubError(own, message, { problems });
  if (problems.every((p) => p.code.startsWith('USCC_'))) return new HubError('INVALID_USCC', message, { problems });
  return badInput(problems);
}

/** Where a reason lies among the mutation's arguments, from where it lies in the record, or in the batch of one. */
function placed(path: string, argument: string | null): string {
  const field = path.replace(/^records\.0\.?/, '');
  if (field === 'id') return field;
  if (argument === null) return field || 'id';
  return field ? `${argument}.${field}` : argument;
}
