import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaFaults, schemaFiles } from '../../scripts/schema.js';
import { projectRoot } from '../../src/kernel/project.js';

const files = schemaFiles();

it('schema/ is what the code says, and breaks nothing released', () => {
  expect(schemaFaults(join(projectRoot, 'schema'), files)).toEqual([]);
});

/** On a copy, with changes planted: the check must be able to go red. */
describe('the check of the printed schemas', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hub-schema-'));
    cpSync(join(projectRoot, 'schema'), folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'api.released.graphql'), files.get('api.graphql') ?? '');
    rmSync(join(folder, 'breaking-changes.json'), { force: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const replace = (name: string, from: string | RegExp, to: string) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(join(folder, name), changed);
  };

  it('passes what is current', () => {
    expect(schemaFaults(folder, files)).toEqual([]);
  });

  it('finds drift in every printed file, and a file that is missing', () => {
    for (const name of files.keys()) replace(name, /\n$/, '\n# by hand\n');
    rmSync(join(folder, 'grading.graphql'));
    const faults = schemaFaults(folder, files);
    expect(faults).toEqual(
      [...files.keys()].map((name) => `schema/${name} is not what the code says; run: npm run schema`),
    );
  });

  it('finds a breaking change of the API that is not declared', () => {
    // What was released had more than the API has now: a field, and a value of an enum that it answers.
    replace('api.released.graphql', /^type Grading \{$/m, 'type Grading {\n  inspector: String');
    replace('api.released.graphql', /^enum GradingStatus \{$/m, 'enum GradingStatus {\n  LOST');
    expect(schemaFaults(folder, files).sort()).toEqual([
      'breaking, and not declared in schema/breaking-changes.json: Grading.inspector was removed.',
      'breaking, and not declared in schema/breaking-changes.json: LOST was removed from enum type GradingStatus.',
    ]);
    const declared = [{ change: 'Grading.inspector was removed.', reason: 'nobody asked for it' }];
    writeFileSync(join(folder, 'breaking-changes.json'), JSON.stringify(declared));
    expect(schemaFaults(folder, files)).toHaveLength(1);
    expect(schemaFaults(folder, files)[0]).toContain('LOST');
  });

  it('finds a registered operation that the API breaks, where they are exported beside it', () => {
    const operations = [
      { agency: '某银行', id: 'good', document: '{ enterprises { nodes { uscc } } }' },
      { agency: '某银行', id: 'old', document: '{ enterprises { nodes { owner } } }' },
    ];
    writeFileSync(join(folder, 'operations.json'), JSON.stringify({ operations: operations.slice(0, 1) }));
    expect(schemaFaults(folder, files)).toEqual([]);
    writeFileSync(join(folder, 'operations.json'), JSON.stringify({ operations }));
    expect(schemaFaults(folder, files)).toEqual([
      'breaks the registered operation old of 某银行: Cannot query field "owner" on type "Enterprise". (line 1, column 25)',
    ]);
  });

  it('passes an addition', () => {
    replace('api.released.graphql', / {2}"""[^"]*"""\n {2}score: Float\n/, '');
    expect(schemaFaults(folder, files)).toEqual([]);
  });

  it('asks for the released API where there is none', () => {
    rmSync(join(folder, 'api.released.graphql'));
    expect(schemaFaults(folder, files)).toEqual([
      'schema/api.released.graphql is missing; run: npm run schema -- --release',
    ]);
  });
});
