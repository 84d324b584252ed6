import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges } from 'graphql';
import { compose, subgraphSdl } from '../src/federation/index.js';
import { describeRooms, documentCheck, documentSettings, readSettings, subgraphUrl } from '../src/server/index.js';

const ROUTER_BASE = 'http://127.0.0.1:4000';
const HEAD = '# Printed by `npm run schema`. Edit the code, not this file.\n';
export const RELEASED = 'api.released.graphql';
/** Operations that agencies have registered, exported from a hub's database; where the file is, no change may break one. */
export const OPERATIONS = 'operations.json';

interface Declared {
  /** As the check names it. */
  change: string;
  reason: string;
}

/** What the code says schema/ holds, by file: every subgraph, the supergraph, the API. */
export function schemaFiles(): Map<string, string> {
  const subgraphs = describeRooms();
  const { supergraphSdl, apiSdl } = compose(subgraphs, subgraphUrl(ROUTER_BASE));
  const files = new Map(subgraphs.map((s) => [`${s.name}.graphql`, HEAD + subgraphSdl(s)]));
  return files.set('supergraph.graphql', HEAD + supergraphSdl).set('api.graphql', HEAD + apiSdl);
}

/** What is wrong with a folder of printed schemas: drift, breaking changes of the API that are not declared, and registered operations that it breaks. */
export function schemaFaults(folder: string, files: ReadonlyMap<string, string>): string[] {
  const read = (name: string): string =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
  const drift = [...files]
    .filter(([name, text]) => read(name) !== text)
    .map(([name]) => `schema/${name} is not what the code says; run: npm run schema`);
  const released = read(RELEASED);
  if (!released) return [...drift, `schema/${RELEASED} is missing; run: npm run schema -- --release`];
  const declared = new Set((JSON.parse(read('breaking-changes.json') || '[]') as Declared[]).map((d) => d.change));
  const breaking = findBreakingChanges(buildSchema(released), buildSchema(files.get('api.graphql') ?? ''))
    .map((change) => change.description)
    .filter((description) => !declared.has(description))
    .map((description) => `breaking, and not declared in schema/breaking-changes.json: ${description}`);
  return [...drift, ...breaking, ...brokenOperations(read(OPERATIONS), files.get('api.graphql') ?? '')];
}

/** Operations that agencies have registered (`npx hub operations export`) and this API would refuse. */
function brokenOperations(exported: string, api: string): string[] {
  if (!exported) return [];
  const { operations } = JSON.parse(exported) as { operations: { agency?: string; id: string; document: string }[] };
  const schema = buildSchema(api);
  const check = documentCheck(() => schema, documentSettings(readSettings({})));
  return operations.flatMap(({ agency, id, document }) => {
    const found = check(document);
    const named = `${id}${agency ? ` of ${agency}` : ''}`;
    return 'problems' in found
      ? found.problems.map(({ message }) => `breaks the registered operation ${named}: ${message}`)
      : [];
  });
}
