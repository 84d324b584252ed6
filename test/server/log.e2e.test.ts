import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { testDatabase } from '../kit/database.js';
import { killLeftProcesses, startProcess } from '../kit/process.js';
import { until } from '../kit/until.js';

killLeftProcesses();

interface Line {
  level: number;
  time: string;
  msg: string;
  from?: string;
  err?: { message: string; stack: string };
}
/** Every line, each an object: one that is none fails here. */
const linesOf = (text: string): Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const parsed = JSON.parse(line);
      expect(parsed, line).toMatchObject({
        level: expect.any(Number),
        time: expect.any(String),
        msg: expect.any(String),
      });
      return parsed;
    });

const [INFO, WARN, ERROR, FATAL] = [30, 40, 50, 60];

/** Whoever collected the log met lines that were no JSON: warnings of Node.js, what libraries print, the last exception's stack. */
it.each([['--json'], []])(
  'the stderr of a hub is JSON line by line, whatever its libraries print: hub serve %s',
  async (...json) => {
    const db = await testDatabase();
    const noise = join(projectRoot, 'test/server/noise.mjs');
    const main = join(projectRoot, 'dist/src/cli/main.js');
    const environment = { DATABASE_URL: db.url, PORT: '0', NODE_OPTIONS: `--import ${noise}` };
    const running = startProcess([main, 'serve', ...json], environment, projectRoot);
    await running.until((out) => out.includes('/graphql'));
    const [url] = /http:\/\/[\d.:]+/.exec(running.stdout()) ?? [];
    const before = running.stdout();
    running.child.kill('SIGUSR2');
    await until(() => running.stderr().includes('which is no error'));
    // A rejection that nobody waits for ends nobody's requests.
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(running.stdout()).toBe(before);

    const lines = linesOf(running.stderr());
    const found = (msg: string) => lines.find((line) => line.msg.includes(msg));
    expect(lines[0]?.msg).toMatch(/^database postgres:/);
    expect(found('a warning of Node.js')).toMatchObject({
      level: WARN,
      err: { message: 'an old way', code: 'DEP_TEST' },
    });
    expect(found('a library says hello')).toMatchObject({ level: INFO, from: 'stdout' });
    expect(found('a library’s error')?.msg).toMatch(/^Error: a library’s error\n {4}at /);
    expect(found('{"half": a line of JSON')).toMatchObject({ level: WARN, from: 'stderr' });
    expect(found('Trace: here')).toMatchObject({ level: WARN });
    expect(found('written to stdout, in two pieces')).toMatchObject({ from: 'stdout' });
    expect(found('written to stderr as bytes 字')).toMatchObject({ from: 'stderr' });
    const rejected = lines.filter((line) => line.msg.startsWith('a promise was rejected'));
    expect(rejected.map((line) => [line.level, line.err?.message])).toEqual([
      [ERROR, 'nobody waits for this'],
      [ERROR, 'nor for this, which is no error'],
    ]);

    running.child.kill('SIGWINCH');
    expect(await running.ended).toBe(1);
    const last = linesOf(running.stderr()).at(-1);
    expect(last).toMatchObject({
      level: FATAL,
      err: { message: 'caught by nobody', stack: expect.stringContaining('noise.mjs') },
    });
    expect(running.stdout()).toBe(before);
  },
);
