import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EventReader, sequenced } from '../../src/exchange/index.js';
import { startHub } from '../../src/server/index.js';
import { draft } from '../exchange/log.js';
import { dataOf } from '../kit/ask.js';
import { temporaryFolder } from '../kit/folder.js';
import { startTestHub, type TestHub, testSettings } from '../kit/hub.js';
import { killLeftProcesses, hub as run } from '../kit/process.js';
import { until } from '../kit/until.js';
import { goBackTo } from './kit.js';

/** A database that was put back to an earlier state as it is, on the same server: nothing in it says so. */
describe('a log that was put back', () => {
  killLeftProcesses();
  const folder = temporaryFolder();
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ HUB_SIGNING_KEYS: folder('keys.json'), HUB_CHECKPOINT_SECONDS: 1 });
  });
  const append = (count: number) =>
    sequenced(hub.db, async (turn) => {
      for (let i = 0; i < count; i++) turn.append(draft({ i }));
      return turn.position;
    });
  const command = (...args: string[]) =>
    run([...args, '--json'], { DATABASE_URL: hub.db.url, HUB_SIGNING_KEYS: folder('keys.json') });
  /** Written down within a second; before, there is no such file. */
  const seen = () =>
    existsSync(folder('log-seen.json')) && JSON.parse(readFileSync(folder('log-seen.json'), 'utf8')).seen[0][0];
  const epochs = () => hub.db.sql`select reason, began_after::int after from hub.epoch order by began_at, id`;

  it('while no hub ran is found by the next one that starts, by what it has seen beside its keys', async () => {
    const kept = await append(10);
    const lost = await append(90);
    await until(() => seen() === lost);
    const cursor = await new EventReader(hub.db).cursorAt(lost - 5);
    const query = '{ logCheckpoint { logId position hash signedAt keyId text signature } }';
    let checkpoint = (await dataOf(hub.url, query)).logCheckpoint;
    await until(async () => {
      checkpoint = (await dataOf(hub.url, query)).logCheckpoint;
      return checkpoint?.position === lost;
    });
    writeFileSync(folder('checkpoint.json'), JSON.stringify(checkpoint));
    const check = `{ creditCheck(uscc: "${hub.county.mine}", purpose: "loan") { position receipt } }`;
    const { creditCheck } = await dataOf(hub.url, check, { key: hub.keys.BANKING });
    expect(creditCheck.position).toBe(lost);
    writeFileSync(folder('receipt.txt'), creditCheck.receipt);
    await hub.stop();
    await goBackTo(hub.db, kept, false);
    // The copy goes on without a word, before anybody compares: the file is all that knows.
    await append(95);
    const again = await startHub({
      settings: testSettings({ HUB_SIGNING_KEYS: folder('keys.json') }),
      databaseUrl: hub.db.url,
    });
    try {
      const [, found] = await epochs();
      expect(found?.reason).toBe('FORKED');
      // Farther back than every position was kept: not behind what both have, and not much before it.
      expect(found?.after).toBeLessThanOrEqual(kept);
      const feed = 'query ($after: Cursor) { events(after: $after) { nodes { id } } }';
      const { errors } = await (
        await fetch(`${again.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: feed, variables: { after: cursor } }),
        })
      ).json();
      expect(errors[0].extensions).toMatchObject({ code: 'CURSOR_INVALID', lost: { to: lost - 5 } });
      const { data } = { data: await dataOf(again.url, feed, { variables: { after: errors[0].extensions.common } }) };
      expect(data.events.nodes.length).toBeGreaterThan(90);

      // A bank's receipt of what was lost is genuine, and says so; so does a checkpoint that somebody kept.
      const jwks = `${again.url}/.well-known/jwks.json`;
      const receipt = await run(['receipt', 'verify', folder('receipt.txt'), '--jwks', jwks, '--json'], {});
      expect([receipt.code, JSON.parse(receipt.stdout)]).toMatchObject([
        0,
        { ok: true, lost: { common: found?.after } },
      ]);
      const plain = await run(['receipt', 'verify', folder('receipt.txt'), '--jwks', jwks], {});
      expect(plain.stdout).toContain('the log has gone back since');
      const verified = await command('verify', '--checkpoint', folder('checkpoint.json'));
      expect([verified.code, JSON.parse(verified.stdout)]).toMatchObject([0, { ok: true, lost: [lost] }]);
    } finally {
      await again.stop();
    }
  });

  it('together with that file is declared by the operator, who sees first what that does', async () => {
    const kept = await append(5);
    await append(20);
    const { lineage } = await new EventReader(hub.db).log();
    const dry = JSON.parse((await command('log', 'restored', '--after', String(kept), '--dry-run')).stdout);
    expect(dry).toMatchObject({ dryRun: true, beganAfter: kept, head: kept + 20, epoch: { id: lineage.current.id } });
    expect((await epochs()).length).toBe(2);
    const wrong = await command('log', 'restored', '--after', '999999');
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining('is none of them')]);
    const { code, stdout } = await command('log', 'restored', '--after', String(kept), '--why', '快照恢复');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { epoch: { reason: 'DECLARED', beganAfter: kept, why: '快照恢复' } },
    ]);
    const listed = JSON.parse((await command('log', 'epochs')).stdout);
    expect(listed.epochs.map((e: { reason: string }) => e.reason)).toEqual(['FIRST', 'FORKED', 'DECLARED']);
  });
});
