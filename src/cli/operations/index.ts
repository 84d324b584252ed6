import { readFileSync } from 'node:fs';
import { MOST_AT_ONCE, type OperationReceipt } from '../../exchange/core.js';
import { HubError } from '../../kernel/errors.js';
import { PlainError } from '../../kernel/plain-error.js';
import { openOperationCheck } from '../../server/core.js';
import type { Output } from '../terminal/output.js';
import { withHub } from '../terminal/session.js';
import { readManifest } from './manifest.js';

/** Exit code where some of what was handed in was refused, as of an import. */
const SOME_REFUSED = 3;

export interface RegisterOptions {
  agency: string;
  purpose?: string;
  legalBasis?: string;
  dryRun?: boolean;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PlainError(`${file} cannot be read (${code}); name the manifest that your client's build wrote`);
  }
}

export async function register(out: Output, file: string, options: RegisterOptions): Promise<void> {
  const { purpose, legalBasis, dryRun = false } = options;
  const drafts = readManifest(textOf(file), file).map((entry) => ({ purpose, legalBasis, ...entry }));
  const { name, receipts } = await withHub(async ({ rooms, settings }) => {
    const { agencyId, name } = await rooms.agencies.viewerNamed(options.agency);
    const { check } = await openOperationCheck(settings);
    const receipts: OperationReceipt[] = [];
    for (let at = 0; at < drafts.length; at += MOST_AT_ONCE) {
      const part = drafts.slice(at, at + MOST_AT_ONCE);
      receipts.push(...(await rooms.operations.register(agencyId, part, check, { at: new Date(), dryRun })));
    }
    return { name, receipts };
  });
  const count = (status: OperationReceipt['status']) => receipts.filter((r) => r.status === status).length;
  const counts = {
    inserted: count('INSERTED'),
    updated: count('UPDATED'),
    unchanged: count('UNCHANGED'),
    rejected: count('REJECTED'),
  };
  const told = Object.entries(counts).map(([status, n]) => `${n} ${status}`);
  const operations = receipts.map(({ id, status, problems, operation }) => ({
    ...{ id, status, name: operation?.name ?? null, hash: operation?.hash ?? null, problems },
  }));
  out.result({ agency: name, dryRun, ...counts, operations }, [
    ...receipts.flatMap(({ id, problems }) => problems.map((p) => `${id}: ${p.message}`)),
    `${name}: ${told.join(', ')}${dryRun ? '; nothing was written' : ''}`,
  ]);
  if (counts.rejected > 0) process.exitCode = SOME_REFUSED;
}

export async function list(out: Output, which: string): Promise<void> {
  const { name, book } = await withHub(async ({ rooms }) => {
    const { agencyId, name } = await rooms.agencies.viewerNamed(which);
    return { name, book: await rooms.operations.read(agencyId) };
  });
  const operations = book.operations.map(({ agencyId: _, document: __, ...shown }) => shown);
  const lines = operations.map(
    (o) => `${o.id}  ${o.kind.padEnd(12)} ${o.name ?? '(without a name)'}${o.purpose ? `  ${o.purpose}` : ''}`,
  );
  const rule = book.only ? 'runs these and no others' : 'runs others too';
  out.result({ agency: name, only: book.only, operations }, [...lines, `${name}: ${lines.length}, ${rule}`]);
}

export async function remove(out: Output, which: string, ids: string[]): Promise<void> {
  const { name, removed } = await withHub(async ({ rooms }) => {
    const { agencyId, name } = await rooms.agencies.viewerNamed(which);
    return { name, removed: await rooms.operations.remove(agencyId, ids) };
  });
  const missing = ids.filter((id) => !removed.includes(id));
  const unknown = missing.length > 0 ? `; not registered: ${missing.join(', ')}` : '';
  out.result({ agency: name, removed, missing }, `${name}: ${removed.length} removed${unknown}`);
}

export async function require(out: Output, which: string, word: string): Promise<void> {
  if (word !== 'on' && word !== 'off') throw new HubError('BAD_USER_INPUT', `${word} is neither on nor off`);
  const { name, book } = await withHub(async ({ rooms }) => {
    const { agencyId, name } = await rooms.agencies.viewerNamed(which);
    return { name, book: await rooms.operations.require(agencyId, word === 'on') };
  });
  const count = book.operations.length;
  const said = book.only ? `runs its ${count} registered operations and no others` : 'runs any operation';
  out.result({ agency: name, only: book.only, operations: count }, `${name} ${said}, within two seconds`);
}

/** Which registered operations this version of the hub would refuse: asked before it is put in the place of another. */
export async function check(out: Output): Promise<void> {
  const { broken, count } = await withHub(async ({ rooms, settings }) => {
    const all = await rooms.operations.all();
    return { broken: await (await openOperationCheck(settings)).brokenAmong(all), count: all.length };
  });
  out.result({ operations: count, broken }, [
    ...broken.flatMap(({ agency, id, messages }) => messages.map((message) => `${agency}, ${id}: ${message}`)),
    `${count} registered operations, ${broken.length} of them refused by this version`,
  ]);
  if (broken.length > 0) process.exitCode = 1;
}

/** Every registered operation as one JSON document, for `npm run schema -- --check` where there is no database. */
export async function exportAll(): Promise<void> {
  const operations = await withHub(({ rooms }) => rooms.operations.all());
  const shown = operations.map(({ agency, id, document, purpose, legalBasis }) => ({
    ...{ agency, id, document, purpose, legalBasis },
  }));
  process.stdout.write(`${JSON.stringify({ operations: shown }, null, 2)}\n`);
}
