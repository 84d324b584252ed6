import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { killLeftProcesses, startProcess } from '../kit/process.js';

/** `npx hub --version` took three seconds, because every command loaded the whole hub. */
describe('a command loads what it runs', { timeout: 60_000 }, () => {
  killLeftProcesses();
  const at = temporaryFolder();
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    writeFileSync(at('one.csv'), 'uscc,name\n');
    writeFileSync(at('keys.json'), '{"keys":[]}');
    writeFileSync(at('receipt'), 'none');
  });
  let runs = 0;

  /** Packages, and folders of the hub's own files, that a command loads; GraphQL's error class is told from the rest of it. */
  async function loads(args: string[], code: number) {
    const list = at(`loaded-${++runs}`);
    const main = join(projectRoot, 'dist/src/cli/main.js');
    const running = startProcess(
      ['--import', join(projectRoot, 'test/cli/loads.mjs'), main, ...args],
      { LOADED: list, DATABASE_URL: db.url, HUB_SIGNING_KEYS: at('none.json'), PORT: '0', LOG_LEVEL: 'silent' },
      projectRoot,
    );
    expect(await running.ended, running.stderr()).toBe(code);
    const packages = new Set<string>();
    const rooms = new Set<string>();
    for (const file of readFileSync(list, 'utf8').trim().split('\n')) {
      const [, name, inside = ''] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)/.exec(file) ?? [];
      if (name) packages.add(name === 'graphql' && /^(error|jsutils|language)\//.test(inside) ? 'graphql/error' : name);
      const room = /\/dist\/(src\/[^/]+|db)\//.exec(file)?.[1];
      if (room) rooms.add(room);
    }
    return { packages: [...packages].sort(), rooms: [...rooms].sort() };
  }

  it.each<[args: string[], code: number]>([
    [['--version'], 0],
    [['--version', '--json'], 0],
    [['--help'], 0],
    ...['serve', 'start', 'migrate', 'import', 'export', 'verify', 'backup', 'restore', 'follow', 'doctor'].map(
      (c): [string[], number] => [[c, '--help'], 0],
    ),
    ...['agency add', 'keys rotate', 'log retain', 'policy add', 'receipt verify', 'operations register'].map(
      (c): [string[], number] => [[...c.split(' '), '--help'], 0],
    ),
    [['nonsense'], 1],
    [['agency', 'add', '--name', '甲', '--kind', 'CITIZEN'], 1],
    [['import', 'nothing', 'one.csv'], 1],
    [['export', 'enterprises', '--format', 'xml'], 1],
    [['log', 'retain'], 1],
  ])('hub %s: the command line alone', async (args, code) => {
    const { packages, rooms } = await loads(args, code);
    expect(packages).toEqual(['commander', 'graphql/error']);
    expect(rooms.filter((room) => !['db', 'src/cli', 'src/kernel'].includes(room))).toEqual([]);
  });

  /** What serves: GraphQL, its doors, the schemas of the rooms. */
  const SERVES = ['type-graphql', 'graphql', '@apollo/server', 'fastify', 'graphql-jit', 'graphql-ws', 'pino', 'ws'];
  it.each<[args: string[], code: number]>([
    [['agency', 'list'], 0],
    [['import', 'enterprises', 'FILE', '--provider', 'none'], 1],
    [['export', 'enterprises'], 0],
    [['policy', 'list'], 0],
    [['log', 'retain', '--keep', '1', '--dry-run'], 0],
    [['migrate'], 0],
    [['keys', 'list'], 1],
    [['receipt', 'verify', 'RECEIPT', '--jwks', 'KEYS'], 1],
    [['backup', 'FOLDER'], 0],
    [['restore', 'FOLDER'], 1],
  ])('hub %s: no GraphQL and no server', async (args, code) => {
    const files: Record<string, string> = {
      ...{ FILE: at('one.csv'), RECEIPT: at('receipt'), KEYS: at('keys.json'), FOLDER: at('backup') },
    };
    const { packages } = await loads(
      args.map((word) => files[word] ?? word),
      code,
    );
    expect(packages.filter((name) => SERVES.includes(name))).toEqual([]);
    expect(packages).toContain('zod');
  });

  it('and a hub that serves does load them, or this would see nothing', async () => {
    const { packages } = await loads(['serve', '--subgraph', 'none'], 1);
    expect(SERVES.filter((name) => !packages.includes(name))).toEqual([]);
  });
});
