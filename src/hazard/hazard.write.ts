import type { Db } from '../../db/client.js';
import type { HubContext } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/index.js';
import { type BatchOptions, type Reason, type RegisterSpec, writeBatch } from '../exchange/core.js';
import { badInput, ERROR_CODES, type ErrorCode, HubError, notFound } from '../kernel/errors.js';
import { checkRecord } from '../kernel/record-reader.js';
import type { Catalogue } from '../reference/index.js';
import type { HazardReadDeps } from './hazard.resolver.js';
import { HAZARD_ID, type ShownHazard } from './hazard.store.js';

/** What the mutations need. */
export interface HazardWriteDeps extends HazardReadDeps {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
}

/** The argument `idempotencyKey` of every mutation. */
export const KEY = {
  nullable: true,
  description: 'A repeat under this key changes nothing and answers the hazard as it is.',
};

/** An id that the register can have. */
export function hazardId(id: string): string {
  if (!HAZARD_ID.test(id)) throw notFound(`hazard ${id}`);
  return id;
}

/** The hazard as it is after a write. */
export async function written({ loaders }: HazardWriteDeps, context: HubContext, id: string): Promise<ShownHazard> {
  loaders.forget(context);
  const row = await loaders.byId(context).load(id);
  if (!row) throw notFound(`hazard ${id}`);
  return row;
}

const isErrorCode = (code: string): code is ErrorCode => (ERROR_CODES as readonly string[]).includes(code);

/** A record's reasons for rejection as the error of a mutation that submits this one record. */
function refusalOf(reasons: readonly [Reason, ...Reason[]], under: string): HubError {
  const problems = reasons.map(({ path, code, message }) => ({
    path: path ? `${under}${path}` : under.replace(/\.$/, ''),
    code,
    message,
  }));
  const { code, message } = reasons[0];
  if (reasons.every((r) => r.code.startsWith('USCC_'))) return new HubError('INVALID_USCC', message, { problems });
  return isErrorCode(code) ? new HubError(code, message, { problems }) : badInput(problems);
}

/** Checks the input of a single record; its faults are thrown. `under` is where the input stands in the arguments. */
export function checkOne<C>(read: () => C, under: string): C {
  const checked = checkRecord(read);
  if (checked.ok) return checked.command;
  throw refusalOf(checked.problems, under);
}

/**
 * Writes a batch of one. A refusal is thrown inside the transaction, so that nothing of it is kept, its idempotency key
 * neither: the mended attempt may use the key again.
 */
export async function writeOne<C, R extends object, F>(
  db: Db,
  spec: RegisterSpec<C, R, F>,
  command: C,
  options: BatchOptions,
  under: string,
): Promise<void> {
  const strict: RegisterSpec<C, R, F> = {
    ...spec,
    decide: (...args) => {
      const decision = spec.decide(...args);
      if (decision.status === 'REJECTED') throw refusalOf([decision, ...(decision.more ?? [])], under);
      return decision;
    },
  };
  const { results } = await writeBatch(db, strict, [{ ok: true, command }], options);
  // What only the database refuses is known after the decision.
  const refused = results.find((r) => r.status === 'REJECTED');
  if (refused) throw refusalOf([{ code: refused.code ?? 'CONSTRAINT', message: refused.message ?? 'refused' }], under);
}
