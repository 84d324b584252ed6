import { type ExecutionResult, graphql } from 'graphql';
import type { Viewer } from '../../src/access/index.js';
import { accidentRoom } from '../../src/accident/index.js';
import { enterpriseRoom } from '../../src/enterprise/index.js';
import { writeBatch } from '../../src/exchange/index.js';
import { compose, guardArguments, localSchema } from '../../src/federation/index.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { referenceRoom } from '../../src/reference/index.js';
import type { Importer } from '../../src/register/index.js';
import { wireRegisters } from '../../src/server/registers.js';
import { sampleUscc } from '../kit/sample.js';
import { contextOf, testWorld } from '../kit/world.js';

type Variables = Record<string, unknown>;
type Answer = Record<string, unknown>;

/** The room over a database of its own, with a register of enterprises, and ways to ask it as an agency. */
export async function accidentWorld(enterprises: number) {
  const world = await testWorld();
  const { db, catalogue, agencies } = world;
  const conditions = { graded: () => null as never, restricted: () => null as never };
  const { directory, subgraph } = enterpriseRoom({ db, catalogue, agencies, conditions });
  const { importers } = wireRegisters(db, catalogue);
  const room = accidentRoom({ db, catalogue, agencies, directory });
  // As the server composes it, so that an enterprise's accidents are reached the way that callers reach them.
  const rooms = [referenceRoom(catalogue).subgraph, subgraph, room.subgraph];
  const subgraphs = rooms.map((one) => ({ ...one, schema: guardArguments(one.schema) }));
  const schema = localSchema(compose(subgraphs, (name) => `http://${name}`).apiSdl, subgraphs);
  const usccs = Array.from({ length: enterprises }, (_, i) => sampleUscc(i + 1));
  await submit(
    await world.agency('MARKET_REGULATION'),
    importers.enterprises,
    usccs.map((uscc) => ({ uscc, name: `民勤县${uscc}矿` })),
  );
  const regulator = await world.agency('SAFETY_REGULATOR', '620621');

  function submit(provider: Viewer & { agencyId: string }, { read, register }: Importer, records: Variables[]) {
    const checked = records.map((raw) => checkRecord(() => read(raw)));
    return writeBatch(db, register, checked, { provider, receivedAt: new Date(), body: records });
  }

  const execute = (source: string, variables: Variables, viewer?: Viewer, at?: Date): Promise<ExecutionResult> =>
    graphql({ schema, source, variableValues: variables, contextValue: contextOf(viewer, at) });

  /** The answer; the first error is thrown. */
  async function run(source: string, variables: Variables = {}, viewer?: Viewer, at?: Date): Promise<Answer> {
    const { data, errors } = await execute(source, variables, viewer, at);
    if (errors?.[0]) throw errors[0];
    return data as Answer;
  }

  /** The refusal: its code and the codes and paths of its problems. */
  async function refusal(source: string, variables: Variables = {}, viewer?: Viewer, at?: Date) {
    const { errors } = await execute(source, variables, viewer, at);
    const { code, problems = [] } = (errors?.[0]?.extensions ?? {}) as {
      code?: string;
      problems?: { path: string; code: string }[];
    };
    const message = errors?.[0]?.message ?? '';
    return { code, problems: problems.map((p) => `${p.path} ${p.code}`), message };
  }

  /** A report of an ordinary fall in Minqin. */
  const report = (changes: Variables = {}): Variables => ({
    documentNumber: 'A-1',
    uscc: usccs[0],
    division: '620621',
    occurredAt: '2026-03-01T08:30:00.123+08:00',
    category: 'FALL_FROM_HEIGHT',
    deaths: 1,
    seriousInjuries: 2,
    ...changes,
  });
  const importReports = (records: Variables[], provider = regulator) => submit(provider, importers.accidents, records);

  interface Done {
    position: number;
    accident: Record<string, unknown> & { id: string };
  }
  /** Reports it and answers its id. */
  const reported = async (documentNumber: string, changes: Variables = {}): Promise<string> => {
    const { reportAccident } = await run(REPORT, { input: report({ documentNumber, ...changes }) }, regulator);
    return (reportAccident as Done).accident.id;
  };
  const supplement = async (id: string, input: Variables, viewer: Viewer = regulator): Promise<Done> =>
    (await run(SUPPLEMENT, { id, input }, viewer)).supplementAccident as Done;
  const conclude = async (id: string, input: Variables, viewer: Viewer = regulator): Promise<Done> =>
    (await run(CONCLUDE, { id, input }, viewer)).concludeAccident as Done;
  const notSupplemented = (id: string, input: Variables, viewer: Viewer = regulator, at?: Date) =>
    refusal(SUPPLEMENT, { id, input }, viewer, at);
  const notConcluded = (id: string, input: Variables) => refusal(CONCLUDE, { id, input }, regulator);
  const amending = { reported, supplement, conclude, notSupplemented, notConcluded };

  return { ...world, ...amending, room, usccs, regulator, run, refusal, report, importReports };
}
export type AccidentWorld = Awaited<ReturnType<typeof accidentWorld>>;

const FIELDS = `id documentNumber occurredAt reportedAt category level deaths seriousInjuries missing directEconomicLoss
  status responsibility description concludedOn publishedOn enterprise { uscc } division { code }
  provenance { provider documentNumber position }`;

export const REPORT = `mutation ($input: AccidentInput!, $key: String) {
  reportAccident(input: $input, idempotencyKey: $key) { position accident { ${FIELDS} history { status deaths } } }
}`;
export const SUPPLEMENT = `mutation ($id: ID!, $input: AccidentSupplementInput!, $key: String) {
  supplementAccident(id: $id, input: $input, idempotencyKey: $key) {
    position accident { ${FIELDS} supplements { documentNumber changedOn deaths note directEconomicLoss provenance { provider } } }
  }
}`;
export const CONCLUDE = `mutation ($id: ID!, $input: AccidentConclusionInput!, $key: String) {
  concludeAccident(id: $id, input: $input, idempotencyKey: $key) { position accident { ${FIELDS} } }
}`;
