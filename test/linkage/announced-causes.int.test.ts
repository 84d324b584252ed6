import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { day } from '../kit/county.js';
import { type LinkageHub, linkageHub } from './linkage-world.js';

const FOLDER = join(projectRoot, 'db/migrations');
const CAUSE = '《民勤县2015年安全生产工作实施方案》规定的信用联动情形';

describe('the migration announced_causes', () => {
  let hub: LinkageHub;
  const causes = (table: string) => hub.db.sql`select distinct cause from ${hub.db.sql(`hub.${table}`)} order by cause`;

  beforeAll(async () => {
    hub = await linkageHub();
    const uscc = await hub.enterprise();
    const id = await hub.report(uscc, { documentNumber: 'SG-旧' });
    await hub.settled();
    const supplement =
      'mutation ($id: ID!, $i: AccidentSupplementInput!) { supplementAccident(id: $id, input: $i) { position } }';
    const variables = { id, i: { documentNumber: 'B-旧', changedOn: day(0), deaths: 3 } };
    await hub.dataOf(supplement, { key: hub.key('regulator'), variables });
    await hub.settled();
    // As the version before wrote them; one was loaded from elsewhere, and no policy speaks of it.
    await hub.db.sql.begin(async (tx) => {
      await tx.unsafe("set local session_replication_role = 'replica'");
      for (const table of ['restriction', 'restriction_history'])
        await tx.unsafe(`update hub.${table} set cause = 'accident SG-旧'`);
      await tx`insert into hub.restriction ${tx({
        uscc,
        domain: 'LAND_USE_APPROVAL',
        effective_from: day(-3),
        effective_until: day(3),
        cause: '别处载入',
        legal_basis: '安委〔2013〕8号',
        policy: 'test',
      })}`;
    });
  });

  it('takes the facts out of what was announced, versions that were superseded too, and leaves the guards in place', async () => {
    expect(await causes('restriction_history')).toEqual([{ cause: 'accident SG-旧' }]);
    const name = readdirSync(FOLDER).find((file) => file.endsWith('_announced_causes.sql')) as string;
    for (const statement of readFileSync(join(FOLDER, name), 'utf8').split('--> statement-breakpoint'))
      await hub.db.sql.unsafe(statement);
    expect(await causes('restriction_history')).toEqual([{ cause: CAUSE }]);
    expect((await causes('restriction')).map((r) => r.cause).sort()).toEqual([CAUSE, '别处载入'].sort());
    await expect(hub.db.sql`update hub.restriction set cause = 'x'`).rejects.toThrow();
    await expect(hub.db.sql`update hub.restriction_history set cause = 'x'`).rejects.toThrow();
  });
});
