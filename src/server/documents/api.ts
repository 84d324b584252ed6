import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { DocumentCheck, OperationDesk, RegisteredOperation } from '../../exchange/core.js';
import { projectRoot } from '../../kernel/project.js';

/** The API as it is printed (`npm run schema` keeps it what the code says): where no resolvers are needed. */
export function printedApi(): GraphQLSchema {
  built ??= buildSchema(readFileSync(join(projectRoot, 'schema/api.graphql'), 'utf8'), { assumeValidSDL: true });
  return built;
}
let built: GraphQLSchema | undefined;

export interface BrokenOperation extends Pick<RegisteredOperation, 'id'> {
  agency: string;
  messages: string[];
}

/** Registered operations that the API would refuse now. Others get their turn between two of them. */
export async function brokenAmong(
  operations: readonly { agency: string; id: string; document: string }[],
  check: DocumentCheck,
): Promise<BrokenOperation[]> {
  const broken: BrokenOperation[] = [];
  for (const { agency, id, document } of operations) {
    const found = check(document);
    if ('problems' in found) broken.push({ agency, id, messages: found.problems.map((p) => p.message) });
    await new Promise<void>((done) => setImmediate(done));
  }
  return broken;
}

/** At start: has the operator told of operations that agencies still send and this version refuses. Never rejects. */
export async function reportBroken(desk: OperationDesk, check: DocumentCheck, log: Logger): Promise<void> {
  try {
    for (const { agency, id, messages } of await brokenAmong(await desk.all(), check))
      log.warn({ agency, operation: id, problems: messages }, 'a registered operation is refused by this version');
  } catch (err) {
    log.warn({ err }, 'registered operations could not be checked');
  }
}
