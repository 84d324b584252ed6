import { type GraphQLError, graphql } from 'graphql';
import type { Viewer } from '../../src/access/index.js';
import { enterpriseRoom } from '../../src/enterprise/index.js';
import { completeEntities, compose, guardArguments, localSchema } from '../../src/federation/index.js';
import { hazardRoom } from '../../src/hazard/index.js';
import { referenceRoom } from '../../src/reference/index.js';
import type { Importer } from '../../src/register/index.js';
import { wireRegisters } from '../../src/server/registers.js';
import { contextOf, testWorld, type World } from '../kit/world.js';

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with what a test expects of them
export type Answer = any;
type Run = (source: string, variables?: object, viewer?: Viewer, at?: Date) => Promise<Answer>;

export interface HazardWorld extends World {
  /** Runs a document on the composed API; throws the first error. */
  run: Run;
  /** The error of a document: its code, and its extensions. */
  refused(...args: Parameters<Run>): Promise<Record<string, unknown> & { code: string; message: string }>;
  /** Statements that the database was sent while `work` ran. */
  statements(work: () => Promise<unknown>): Promise<string[]>;
  /** Registers enterprises, and answers nothing. */
  register(usccs: string[]): Promise<void>;
  importer: Importer;
}

/** The hub as far as hazards need it: enterprises, divisions and hazards, composed into one API. */
export async function hazardWorld(): Promise<HazardWorld> {
  const world = await testWorld();
  const { db, catalogue, agencies } = world;
  const conditions = { graded: () => null as never, restricted: () => null as never };
  const enterprises = enterpriseRoom({ db, catalogue, agencies, conditions });
  const room = hazardRoom({ db, catalogue, agencies, directory: enterprises.directory });
  const subgraphs = [enterprises.subgraph, room.subgraph, referenceRoom(catalogue).subgraph];
  for (const subgraph of subgraphs) {
    guardArguments(subgraph.schema);
    completeEntities(subgraph);
  }
  const schema = localSchema(compose(subgraphs, (name) => `http://${name}`).apiSdl, subgraphs);

  const execute = (source: string, variables: object = {}, viewer?: Viewer, at = new Date()) =>
    graphql({ schema, source, variableValues: { ...variables }, contextValue: contextOf(viewer, at) });
  const run: Run = async (...args) => {
    const { data, errors } = await execute(...args);
    if (errors) throw errors[0];
    return data;
  };
  const market = await world.agency('MARKET_REGULATION');
  return {
    ...world,
    importer: wireRegisters(db, catalogue).importers.hazards,
    run,
    refused: async (...args) => {
      const { errors = [] } = await execute(...args);
      const [{ message, extensions, originalError } = {} as GraphQLError] = errors;
      if (originalError && !extensions?.code) throw originalError;
      return { ...extensions, code: String(extensions?.code), message };
    },
    statements: db.statements,
    register: async (usccs) => {
      const records = usccs.map((uscc) => ({ uscc, name: `企业${uscc.slice(8, 17)}` }));
      const source = 'mutation ($r: [EnterpriseInput!]!) { submitEnterprises(records: $r) { inserted } }';
      for (let i = 0; i < records.length; i += 1000) await run(source, { r: records.slice(i, i + 1000) }, market);
    },
  };
}

export const REPORT =
  'mutation ($input: HazardInput!, $key: String) { reportHazard(input: $input, idempotencyKey: $key) { id status } }';

const INPUTS: Record<string, string> = {
  notifyHazard: 'HazardOrderInput',
  listHazard: 'HazardListingInput',
  requestHazardExtension: 'HazardExtensionInput',
  decideHazardExtension: 'HazardExtensionDecisionInput!',
  acceptHazard: 'HazardAcceptanceInput!',
};
/** The mutation of a step. */
export const stepMutation = (name: string, fields = 'id status deadline listedOn') =>
  `mutation ($id: ID!, $input: ${INPUTS[name] ?? 'HazardStepInput'}, $key: String) {
    ${name}(id: $id, input: $input, idempotencyKey: $key) { ${fields} } }`;
