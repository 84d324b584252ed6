import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { Verified } from '../credit/core.js';
import type { LogIdentity } from '../exchange/core.js';
import { HubError } from '../kernel/errors.js';
import type { Output } from './terminal/output.js';

/** `hub receipt verify`. */
export function receiptCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  program
    .command('receipt')
    .description('receipts of credit checks: proofs that stand alone')
    .command('verify')
    .description('checks receipts offline; no hub and no database is needed')
    .argument('<file>', 'one receipt a line: as it is, or in JSON, such as the whole answer of a check')
    .option('--jwks <file or url>', 'JSON Web Key Set of the hub that signed; left out: this hub’s own keys')
    .option(
      '--epochs <file or url>',
      'what the hub answers at /.well-known/log-epochs.json: says whether what a receipt rests on was lost since; left out: asked beside a --jwks that is an address',
    )
    .addHelpText(
      'after',
      '\nExit code: 0 every receipt is genuine, 1 one is not, there is none, or it could not be looked.',
    )
    .action((file: string, { jwks, epochs }: Given) => run((out) => verify(out, file, jwks, epochs)));
}

interface Given {
  jwks?: string;
  epochs?: string;
}

async function verify(out: Output, file: string, jwks?: string, epochs?: string): Promise<void> {
  const [{ verifyReceipt }, { findKeySet, ownKeys }, { epochsBeside, findEpochs }] = await Promise.all([
    import('../credit/core.js'),
    import('./proof/key-set.js'),
    import('./proof/log-epochs.js'),
  ]);
  const log = epochs === undefined ? await epochsBeside(jwks) : await findEpochs(epochs);
  const keys = jwks === undefined ? ownKeys('--jwks') : await findKeySet(jwks);
  let count = 0;
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    for (const receipt of receiptsIn(text.trim())) {
      count++;
      show(out, line, verifyReceipt(receipt, keys), log);
    }
  }
  if (count === 0) throw new HubError('BAD_USER_INPUT', `${file}: has no receipt`);
}

function show(out: Output, line: number, verified: Verified, log: LogIdentity | null): void {
  if (!verified.ok) {
    process.exitCode = 1;
    out.result({ ok: false, line, reason: verified.reason }, `line ${line}: not genuine: ${verified.reason}`);
    return;
  }
  const { keyId, claims, answer } = verified;
  const { salt: _, ...told } = answer;
  const signedAt = new Date(claims.iat * 1_000).toISOString();
  const { request, agency, outcome, asOf, position } = told;
  const purpose = request.purpose === null ? '' : `, for ${JSON.stringify(request.purpose)}`;
  // Null: nothing was lost, or it is not known; else the last position that the log still has of what the answer rests on.
  const common = log && log.id === claims.iss && answer.epoch ? log.lineage.common(answer.epoch, position) : position;
  const lost = common === position ? null : { epoch: answer.epoch, common };
  const since = `  the log has gone back since: what stood behind position ${common ?? 'that it began with'} then, of the epoch ${answer.epoch}, is no more in it`;
  out.result({ ok: true, line, logId: claims.iss, keyId, signedAt, answer: told, lost }, [
    `line ${line}: genuine: ${request.uscc} ${outcome} as of ${asOf}, position ${position}`,
    `  answered ${told.answeredAt} to agency ${agency}${purpose}; signed by ${keyId}`,
    ...(lost ? [since] : []),
  ]);
}

/** The receipts of a line: the line itself, or every text under the name `receipt` in its JSON. */
function receiptsIn(line: string): string[] {
  if (line === '') return [];
  if (!/^[[{"]/.test(line)) return [line];
  const found: string[] = [];
  const look = (value: unknown, name = ''): void => {
    if (typeof value === 'string' && (name === 'receipt' || name === '')) found.push(value);
    else if (Array.isArray(value)) for (const inner of value) look(inner, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) look(inner, key);
  };
  try {
    look(JSON.parse(line));
  } catch {
    return [line];
  }
  return found;
}
