import { type ExecutionResult, type GraphQLFormattedError, parse, validate } from 'graphql';
import type { Provider, Viewer } from '../../src/access/index.js';
import { writeBatch } from '../../src/exchange/index.js';
import { compose, localSchema } from '../../src/federation/index.js';
import { checkRecord, type RawRecord } from '../../src/kernel/record-reader.js';
import { type Execute, executor } from '../../src/server/graphql/executor.js';
import { REGISTER_NAMES, type RegisterName } from '../../src/server/registers.js';
import { openRooms, type RoomServices, type Rooms } from '../../src/server/rooms.js';
import { providerOf } from '../kit/samples.js';
import { contextOf, testWorld, type World } from '../kit/world.js';

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with what a test expects of them
export type Answer = any;
export type Variables = Record<string, unknown>;
type Ask<T> = (source: string, variables?: Variables, viewer?: Viewer, at?: Date) => Promise<T>;

export interface Refusal {
  code: string;
  message: string;
  path: string | undefined;
  problems: { path: string; code: string; message: string }[];
  extensions: Record<string, unknown>;
}

export interface OpenHub extends World {
  rooms: Rooms;
  execute: Execute;
  /** The whole answer, errors included. */
  answer: Ask<ExecutionResult>;
  /** The data; the first error is thrown. */
  run: Ask<Answer>;
  /** The first error as a caller reads it; an answer without one fails the test. */
  refusal: Ask<Refusal>;
  /** Writes records straight into a register, as an import does. */
  submit(
    register: RegisterName,
    records: RawRecord[],
    provider?: Provider,
    receivedAt?: Date,
  ): ReturnType<typeof writeBatch>;
  /** Has a record submitted or reported by the API, by the register's own mutation; a refusal is thrown. */
  send(register: RegisterName, record: object, provider: Provider): Promise<Answer>;
  /** The statements that the database was sent while `work` ran. */
  statements(work: () => Promise<unknown>): Promise<string[]>;
}

/** All rooms over a database of this test file's own, composed and executed as the server does. */
export async function openHub(services?: RoomServices, options?: Parameters<typeof testWorld>[0]): Promise<OpenHub> {
  const world = await testWorld(options);
  const { db } = world;
  for (const kind of new Set(REGISTER_NAMES.map(providerOf))) await world.agency(kind);
  const rooms = await openRooms(db, services);
  const schema = localSchema(compose(rooms.subgraphs, (name) => `http://${name}`).apiSdl, rooms.subgraphs);
  const execute = executor(schema);

  const answer: OpenHub['answer'] = async (source, variables = {}, viewer, at) => {
    const document = parse(source);
    const [fault] = validate(schema, document);
    if (fault) throw fault;
    return execute({ key: source, document, operationName: undefined, variables, context: contextOf(viewer, at) });
  };
  const run: OpenHub['run'] = async (...args) => {
    const { data, errors } = await answer(...args);
    if (errors?.[0]) throw errors[0];
    return data;
  };
  return {
    ...world,
    rooms,
    execute,
    answer,
    run,
    refusal: async (...args) => {
      const { errors } = await answer(...args);
      if (!errors?.[0]) throw new Error('there is no error');
      const { message, path, extensions = {} } = errors[0].toJSON() as GraphQLFormattedError;
      if (!extensions.code) throw errors[0].originalError ?? errors[0];
      const problems = (extensions.problems ?? []) as Refusal['problems'];
      return { code: String(extensions.code), message, path: path?.join('.'), problems, extensions };
    },
    submit: async (register, records, provider, receivedAt = new Date()) => {
      const { read, register: spec } = rooms.importers[register];
      const checked = records.map((raw) => checkRecord(() => read(raw)));
      const agency = provider ?? (await world.agency(providerOf(register)));
      return writeBatch(db, spec, checked, { provider: agency, receivedAt, body: records });
    },
    send: (register, record, provider) => {
      const { operation } = rooms.importers[register].register;
      const arg = schema
        .getMutationType()
        ?.getFields()
        [operation]?.args.find(({ name }) => name === 'records' || name === 'input');
      if (!arg) throw new Error(`the API has no mutation ${operation}`);
      const r = arg.name === 'records' ? [record] : record;
      return run(`mutation ($r: ${arg.type}) { ${operation}(${arg.name}: $r) { __typename } }`, { r }, provider);
    },
    statements: db.statements,
  };
}

export const SUBMIT = {
  enterprises: `mutation ($r: [EnterpriseInput!]!, $key: String) { submitEnterprises(records: $r, idempotencyKey: $key) {
    id inserted updated unchanged rejected position results { index status code message path } } }`,
  gradings: `mutation ($r: [GradingInput!]!, $key: String) { submitGradings(records: $r, idempotencyKey: $key) {
    id inserted updated unchanged rejected position results { index status code message path } } }`,
  findings: `mutation ($r: [FindingInput!]!, $key: String) { submitFindings(records: $r, idempotencyKey: $key) {
    id inserted updated unchanged rejected position results { index status code message path } } }`,
  ratings: `mutation ($r: [CreditRatingInput!]!, $key: String) { submitRatings(records: $r, idempotencyKey: $key) {
    id inserted updated unchanged rejected position results { index status code message path } } }`,
} as const;

/** The date so many days from today, in Shanghai. */
export const day = (offset: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
