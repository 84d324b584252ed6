import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { freePort } from '../../../db/embedded.js';
import { pause } from '../chance.js';

/** Debian's PostgreSQL; the newest that is there. */
function binaries(): string {
  const root = '/usr/lib/postgresql';
  const [newest] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  if (!newest) throw new Error(`no PostgreSQL in ${root}: apt-get install -y postgresql`);
  return join(root, newest, 'bin');
}

/** PostgreSQL does not run as root: there it runs as Debian's own user. */
function userIds(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m);
  if (!line) throw new Error('there is no user postgres: apt-get install -y postgresql');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

const LOOK_MS = 20;
const WITHIN_MS = 60_000;
/** Nothing of a machine's own is tried here, only of the processes on it: what a killed server has written is in the system's memory. */
const CONFIGURATION = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 128MB
fsync = off
wal_keep_size = 512MB
`;

export async function eventually(what: string, is: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + WITHIN_MS; !(await is().catch(() => false)); await pause(LOOK_MS))
    if (performance.now() > end) throw new Error(`${what}: not within ${WITHIN_MS / 1_000} s`);
}

/** A server in a folder of its own, at one port for the whole soak. */
class Server {
  private child: ChildProcess | undefined;
  readonly data: string;

  constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly name: string,
  ) {
    this.data = join(folder, name);
  }

  run(program: string, args: string[]): void {
    execFileSync(join(binaries(), program), args, {
      ...userIds(),
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  make(): void {
    this.run('initdb', ['-D', this.data, '-U', 'hub', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
    appendFileSync(join(this.data, 'postgresql.conf'), CONFIGURATION);
  }

  async start(): Promise<void> {
    const log = openSync(join(this.folder, `${this.name}.log`), 'a');
    const args = ['-D', this.data, '-c', `port=${this.port}`];
    this.child = spawn(join(binaries(), 'postgres'), args, {
      ...userIds(),
      cwd: this.folder,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await eventually(`server ${this.name}`, async () => (await this.ask('select 1')).length === 1);
  }

  /** SIGKILL for all of its processes, as the end of its machine is. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    const own = () =>
      readdirSync('/proc').filter((pid) => {
        try {
          return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === this.data;
        } catch {
          return false; // it has ended
        }
      });
    await eventually(`the end of server ${this.name}`, async () => {
      const left = own();
      for (const pid of left) process.kill(Number(pid), 'SIGKILL');
      return left.length === 0;
    });
  }

  async ask<Row extends object = Record<string, unknown>>(text: string): Promise<Row[]> {
    const sql = postgres({
      host: '127.0.0.1',
      port: this.port,
      user: 'hub',
      database: 'postgres',
      max: 1,
      connect_timeout: 5,
      onnotice() {},
    });
    try {
      return [...(await sql.unsafe<Row[]>(text))];
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  async set(name: string, value: string): Promise<void> {
    await this.ask(`alter system set ${name} = '${value}'`);
    await this.ask('select pg_reload_conf()');
  }
}

/** A primary, and the standby that follows it. */
export class Pair {
  private constructor(
    readonly folder: string,
    public primary: Server,
    public standby: Server,
  ) {}

  /** `url` leads to both, the standby of the moment first. */
  static async start(): Promise<Pair> {
    const folder = mkdtempSync(join(tmpdir(), 'hub-failover-'));
    const { uid, gid } = userIds();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const [one, other] = [new Server(folder, await freePort(), 'a'), new Server(folder, await freePort(), 'b')];
    one.make();
    await one.start();
    const pair = new Pair(folder, one, other);
    await pair.rebuild();
    return pair;
  }

  get url(): string {
    const [a, b] = [this.standby, this.primary].map(({ port }) => `127.0.0.1:${port}`);
    return `postgres://hub@${a},${b}/postgres`;
  }

  /** Makes the standby anew from the primary, and waits until it follows. */
  async rebuild(): Promise<void> {
    const { standby, primary } = this;
    rmSync(standby.data, { recursive: true, force: true });
    const from = `host=127.0.0.1 port=${primary.port} user=hub`;
    standby.run('pg_basebackup', ['-D', standby.data, '-d', from, '-X', 'stream', '-c', 'fast', '-R', '--no-sync']);
    await standby.start();
    await eventually('the standby follows', async () => {
      const [row] = await primary.ask<{ n: number }>(
        `select count(*)::int n from pg_stat_replication where state = 'streaming' and replay_lsn >= pg_current_wal_lsn() - 1000000`,
      );
      return row?.n === 1;
    });
  }

  /** Whether the standby confirms each commit from now on. */
  async synchronous(yes: boolean): Promise<void> {
    await this.primary.set('synchronous_standby_names', yes ? '*' : '');
    await eventually('the kind of the standby', async () => {
      const [row] = await this.primary.ask<{ kind: string }>('select sync_state kind from pg_stat_replication');
      return (row?.kind === 'sync') === yes;
    });
  }

  /** From now on the standby gets nothing any more. */
  async cut(): Promise<void> {
    await this.standby.set('primary_conninfo', '');
    await eventually(
      'the standby is cut off',
      async () => (await this.standby.ask('select 1 from pg_stat_wal_receiver')).length === 0,
    );
  }

  /** Promotes the standby of a primary that was killed: they change places. */
  async promote(): Promise<void> {
    await this.standby.ask('select pg_promote(true, 60)');
    [this.primary, this.standby] = [this.standby, this.primary];
  }

  async end(): Promise<void> {
    for (const server of [this.primary, this.standby]) await server.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
