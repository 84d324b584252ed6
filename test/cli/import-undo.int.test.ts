import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { day } from '../kit/county.js';
import { temporaryFolder } from '../kit/folder.js';
import { killLeftProcesses, hub as run } from '../kit/process.js';
import { type LinkageHub, linkageHub } from '../linkage/linkage-world.js';

/** The command's own part of taking an import back, beside a hub that serves. What it does to registers is in test/intake. */
describe('hub import undo', { timeout: 240_000 }, () => {
  killLeftProcesses();
  const folder = temporaryFolder();
  let hub: LinkageHub;
  beforeAll(async () => {
    hub = await linkageHub();
  });
  const command = (...args: string[]) => run(args, { DATABASE_URL: hub.db.url });
  const head = async () => (await hub.db.sql`select position::int p from hub.head`)[0]?.p;
  const shown = async (uscc: string) => {
    const query =
      'query ($u: USCC!) { restrictions(filter: { uscc: $u }) { nodes { status } } accidents(filter: { uscc: $u }) { nodes { id } } }';
    const { restrictions, accidents } = await hub.dataOf(query, { key: hub.key('LAND'), variables: { u: uscc } });
    return [
      restrictions.nodes.filter((r: { status: string }) => r.status === 'IN_FORCE').length,
      accidents.nodes.length,
    ];
  };

  it('takes back, by the receipt that the import printed, what it brought and what followed; a repeat does nothing', async () => {
    const [one, two] = [await hub.enterprise(), await hub.enterprise()];
    const header = 'documentNumber,uscc,division,occurredAt,category,deaths,seriousInjuries,提供单位\n';
    const row = (number: string, uscc: string) =>
      `${number},${uscc},620621,${day(-1)}T08:00:00+08:00,ROOF_FALL,1,0,regulator\n`;
    const files = [folder('a.csv'), folder('b.csv')] as const;
    writeFileSync(files[0], header + row('误-1', one));
    writeFileSync(files[1], header + row('误-2', two));
    const imported = await command('import', 'accidents', ...files);
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    // One receipt for all files of the run.
    const receipts = [...imported.stdout.matchAll(/^receipt ([\w-]{36});/gm)].map((m) => m[1]);
    expect(receipts).toHaveLength(2);
    expect(new Set(receipts).size).toBe(1);
    const receipt = receipts[0] as string;
    await hub.settled();
    expect([await shown(one), await shown(two)]).toEqual([
      [4, 1],
      [4, 1],
    ]);

    const listed = await command('import', 'list');
    expect(listed.stdout).toMatch(
      new RegExp(
        `^${receipt}  \\d{4}-.*Z  accidents  a\\.csv, b\\.csv  by regulator: inserted 2, updated 0, unchanged 0\\n`,
      ),
    );

    const before = await head();
    const dry = await command('import', 'undo', receipt, '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout.trim().split('\n')).toEqual([
      `ended: 误-2 ${two}`,
      `ended: 误-1 ${one}`,
      '2 would be ended as recorded in error, 0 would be restored, 0 left (nothing was written)',
    ]);
    expect(await head()).toBe(before);

    // The second one is supplemented meanwhile: somebody relies on it.
    const [accident] = await hub.db.sql`select id::text from hub.accident where document_number = '误-2'`;
    const supplement =
      'mutation ($id: ID!, $i: AccidentSupplementInput!) { supplementAccident(id: $id, input: $i) { position } }';
    const i = { documentNumber: '补-2', changedOn: day(0), deaths: 2 };
    await hub.dataOf(supplement, { key: hub.key('regulator'), variables: { id: accident?.id, i } });

    const undone = await command('import', 'undo', receipt);
    expect(undone.code).toBe(3);
    expect(undone.stdout).toMatch(
      new RegExp(
        `^left: 误-2 ${two}: changed since, at position \\d+ .*\\n1 ended as recorded in error, 0 restored, 1 left\\n$`,
      ),
    );
    await hub.settled();
    expect([await shown(one), await shown(two)]).toEqual([
      [0, 0],
      [4, 1],
    ]);
    // Keyless readers and the feed of announcements have nothing of it.
    const open = 'query ($u: USCC!) { restrictions(filter: { uscc: $u }) { nodes { status } } }';
    const { restrictions } = await hub.dataOf(open, { variables: { u: one } });
    expect(restrictions.nodes.filter((r: { status: string }) => r.status === 'IN_FORCE')).toEqual([]);

    const now = await head();
    const again = await command('import', 'undo', receipt, '--json');
    expect(again.code).toBe(3);
    const lines = again.stdout
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(lines).toEqual([
      { outcome: 'left', documentNumber: '误-2', uscc: two, reason: expect.stringContaining('changed since') },
      { receipt, dryRun: false, ended: 0, restored: 0, left: 1, position: null },
    ]);
    expect(await head()).toBe(now);
    expect(JSON.parse((await command('import', 'list', '--json')).stdout)).toMatchObject({ receipt, takenBack: 1 });
    const verified = await command('verify', '--registers');
    expect(verified).toMatchObject({ code: 0, stderr: '' });
  });

  it('says in one line what it cannot do', async () => {
    const wrong: [args: string[], reason: RegExp][] = [
      [['undo', 'no-receipt'], /^hub: no-receipt is not a receipt; see: npx hub import list\n$/],
      [['undo', '00000000-0000-4000-8000-000000000000'], /^hub: no import has the receipt 0{8}-/],
      [['list', '--first', '0'], /^hub: --first 0 is not a count\n$/],
    ];
    for (const [args, reason] of wrong) {
      const { code, stdout, stderr } = await command('import', ...args);
      expect({ args, code, stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(stderr).toMatch(reason);
    }
  });
});
