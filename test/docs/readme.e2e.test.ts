import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadDemonstration } from '../../src/cli/demonstration.js';
import { projectRoot } from '../../src/kernel/project.js';
import { type RunningHub, startHub } from '../../src/server/index.js';
import { afterFile } from '../kit/after-file.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { testSettings } from '../kit/hub.js';
import { cleanEnvironment, killLeftProcesses, startHubProcess } from '../kit/process.js';
import { until } from '../kit/until.js';
import { fencesOf } from '../server/examples.js';
import { read } from './markdown.js';

const MAIN = join(projectRoot, 'dist/src/cli/main.js');
const COMPANY = '91620621PDY000060G';

/** The commands of README.md's "Five things to try", each in its block: first the one that finds keys, then one for each thing. */
const [, section = ''] = read('README.md').split('## Five things to try\n');
const blocks = fencesOf(section.split('\n## ')[0] as string).map(({ text }) => text);

describe('the five things to try', { timeout: 240_000 }, () => {
  killLeftProcesses();
  const at = temporaryFolder();
  let db: TestDatabase;
  let hub: RunningHub;
  beforeAll(async () => {
    db = await testDatabase();
    const agencies = await loadDemonstration(db, () => {}, false);
    mkdirSync(at('.hub'));
    writeFileSync(at('.hub/demonstration-keys.json'), JSON.stringify(agencies));
    hub = await startHub({
      settings: testSettings({ HUB_LINKAGE: true, HUB_CHECKPOINT_SECONDS: 1 }),
      databaseUrl: db.url,
    });
    afterFile(() => hub.stop());
  });

  const [keys = '', lookAround = '', check = '', follow = '', report = '', takeBack = ''] = blocks;
  /** Runs commands of the page as a newcomer's shell does: this hub in the place of the one at port 4000. */
  const shell = async (commands: string): Promise<string> => {
    const here = commands.replaceAll('http://127.0.0.1:4000', hub.url).replaceAll('/tmp/', at('/'));
    const npx = `npx() { shift; '${process.execPath}' '${MAIN}' "$@"; }`;
    const script = ['set -e', npx, keys, here].join('\n');
    const run = promisify(execFile)('bash', ['-c', script], {
      cwd: at('.'),
      env: cleanEnvironment({ DATABASE_URL: db.url }),
    });
    return (await run).stdout;
  };
  const outcome = async () => JSON.parse(await shell(check)).data.creditCheck.outcome;

  it('do what the page says, from the first to the fifth', async () => {
    expect(blocks).toHaveLength(6);
    expect(JSON.parse(await shell(lookAround)).data.enterprises.nodes.length).toBeGreaterThan(1);
    expect(check).toContain(COMPANY);
    expect(await outcome()).toBe('CLEAR');

    const [, kind = '', args = ''] = /^HUB_FOLLOW_KEY=\$\(key (\w+)\) npx hub (.+)$/.exec(follow) ?? [];
    const key = (await shell(`key ${kind}`)).trim();
    const follower = startHubProcess(args.replace('http://127.0.0.1:4000', hub.url).split(' '), {
      HUB_FOLLOW_KEY: key,
    });
    const told = () =>
      follower
        .stdout()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    const heard = (type: string) => told().find((event) => event.type === type && event.subject === COMPANY);
    // Of a restriction that has ended, all but its authorities hear its number alone.
    const removed = () => {
      const { id } = heard('restriction.imposed').data;
      return told().some((event) => event.type === 'restriction.removed' && event.data.id === id);
    };

    const imported = await shell(report);
    await until(() => Boolean(heard('restriction.imposed') && heard('notice.issued')));
    expect(await outcome()).toBe('RESTRICTED');

    const receipt = /npx hub import undo (\S+)/.exec(imported)?.[1] ?? '';
    expect(await shell(takeBack.replace('RECEIPT', receipt))).toMatch(/are as they were written/);
    await until(removed);
    expect(await outcome()).toBe('CLEAR');
    await follower.stop();
  });
});
