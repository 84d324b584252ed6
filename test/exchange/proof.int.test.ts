import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fault } from '../../scripts/examples/verify-event.mjs';
import { openKeyring } from '../../src/access/index.js';
import { CHECKPOINT_EVERY, EventReader, makeCheckpoints, sequenced, writeLogCursor } from '../../src/exchange/index.js';
import { projectRoot } from '../../src/kernel/project.js';
import { codesOf } from '../kit/ask.js';
import { temporaryFolder } from '../kit/folder.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { killLeftProcesses, startProcess } from '../kit/process.js';
import { draft, logOf } from './log.js';

const EVENTS = `query ($after: Cursor) { events(first: 500, after: $after) { nodes {
  id cursor position type subject division { code } public recipient recordedAt data } pageInfo { endCursor } } }`;
const CHECKPOINT =
  'query ($c: Cursor) { logCheckpoint(atLeast: $c) { logId position cursor hash signedAt keyId text signature } }';
const PROOF = `query ($c: Cursor!) { eventProof(cursor: $c) { position text salt previousHash leaves
  checkpoint { logId position hash signedAt keyId text signature } } }`;

// biome-ignore lint/suspicious/noExplicitAny: answers and what is kept of them
type Any = any;

describe('a proof that an event is the hub’s', () => {
  killLeftProcesses();
  const folder = temporaryFolder();
  let hub: TestHub;
  let keys: Any[];
  beforeAll(async () => {
    const path = folder('keys.json');
    hub = await startTestHub({ HUB_SIGNING_KEYS: path, HUB_CHECKPOINT_SECONDS: 3_600 });
    await makeCheckpoints(hub.db, openKeyring(path));
    keys = ((await (await fetch(`${hub.url}/.well-known/jwks.json`)).json()) as Any).keys;
  });
  const eventsOf = async (key?: string): Promise<Any[]> => (await hub.dataOf(EVENTS, { key })).events.nodes;
  const proofOf = async (c: string, key?: string) => (await hub.dataOf(PROOF, { key, variables: { c } })).eventProof;

  it('holds for every event that a caller sees, others between them hidden', async () => {
    const log = await logOf(hub.db);
    for (const key of [undefined, hub.keys.BANKING, hub.keys.OPERATOR]) {
      const events = await eventsOf(key);
      expect(events.length).toBeGreaterThan(3);
      for (const event of events) {
        const proof = await proofOf(event.cursor, key);
        expect(fault(event, proof, keys), `${event.type} ${event.position}`).toBeNull();
        expect(proof.checkpoint.text).toContain(`position ${proof.checkpoint.position}\n`);
      }
      if (!key) expect(events.length).toBeLessThan(log.length);
    }
  });

  it('fails with anything of the copy, the proof, the checkpoint or the keys changed', async () => {
    const [event] = (await eventsOf()).filter((e) => e.type === 'grading.published');
    const proof = await proofOf(event.cursor);
    for (const [name, value] of Object.entries({
      type: 'grading.revoked',
      subject: '91620621PDY00009X0',
      division: { code: '620102' },
      public: false,
      recordedAt: '2026-01-01T00:00:00.000Z',
      position: 1,
      data: { ...event.data, grade: 'GRADE_1' },
    }))
      expect(fault({ ...event, [name]: value }, proof, keys), name).toContain(name);
    const flip = (hex: string) => hex.replace(/^./, (c) => (c === '0' ? '1' : '0'));
    const signed = proof.checkpoint;
    const wrong = {
      text: { ...proof, text: proof.text.replace('GRADE', 'GRADF') },
      salt: { ...proof, salt: flip(proof.salt) },
      previousHash: { ...proof, previousHash: flip(proof.previousHash) },
      leaf: { ...proof, leaves: proof.leaves.map((l: string, i: number) => (i === 1 ? flip(l) : l)) },
      fewer: { ...proof, leaves: proof.leaves.slice(1) },
      hash: { ...proof, checkpoint: { ...signed, hash: flip(signed.hash) } },
      log: { ...proof, checkpoint: { ...signed, logId: '00000000-0000-4000-8000-000000000000' } },
      time: { ...proof, checkpoint: { ...signed, signedAt: '2026-01-01T00:00:00.000Z' } },
      position: { ...proof, checkpoint: { ...signed, position: signed.position + 1 } },
      signature: { ...proof, checkpoint: { ...signed, signature: Buffer.alloc(64).toString('base64') } },
    };
    for (const [name, bad] of Object.entries(wrong)) expect(fault(event, bad as Any, keys), name).not.toBeNull();
    expect(fault(event, proof, [])).toContain('not one of the hub');
    expect(fault(event, proof, keys)).toBeNull();
  });

  it('is given for an event that the caller may see, and for no other', async () => {
    const seen = new Set((await eventsOf()).map((e) => e.position));
    const hidden = (await eventsOf(hub.keys.OPERATOR)).filter((e) => !seen.has(e.position));
    expect(hidden.length).toBeGreaterThan(0);
    for (const { cursor } of hidden)
      expect(codesOf(await hub.ask(PROOF, { variables: { c: cursor } }))).toEqual(['NOT_FOUND']);
    const log = await new EventReader(hub.db).log();
    const ask = async (c: string) => codesOf(await hub.ask(PROOF, { variables: { c } }));
    expect(await ask(writeLogCursor(log, 0))).toEqual(['NOT_FOUND']);
    expect(await ask('x')).toEqual(['CURSOR_INVALID']);
    expect(await ask(writeLogCursor(log, 10 ** 9))).toEqual(['CURSOR_INVALID']);
  });

  it('and its checkpoint are null until the hub has signed; then the proof is as long as the spacing at most', async () => {
    await sequenced(hub.db, async (turn) => {
      for (let i = 0; i < CHECKPOINT_EVERY + 20; i++) turn.append(draft({ i }));
    });
    const end = (await hub.dataOf(CHECKPOINT)).logCheckpoint.cursor;
    const [event] = (await hub.dataOf(EVENTS, { variables: { after: end } })).events.nodes;
    expect(await proofOf(event.cursor)).toBeNull();
    expect((await hub.dataOf(CHECKPOINT, { variables: { c: event.cursor } })).logCheckpoint).toBeNull();
    await makeCheckpoints(hub.db, openKeyring(folder('keys.json')));
    const proof = await proofOf(event.cursor);
    expect(fault(event, proof, keys)).toBeNull();
    expect(proof.leaves.length).toBeLessThan(CHECKPOINT_EVERY);
    expect((await hub.dataOf(CHECKPOINT, { variables: { c: event.cursor } })).logCheckpoint.position).toBe(
      proof.checkpoint.position,
    );
  });

  it('is checked by the stand-alone example, over HTTP', async () => {
    const [event] = await eventsOf();
    const run = async (copy: object) => {
      writeFileSync(folder('event.json'), JSON.stringify(copy));
      const script = join(projectRoot, 'scripts/examples/verify-event.mjs');
      const running = startProcess([script, hub.url, folder('event.json')], {}, projectRoot);
      return { code: await running.ended, stdout: running.stdout(), stderr: running.stderr() };
    };
    expect(await run(event)).toEqual({
      code: 0,
      stdout: `the hub's own, in its log at position ${event.position}\n`,
      stderr: '',
    });
    expect(await run({ ...event, data: { ...event.data, name: '别名' } })).toMatchObject({
      code: 1,
      stdout: 'data is not what the hub wrote\n',
    });
  });

  it('has its checkpoint within seconds of a change, and at once when the hub stops', async () => {
    const other = await startTestHub({ HUB_CHECKPOINT_SECONDS: 1 });
    const { db } = other;
    const gap = async () =>
      (await db.sql`select h.position::int - (select max(position)::int from hub.checkpoint) gap from hub.head h`)[0]
        ?.gap;
    await expect.poll(gap).toBe(0);
    const last = await startTestHub({ HUB_CHECKPOINT_SECONDS: 3_600 });
    await last.stop();
    const [row] = await last.db
      .sql`select h.position::int head, (select max(position)::int from hub.checkpoint) signed from hub.head h`;
    expect(row?.head).toBeGreaterThan(10);
    expect(row?.signed).toBe(row?.head);
  });
});
