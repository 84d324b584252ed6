import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges } from 'graphql';
import { compose, subgraphSdl } from '../src/federation/index.js';
import { describeRooms, subgraphUrl } from '../src/server/index.js';

const ROUTER_BASE = 'http://127.0.0.1:4000';
const HEAD = '# Printed by `npm run schema`. Edit the code, not this file.\n';
export const RELEASED = 'api.released.graphql';

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

/** What is wrong with a folder of printed schemas: drift, and breaking changes of the API that are not declared. */
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
  return [...drift, ...breaking];
}
