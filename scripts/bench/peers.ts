import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Cluster, keep, PLAIN_C } from './database.js';
import type { Dataset } from './dataset.js';
import { filesOf, fingerprint, PEERS, PEERS_SOURCE } from './places.js';
import { run, runNode, say } from './process.js';

/** Under this name the patched load generator finds the credential: the hub answers agencies, the references do not look. */
export const CREDENTIAL = 'BENCH_AUTHORIZATION';

interface Patch {
  file: string;
  find: string;
  put: string;
}
/** All servers get the credential, so their requests stay the same to the byte. */
const PATCHES: Patch[] = [
  {
    file: 'run.mjs',
    find: "accept: 'application/json' }",
    put: `accept: 'application/json', authorization: process.env.${CREDENTIAL} }`,
  },
  {
    file: 'wrk.lua',
    find: '\\r\\nAccept: application/json\\r\\n',
    put: `\\r\\nAccept: application/json\\r\\nAuthorization: " .. os.getenv("${CREDENTIAL}") .. "\\r\\n`,
  },
  {
    file: 'fan/client.mjs',
    find: "masked({ type: 'connection_init' })",
    put: `masked({ type: 'connection_init', payload: { Authorization: process.env.${CREDENTIAL} } })`,
  },
  // Where the number of an accident stands in a notification: of the hub's, behind the mark of the round.
  {
    file: 'fan/client.mjs',
    find: '/"accidentReported":\\{"id":"(\\d+)"/',
    put: '/"accidentReported":\\{(?:"id":"|"accident":\\{"documentNumber":"\\w+-)(\\d+)"/',
  },
];

function patched(text: string, { file, find, put }: Patch): string {
  const times = text.split(find).length - 1;
  if (times !== 1)
    throw new Error(
      `${file} of the references has ${JSON.stringify(find)} ${times} times, not once: mend scripts/bench/peers.ts`,
    );
  return text.replace(find, () => put);
}

/** Copies the references, lets them send a credential, and installs their packages; once, until they change. */
export async function preparePeers(): Promise<void> {
  const mark = join(PEERS, '.bench-mark');
  const wanted = fingerprint(PEERS_SOURCE) + JSON.stringify(PATCHES);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  say('copying the references and installing their packages …');
  rmSync(PEERS, { recursive: true, force: true });
  // File by file: the source may be read-only, folders included.
  for (const file of filesOf(PEERS_SOURCE)) {
    const name = relative(PEERS_SOURCE, file);
    mkdirSync(dirname(join(PEERS, name)), { recursive: true });
    const patches = PATCHES.filter((p) => p.file === name);
    const text = patches.length > 0 ? patches.reduce(patched, readFileSync(file, 'utf8')) : readFileSync(file);
    writeFileSync(join(PEERS, name), text);
  }
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: PEERS, env: { NODE_ENV: 'development' } });
  writeFileSync(mark, wanted);
}

/** The references' database with the dataset, by their own loader. */
export const peersDatabase = (cluster: Cluster, data: Dataset): Promise<string> =>
  keep(cluster, {
    name: `peers_${data.n}`,
    mark: `${data.mark} ${fingerprint(PEERS_SOURCE)}`,
    locale: PLAIN_C,
    fill: async (url) => {
      say(`loading ${data.n} enterprises for the references …`);
      await runNode(['load.mjs', '--dir', data.folder], { cwd: PEERS, env: { DATABASE_URL: url } });
    },
  });

export const haveWrk = (): boolean => spawnSync('wrk', ['-v'], { stdio: 'ignore' }).error === undefined;
