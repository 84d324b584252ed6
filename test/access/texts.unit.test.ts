import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { PgArray, PgTable } from 'drizzle-orm/pg-core';
import { buildSchema, type GraphQLInputType, getNamedType, isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { REGISTERS } from '../../src/server/registers.js';

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

/** The README's table, line by line. */
const LINES = read('src/access/README.md')
  .split('\n')
  .filter((line) => /^\| (PUBLIC|INTERNAL|AGENCIES|OWN) \|/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, 4)
      .map((cell) => cell.trim()),
  );
const namesIn = (column: number): string[] =>
  LINES.flatMap((cells) => [...(cells[column] as string).matchAll(/`([^`]+)`/g)].map((m) => m[1] as string));

/** Texts that are no words: numbers of documents, keys, codes, types of events. */
const NO_WORDS =
  /(?:^|\.|\()(?:documentNumber|penaltyDocumentNumber|idempotencyKey|currency|types|usccs|add|remove|set)\)?$/;

/** Codes of registers: no words either. */
const CODES = Object.values(REGISTERS).flatMap(({ declared }) =>
  Object.entries(declared?.facts ?? {}).flatMap(([name, { kind }]) =>
    kind === 'code' ? [`${declared?.words?.type}Input.${name}`, declared?.store.stored.tables.column(name)] : [],
  ),
);
const isCode = (name: string) => CODES.includes(name) || CODES.includes(name.slice(name.indexOf('.') + 1));

/** Every text that a caller can send, but for filters, which are answered by nothing that was sent. */
function textsOfTheApi(): string[] {
  const isText = (type: GraphQLInputType) => getNamedType(type).name === 'String';
  return Object.values(buildSchema(read('schema/api.graphql')).getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__') || type.name.endsWith('Filter')) return [];
    if (isInputObjectType(type))
      return Object.values(type.getFields()).flatMap((f) => (isText(f.type) ? [`${type.name}.${f.name}`] : []));
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap((f) =>
      f.args.flatMap((a) => (isText(a.type) ? [`${type.name}.${f.name}(${a.name})`] : [])),
    );
  });
}

/** Columns of texts that the hub makes, or that are codes, keys, or tables of reference. */
const OURS = [
  /\.(document_number|division_code|currency|policy_code|trigger_code|step|key|key_id)$/,
  /^(agency_key|checkpoint|clock_confirmation|clock_mark|day_place|division|epoch|event|head|holiday|holiday_import|industry|linkage_fact|linkage_pending|notice|notice_grading|retention|safety_sector\w*|submission|takeback|webhook_delivery|webhook_secret)\./,
  /^(inquiry\.(codes|request_id)|webhook\.(types|divisions)|linkage_case\.causes|registered_operation\.(id|hash|kind|name)|import_run\.(register|sha256|status)|policy\.code|restriction\.(cause|legal_basis|policy))$/,
];

async function textColumns(): Promise<string[]> {
  const folder = join(projectRoot, 'db/tables');
  const modules = await Promise.all(readdirSync(folder).map((f) => import(pathToFileURL(join(folder, f)).href)));
  const tables = new Set(modules.flatMap((m) => Object.values(m)).filter((t): t is PgTable => is(t, PgTable)));
  return [...tables].flatMap((table) =>
    Object.values(getTableColumns(table))
      .filter((c) => ['PgText', 'PgJsonb', 'PgArray'].includes(c.columnType))
      .filter((c) => !(is(c, PgArray) ? c.baseColumn : c).enumValues?.length)
      .map((c) => `${getTableName(table).replace(/_history$/, '')}.${c.name}`),
  );
}

describe('the inventory of texts', () => {
  it('classifies every text that a caller can send, and none that is not there', () => {
    const free = textsOfTheApi().filter((name) => !NO_WORDS.test(name) && !isCode(name));
    expect(free.length).toBeGreaterThan(30);
    expect([...namesIn(1)].sort()).toEqual([...new Set(free)].sort());
  });

  it('classifies every column that keeps one', async () => {
    const free = (await textColumns()).filter((name) => !OURS.some((ours) => ours.test(name)) && !isCode(name));
    expect([...namesIn(2)].sort()).toEqual([...new Set(free)].sort());
  });
});
