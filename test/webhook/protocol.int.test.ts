import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { until, webhookHub } from './kit.js';
import { type Received, receiver } from './receiver.js';

it('PROTOCOL.md’s receiver takes what the hub signed, and nothing else', async () => {
  const text = readFileSync(join(projectRoot, 'schema/PROTOCOL.md'), 'utf8');
  const [, example = ''] = /```js\n([\s\S]*?)```/.exec(text) ?? [];
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(20);
  const folder = mkdtempSync(join(tmpdir(), 'hub-receiver-'));
  writeFileSync(join(folder, 'receiver.mjs'), example);
  const { received } = await import(pathToFileURL(join(folder, 'receiver.mjs')).href);
  rmSync(folder, { recursive: true });

  const hub = await webhookHub();
  const endpoint = await receiver();
  const { publicKey } = await hub.create(await hub.agency('PARTNER'), { url: endpoint.url });
  const other = await hub.create(await hub.agency('LAND'), { url: 'https://hub.example/' });
  await hub.worker();
  await hub.append({});
  await until(() => endpoint.received.length === 1);
  const [{ headers, body, event }] = endpoint.received as [Received];
  expect(received(publicKey, headers, body)).toEqual(event);
  expect(() => received(publicKey, headers, `${body} `)).toThrow('not signed');
  expect(() => received(publicKey, { ...headers, 'webhook-id': '2' }, body)).toThrow('not signed');
  expect(() => received(other.publicKey, headers, body)).toThrow('not signed');
  const late = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 301) };
  expect(() => received(publicKey, late, body)).toThrow('not of this moment');
});
