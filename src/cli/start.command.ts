import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../db/client.js';
import { migrateDatabase } from '../../db/migrate.js';
import { oneAtATime } from '../../db/one-at-a-time.js';
import { choseFolder, readSettings, refuseSecondDatabase, requireMigrated, type Settings } from '../server/core.js';
import { type DemonstrationAgency, loadDemonstration } from './demonstration.js';
import { live, type Steps } from './life.js';
import { listening } from './serve.command.js';
import type { Output } from './terminal/output.js';

/**
 * `npm start`: brings the embedded database up, migrates it, loads the demonstration county where it is empty, serves, and
 * says where. A given database is served as it is: nothing is migrated or seeded there. Beside a hub of this checkout that runs on
 * another database, a new one is made where HUB_DATA_DIR names its folder, or with --new.
 */
export async function start(out: Output, options: { new?: boolean } = {}): Promise<void> {
  const settings = readSettings();
  if (!options.new && !choseFolder()) refuseSecondDatabase(settings, 'npm start');
  const begin: Parameters<typeof live>[2] = async ({ url, embedded, own }, steps) => {
    const agencies = embedded ? await prepare(url, settings, out, steps) : [];
    if (!embedded) await requireMigrated(url);
    steps.next();
    const hub = await listening(settings, { url, own });
    const notReady = await whyNotReady(hub.url);
    out.result({ url: hub.url, graphql: `${hub.url}/graphql`, explorer: `${hub.url}/graphiql`, agencies }, [
      ...welcome(hub.url, agencies, embedded),
      ...(notReady ? ['', `Not ready: ${notReady}`] : []),
    ]);
    return hub;
  };
  await live(out, settings, begin, () => out.say('stopping …'));
  out.say('stopped; the data stays');
}

/** What keeps a hub from all of its work, as after weeks without one its clock does; null: nothing. */
async function whyNotReady(url: string): Promise<string | null> {
  const response = await fetch(`${url}/health/ready`).catch(() => null);
  if (!response || response.ok) return null;
  return ((await response.json()) as { reason?: string }).reason ?? null;
}

async function prepare(
  url: string,
  settings: Settings,
  out: Output,
  { next, signal }: Steps,
): Promise<DemonstrationAgency[]> {
  const { applied } = await migrateDatabase(url);
  if (applied.length > 0) out.say(`database migrated (${applied.length} migrations)`);
  next();
  const file = join(settings.HUB_DATA_DIR, 'demonstration-keys.json');
  const db = connect({ url, max: 2, application: 'hub start' });
  try {
    // Two starts at once load it once; one that was cut off halfway goes on.
    await oneAtATime(`${file}.starting`, async () => {
      const halfway = `${file}.incomplete`;
      const again = existsSync(halfway);
      if (existsSync(file) && !again) return;
      writeFileSync(halfway, '');
      const loaded = await loadDemonstration(db, out.say, again, signal);
      // The hub keeps hashes alone; the demonstration's keys are written beside its data, so that a second start can show them.
      if (loaded) writeFileSync(file, JSON.stringify(loaded, null, 2), { mode: 0o600 });
      rmSync(halfway);
    });
  } finally {
    await db.close();
  }
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

function welcome(url: string, agencies: DemonstrationAgency[], embedded: boolean): string[] {
  const bank = agencies.find((a) => a.kind === 'BANKING');
  const lines = [
    '',
    `GraphQL   ${url}/graphql`,
    `Explorer  ${url}/graphiql`,
    `Health    ${url}/health/ready   Metrics  ${url}/metrics`,
    '',
  ];
  if (agencies.length > 0) {
    lines.push('Demonstration agencies and their keys:');
    for (const a of agencies) lines.push(`  ${a.kind.padEnd(18)} ${a.key}  ${a.name}`);
    lines.push('');
  } else {
    const why = embedded ? 'this database has agencies of its own already' : 'DATABASE_URL is a database of yours';
    lines.push(`No demonstration was loaded: ${why}.`);
    lines.push('Add an agency and its key: npx hub agency add --help; those that there are: npx hub agency list', '');
  }
  lines.push('Try first:');
  lines.push(`  curl -s ${url}/graphql -H 'content-type: application/json' \\`);
  lines.push(
    `    -d '{"query":"{ enterprises(filter: {name: \\"煤业\\"}) { nodes { uscc name grading { grade } } } }"}'`,
  );
  if (bank) {
    lines.push(
      `  curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${bank.key}' \\`,
    );
    lines.push(
      `    -d '{"query":"{ creditCheck(uscc: \\"${bank.example}\\") { outcome reasons rating { level } grading { grade } } }"}'`,
    );
  }
  lines.push('', embedded ? 'Ctrl-C stops the hub and its database.' : 'Ctrl-C stops the hub; the database is yours.');
  return lines;
}
