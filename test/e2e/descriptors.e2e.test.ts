import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect as dial, type Socket } from 'node:net';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { findEmbedded } from '../../db/embedded.js';
import { afterFile } from '../kit/after-file.js';
import { temporaryFolder } from '../kit/folder.js';
import { killLeftProcesses } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { until } from '../kit/until.js';
import { endDatabase, faultFolder, stopped } from './fault-hub.js';

const at = temporaryFolder();
const folder = at('data');
afterFile(() => endDatabase(folder));
killLeftProcesses();

it('a process whose file descriptors are used up says so over the connections that it has, and goes on when it has some again', async () => {
  const place = await faultFolder(folder);
  const one = await place.serve();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets: Socket[] = [];
  afterFile(() => {
    agent.destroy();
    for (const socket of sockets) socket.destroy();
  });
  /** Over the one connection that was there before. */
  const over = (path: string, body?: object) =>
    new Promise<{ status: number; body: string }>((done, fail) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${place.bank}` };
      const sent = request(`${one.url}${path}`, { agent, method: body ? 'POST' : 'GET', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.once('end', () => done({ status: response.statusCode ?? 0, body: text }));
      });
      sent.once('error', fail).end(body && JSON.stringify(body));
    });
  const check = () => over('/graphql', { query: `{ creditCheck(uscc: "${sampleUscc(0)}") { outcome } }` });
  expect((await check()).body).toContain('UNKNOWN');

  const limit = (files: string) => execFileSync('prlimit', ['--pid', String(one.pid), `--nofile=${files}:`]);
  const [, before = ''] = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${one.pid}/limits`, 'utf8')) ?? [];
  // It keeps what it has, and gets no more.
  limit('1');
  for (let i = 0; i < 5; i++) {
    const socket = dial(Number(new URL(one.url).port), '127.0.0.1');
    sockets.push(socket.on('error', () => {}));
  }
  await until(async () => (await over('/health/ready')).body.includes('no file descriptors left'));
  expect((await over('/health/ready')).status).toBe(503);
  // Its own connections to the database are lost, and it can make no other.
  const sql = postgres(findEmbedded(folder) as string, { max: 1, onnotice() {} });
  await sql`select pg_terminate_backend(pid, 1000) from pg_stat_activity where application_name like 'hub %'`;
  await sql.end();
  await until(async () => (await check()).body.includes('UNAVAILABLE'));
  expect(JSON.parse((await check()).body).errors).toMatchObject([
    { extensions: { code: 'UNAVAILABLE', requestId: expect.any(String) } },
  ]);
  expect(one.told('FILES')).toHaveLength(1);
  expect(one.told('FILES')[0]?.code).toMatch(/^E[MN]FILE$/);

  limit(before);
  for (const socket of sockets) socket.destroy();
  await until(async () => (await over('/health/ready')).status === 200);
  await until(async () => (await check()).body.includes('UNKNOWN'));
  await until(() => one.lines().some((l) => l.fault === 'FILES' && l.level < 40));
  await stopped(one);
  expect(one.lines().at(-1)?.msg).toBe('stopped');
});
