import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImportSummary } from '../../src/intake/core.js';
import { type Cluster, connected, keep } from './database.js';
import type { Dataset } from './dataset.js';
import { readLines, writeLines } from './lines.js';
import { HUB, hubFingerprint } from './places.js';
import { type RunOptions, runNode, say } from './process.js';

/** The agency that asks: a bank, the caller that the credit checks are for. */
export const BANK = 'bench bank';
/** Changes when the hub's records are made from the dataset in another way. */
const VERSION = 2;

/** Runs a `hub` command on a database; what it printed with --json. */
export async function hub<T>(url: string, args: string[], options: RunOptions = {}): Promise<T> {
  const text = await runNode([HUB, ...args, '--json'], { ...options, env: { DATABASE_URL: url, ...options.env } });
  return JSON.parse(text.trim().split('\n').at(-1) ?? 'null') as T;
}

const cells = (line: string): string[] => line.split(',');

/** The dataset's files as the hub's import reads them: its headers, and cells where the two differ in more than names. */
const FILES = {
  enterprises: {
    source: 'enterprise',
    header: 'uscc,name,division,industry,status,registeredOn',
    row: (line: string) => line,
  },
  gradings: {
    source: 'grading',
    header: 'documentNumber,uscc,division,grade,score,issuedOn,validUntil,standard,publishedOn',
    // Valid for 1,095 days, which is three years or, across a 29 February, a day less: never more than the hub takes.
    row: (line: string) => {
      const [id, uscc, division, grade, score, issued, until] = cells(line);
      return `${id},${uscc},${division},GRADE_${grade},${score},${issued},${until},AQ/T 9006-2010,${issued}`;
    },
  },
  ratings: {
    source: 'rating',
    header: 'documentNumber,uscc,level,ratedBy,ratedOn',
    row: (line: string) => {
      const [uscc, level, agency, assessed] = cells(line);
      return `${uscc},${uscc},${level},${agency},${assessed}`;
    },
  },
} as const;
type Register = keyof typeof FILES;

async function* rewritten(data: Dataset, register: Register): AsyncGenerator<string> {
  const { source, header, row } = FILES[register];
  yield header;
  for await (const line of readLines(join(data.folder, `${source}.csv`))) yield row(line);
}

/** Writes a register's import file, anew each time: it takes a second. */
export async function importFileOf(data: Dataset, register: Register): Promise<string> {
  const file = join(data.folder, `hub-${register}.csv`);
  await writeLines(file, rewritten(data, register));
  return file;
}

/** The hub's database with the dataset, by its own import; a rejected row or a division it does not have is a failure. */
export const hubDatabase = (cluster: Cluster, data: Dataset): Promise<string> =>
  keep(cluster, {
    name: `hub_${data.n}`,
    mark: `${data.mark} ${hubFingerprint()} ${VERSION}`,
    fill: async (url) => {
      await hub(url, ['migrate']);
      await hub(url, ['agency', 'add', '--name', BANK, '--kind', 'BANKING']);
      const kinds = {
        enterprises: 'MARKET_REGULATION',
        gradings: 'SAFETY_REGULATOR',
        ratings: 'CREDIT_OFFICE',
      } as const;
      for (const register of ['enterprises', 'gradings', 'ratings'] as const) {
        const provider = `bench provider of ${register}`;
        await hub(url, ['agency', 'add', '--name', provider, '--kind', kinds[register], '--division', '100000']);
        say(`importing ${register} into the hub …`);
        const file = await importFileOf(data, register);
        const { read, inserted } = await hub<ImportSummary>(url, ['import', register, file, '--provider', provider]);
        if (inserted !== read) throw new Error(`the hub took ${inserted} of ${read} ${register} of ${file}`);
      }
      await fillRestrictions(url, join(data.folder, 'restriction.csv'));
      await connected(url, (sql) => sql.unsafe('vacuum analyze'));
      await compareDivisions(url, join(data.folder, 'enterprise.csv'));
    },
  });

/** A migrated database with nothing but one provider: what an import or a log begins from is a copy of it. */
export const EMPTY = 'bench_empty';
export const REGISTRY = 'bench registry';
export const emptyDatabase = (cluster: Cluster): Promise<string> =>
  keep(cluster, {
    name: EMPTY,
    mark: hubFingerprint(),
    fill: async (url) => {
      await hub(url, ['migrate']);
      await hub(url, ['agency', 'add', '--name', REGISTRY, '--kind', 'MARKET_REGULATION']);
    },
  });

/** Restrictions have no import, the linkage decides them: here they are copied, in the order of the dataset's ids. */
const fillRestrictions = (url: string, file: string): Promise<void> =>
  connected(url, async (sql) => {
    await sql.unsafe(`create temp table given (id bigint, uscc text, domain text, starts date, until date,
      accident_id bigint, hazard_id text)`);
    await pipeline(createReadStream(file), await sql`copy given from stdin (format csv)`.writable());
    await sql.unsafe(`
      insert into hub.restriction (uscc, domain, effective_from, effective_until, decided_on, cause, legal_basis, policy)
      select uscc, case domain when 'LAND_USE' then 'LAND_USE_APPROVAL' when 'BANK_LOAN' then 'BANK_LOAN_REFERENCE' else domain end,
        starts, until, starts, coalesce('accident/' || accident_id, 'hazard/' || hazard_id), 'bench', 'bench'
      from given order by id`);
  });

/** The hub replaces division codes that it does not know; then its answers about divisions would not be the references'. */
async function compareDivisions(url: string, file: string): Promise<void> {
  const given = new Set<string>();
  for await (const line of readLines(file)) given.add(cells(line)[2] ?? '');
  const kept = await connected(url, (sql) => sql`select distinct division_code as code from hub.enterprise`);
  const strange = [...given].filter((code) => !kept.some((row) => row.code === code));
  if (strange.length > 0) throw new Error(`the hub has no division ${strange.join(', ')}: its answers would differ`);
}
