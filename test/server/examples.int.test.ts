import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemonstrationAgency, loadDemonstration } from '../../src/cli/demonstration.js';
import { projectRoot } from '../../src/kernel/project.js';
import { type RunningHub, startHub } from '../../src/server/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { testSettings } from '../kit/hub.js';
import {
  DAYS_SINCE,
  differences,
  type Example,
  examplesOf,
  type Fence,
  fencesOf,
  moved,
  parsed,
  withIds,
} from './examples.js';

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Any = any;

const pageOf = (name: string) => readFileSync(join(projectRoot, name), 'utf8');
const section = (page: string, heading: string): string => {
  const [, after] = page.split(new RegExp(`^#+ ${heading}\n`, 'm'));
  if (after === undefined) throw new Error(`there is no section ${heading}`);
  return after.split(/^## /m)[0] as string;
};
/** The names in the first column of a section's tables. */
const named = (text: string): string[] =>
  [...text.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap((row) =>
    [...(row[1] as string).matchAll(/`(\w+)`/g)].map((m) => m[1] as string),
  );

/**
 * The pages' examples against a hub that serves the demonstration county: each request is sent, and its answer compared. The agency
 * is named in the request: `# as BANKING` in GraphQL, `KEY of BANKING` in HTTP. `EXAMPLES=write npx vitest run test/server/examples`
 * writes into the pages what the hub answers, where it is something else.
 */
describe('the examples of the pages', { timeout: 120_000 }, () => {
  let db: TestDatabase;
  let hub: RunningHub;
  let agencies: DemonstrationAgency[];
  const keyOf = (kind: string): string => {
    const key = agencies.find((a) => a.kind === kind)?.key;
    if (!key) throw new Error(`no agency of the kind ${kind}`);
    return key;
  };

  beforeAll(async () => {
    db = await testDatabase();
    const files = join(projectRoot, 'scripts/demonstration');
    const folder = mkdtempSync(join(tmpdir(), 'hub-examples-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    for (const file of readdirSync(files))
      writeFileSync(join(folder, file), moved(readFileSync(join(files, file), 'utf8'), DAYS_SINCE));
    agencies = (await loadDemonstration(db, () => {}, false, undefined, folder)) as DemonstrationAgency[];
    hub = await startHub({
      settings: testSettings({ HUB_LINKAGE: true, HUB_CHECKPOINT_SECONDS: 1 }),
      databaseUrl: db.url,
    });
    for (;;) {
      const [row] = await db.sql`select not exists (select from hub.event e, hub.linkage l where e.position > l.position
        and split_part(e.type, '.', 1) in ('accident', 'hazard', 'finding')) and exists (select from hub.checkpoint) done`;
      if (row?.done) break;
      await sleep(50);
    }
  }, 120_000);
  afterAll(() => hub.stop());

  const headers = (kind: string | undefined) => (kind ? { authorization: `Bearer ${keyOf(kind)}` } : {});
  const post = async (body: object, kind: string | undefined): Promise<Any> => {
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers(kind) },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const sent = async ({ info, text }: Fence, kind: string | undefined): Promise<Any> => {
    if (info === 'graphql') return post({ query: text }, kind);
    if (info === 'sh') return post(JSON.parse(/ -d '(.*?)'\s*$/s.exec(text)?.[1] ?? ''), kind);
    const [head = '', ...body] = text.split('\n\n');
    const [start = '', ...lines] = head.split('\n');
    const [, method = 'GET', path = '/'] = /^([A-Z]+) (\S+)/.exec(start) ?? [];
    const pairs = lines.map((line) => line.split(/: */, 2) as [string, string]);
    const given = Object.fromEntries(pairs.filter(([name]) => name.toLowerCase() !== 'authorization'));
    const response = await fetch(hub.url + path, {
      method,
      headers: { ...given, ...headers(kind) },
      ...(method === 'GET' ? {} : { body: body.join('\n\n') }),
    });
    const answer = await response.text();
    return /json/.test(response.headers.get('content-type') ?? '') &&
      !/ndjson/.test(response.headers.get('content-type') ?? '')
      ? JSON.parse(answer)
      : answer
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
  };
  const ids = new Map<string, string>();
  const asker = ({ text }: Fence) => /(?:# as|KEY of) ([A-Z_]+)/.exec(text)?.[1];
  const run = async ({ request }: Example, fallback?: string) =>
    sent({ ...request, text: withIds(request.text, ids) }, asker(request) ?? fallback);

  it('of PROTOCOL.md are what the hub answers', async () => {
    const name = 'schema/PROTOCOL.md';
    const lines = pageOf(name).split('\n');
    const examples = examplesOf(pageOf(name));
    expect(examples.filter((e) => e.answer).length).toBeGreaterThan(6);
    const found: string[] = [];
    const edits: { answer: Fence; told: string }[] = [];
    for (const example of examples) {
      const real = await run(example);
      const { answer, request } = example;
      if (!answer) {
        if (real.errors) found.push(`line ${request.line}: ${JSON.stringify(real.errors)}`);
        continue;
      }
      const differ = differences(parsed(answer), real, ids);
      found.push(...differ.map((d) => `line ${answer.line}: ${d}`));
      const told =
        answer.info === 'json' ? JSON.stringify(real, null, 2) : real.map((l: Any) => JSON.stringify(l)).join('\n');
      if (differ.length > 0) edits.push({ answer, told: moved(told, -DAYS_SINCE) });
    }
    if (process.env.EXAMPLES === 'write') {
      for (const { answer, told } of edits.reverse())
        lines.splice(answer.line, answer.text.split('\n').length, ...told.split('\n'));
      writeFileSync(join(projectRoot, name), lines.join('\n'));
    }
    expect(found).toEqual([]);
  });

  it('of PROTOCOL.md: the lines that are digested are those of the county, and give the digest that is answered', async () => {
    const page = section(pageOf('schema/PROTOCOL.md'), 'Portfolios');
    const documented = fencesOf(page)
      .find(({ text }) => /^\w{18}\|/.test(text))
      ?.text.split('\n') as string[];
    const usccs = documented.map((line) => line.slice(0, 18));
    const flag =
      'uscc outcome rating { level } grading { grade validUntil } restrictions { domain effectiveFrom effectiveUntil }';
    const { data } = await post(
      { query: `{ creditChecks(usccs: ${JSON.stringify(usccs)}, purpose: "x") { ${flag} } }` },
      'BANKING',
    );
    const lines = data.creditChecks.map(({ uscc, outcome, rating, grading, restrictions }: Any) => {
      const terms = restrictions.map((r: Any) => `${r.domain}:${r.effectiveFrom}:${r.effectiveUntil}`).sort();
      return [uscc, outcome, rating?.level ?? '', grading?.grade ?? '', terms.join(',')].join('|');
    });
    const undated = (list: string[]) => list.map((line) => line.replace(/\d{4}-\d{2}-\d{2}/g, '<day>'));
    expect(undated(documented)).toEqual(undated(lines));
    const create = `mutation { createPortfolio(name: "digest", usccs: ${JSON.stringify(usccs)}) { portfolio { digest { digest count } } } }`;
    const { digest } = (await post({ query: create }, 'BANKING')).data.createPortfolio.portfolio;
    const whole = lines.sort().map((line: string) => `${line}\n`);
    expect(digest).toEqual({ digest: createHash('sha256').update(whole.join('')).digest('hex'), count: lines.length });
  });

  it('of PROTOCOL.md: tables name the members of receipts and acknowledgements, and no others', async () => {
    const page = pageOf('schema/PROTOCOL.md');
    const decoded = (part: string | undefined) => JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
    const check = '{ creditCheck(uscc: "91620621PDY00001X5", purpose: "x") { receipt } }';
    const [jws = '', answer] = (await post({ query: check }, 'BANKING')).data.creditCheck.receipt.split('~');
    expect(
      named(section(page, 'Receipts'))
        .filter((name) => name in decoded(answer))
        .sort(),
    ).toEqual(Object.keys(decoded(answer)).sort());
    const payload = decoded(jws.split('.')[1]);
    for (const claim of Object.keys(payload)) expect(section(page, 'Receipts')).toContain(`\`${claim}\``);
    const { notices } = (await post({ query: '{ notices(first: 1) { nodes { id } } }' }, 'HOUSING')).data;
    const acknowledge = `mutation { acknowledgeNotice(id: "${notices.nodes[0].id}") { acknowledgementReceipt } }`;
    const { acknowledgementReceipt } = (await post({ query: acknowledge }, 'HOUSING')).data.acknowledgeNotice;
    const claims = decoded(acknowledgementReceipt.split('.')[1]);
    const documented = named(section(page, 'Acknowledgements of notices'));
    expect(documented.filter((name) => !['id', 'name'].includes(name)).sort()).toEqual(Object.keys(claims).sort());
  });

  it('of PROTOCOL.md: a checkpoint’s text has the lines that are signed', async () => {
    const text = fencesOf(pageOf('schema/PROTOCOL.md')).find((f) => f.text.startsWith('hub checkpoint 1'))
      ?.text as string;
    const query = '{ logCheckpoint { logId position hash signedAt } }';
    const { logId, position, hash, signedAt } = (await post({ query }, 'BANKING')).data.logCheckpoint;
    const real = ['hub checkpoint 1', `log ${logId}`, `position ${position}`, `hash ${hash}`, `signed ${signedAt}`];
    const shape = (lines: string[]) =>
      lines.map((line) => line.replace(/[0-9a-f]/g, '0').replace(/(position) 0+/, '$1 0'));
    expect(shape(text.split('\n'))).toEqual(shape(real));
  });

  it('of EVENTS.md: what each family’s events say is named in its section', async () => {
    const page = pageOf('schema/EVENTS.md');
    const rows = await db.sql<{ family: string; type: string; names: string[] }[]>`
      select split_part(type, '.', 1) family, type, array_agg(distinct key) names from hub.event e, jsonb_object_keys(e.data::jsonb) key group by 1, 2`;
    expect(rows.length).toBeGreaterThan(6);
    for (const { family, type, names } of rows) {
      const [, after = ''] = page.split(`### ${family}\n`);
      const [own = ''] = after.split(/^##/m);
      const said = [...own.matchAll(/`(\w+)`/g)].map((m) => m[1]);
      for (const name of names) {
        const known = said.includes(name) || (name.startsWith('previous') && /previous/.test(own));
        expect([type, name, known]).toEqual([type, name, true]);
      }
    }
  });

  it('of the READMEs run without an error', async () => {
    const examples = ['README.md', 'schema/README.md'].flatMap((name) => examplesOf(pageOf(name)));
    expect(examples.length).toBeGreaterThan(3);
    for (const example of examples) {
      const answer = await run(example, example.request.info === 'sh' ? 'BANKING' : undefined);
      expect([example.request.line, answer.errors]).toEqual([example.request.line, undefined]);
      expect(JSON.stringify(answer.data).length).toBeGreaterThan(20);
    }
  });

  it.each(['README.md', 'schema/README.md', 'schema/PROTOCOL.md', 'schema/EVENTS.md', 'schema/ERRORS.md'])(
    'of %s: every block of GraphQL is of the schema, every one of JSON is JSON',
    (name) => {
      const schema = buildSchema(pageOf('schema/api.graphql'));
      for (const fence of fencesOf(pageOf(name))) {
        const { info, text, line } = fence;
        if (info === 'graphql') expect([line, validate(schema, parse(text))]).toEqual([line, []]);
        // A shape in the guise of JSON drifts unseen: write an example, or call the block `text`.
        if (/^(json|ndjson)$/.test(info) || (info === '' && /^[[{]/.test(text)))
          expect(() => parsed(fence), `line ${line}`).not.toThrow();
      }
    },
  );
});

describe('a documented answer', () => {
  const compare = (documented: unknown, real: unknown) => differences(documented, real, new Map());

  it('may differ in ids, instants, positions, hashes and days of the moved county alone', () => {
    const at = '2026-03-01T00:00:00.000Z';
    const one = {
      ...{ id: '12', at, position: 4, hash: `a1${'0'.repeat(62)}`, issuedOn: '2026-01-01' },
      text: '期限：2026-01-01 至 2027-01-01',
    };
    const other = {
      ...{
        id: '7',
        at: at.replace('03', '04'),
        position: 9,
        hash: `b2${'1'.repeat(62)}`,
        issuedOn: moved('2026-01-01', DAYS_SINCE),
      },
      text: '期限：2028-01-01 至 2029-01-01',
    };
    expect(compare(one, other)).toEqual([]);
    expect(compare({ receipt: 'eyJ…' }, { receipt: 'eyJhbGciOi' })).toEqual([]);
  });

  it('is red for a name, a value, a number, a length or a day of the county that drifted', () => {
    expect(compare({ a: 1 }, { b: 1 })).toHaveLength(2);
    for (const [documented, real] of [
      [{ level: 'A' }, { level: 'AAA' }],
      [{ code: 'RESTRICTION_IN_FORCE' }, { code: 'GRADING_BELOW_STANDARD' }],
      [{ path: 'records.1.documentNumber' }, { path: 'records.2.documentNumber' }],
      [{ count: 1 }, { count: 2 }],
      [{ list: [1] }, { list: [1, 2] }],
      [{ issuedOn: '2024-01-05' }, { issuedOn: moved('2024-01-08', DAYS_SINCE) }],
      [{ grading: { validUntil: '2999-01-01' } }, { grading: null }],
      [{ uscc: '91620621PDY00001X5' }, { uscc: '91620621PDY0000878' }],
      [{ a: null }, { a: 'x' }],
    ])
      expect(compare(documented, real)).toHaveLength(1);
  });
});
