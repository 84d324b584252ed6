import { beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC, type Viewer } from '../../src/access/index.js';
import { sampleUscc } from '../kit/sample.js';
import { type HazardWorld, hazardWorld, REPORT, stepMutation } from './kit.js';
import { noon } from './sample.js';

const uscc = sampleUscc(1);
const input = {
  documentNumber: 'H-1',
  uscc,
  level: 'MAJOR',
  description: '主井提升机钢丝绳断丝超限',
  foundOn: '2025-03-01',
  deadline: '2025-05-31',
};

describe('the life of a hazard', () => {
  let hub: HazardWorld;
  let county: Viewer;
  let city: Viewer;
  /** Takes a step at noon of a day, in the county's name unless told otherwise. */
  const step = async (id: string, name: string, day: string, more: object = {}, viewer = county) => {
    const data = await hub.run(stepMutation(name), { id, input: { at: noon(day).toISOString(), ...more } }, viewer);
    return data[name];
  };
  const report = async (more: object = {}) =>
    (await hub.run(REPORT, { input: { ...input, ...more } }, county)).reportHazard;

  beforeAll(async () => {
    hub = await hazardWorld();
    county = await hub.agency('SAFETY_REGULATOR', '620621');
    city = await hub.agency('SAFETY_REGULATOR', '620600');
    await hub.register([uscc, sampleUscc(2), sampleUscc(3, '620622')]);
  });

  it('leads from the finding to the delisting, with every step kept', async () => {
    const { id, status } = await report();
    expect(status).toBe('FOUND');
    expect(
      await step(id, 'notifyHazard', '2025-03-02', { documentNumber: '民应急责改〔2025〕8号', note: '当面送达' }),
    ).toMatchObject({ status: 'NOTIFIED' });
    expect(await step(id, 'listHazard', '2025-03-05', {}, city)).toEqual({
      id,
      status: 'LISTED',
      listedOn: '2025-03-05',
      deadline: '2025-05-31',
    });

    const unplanned = await hub.refused(stepMutation('approveHazardPlan'), { id, input: null }, county);
    expect(unplanned.code).toBe('BAD_USER_INPUT');
    expect((unplanned.problems as { path: string }[]).map((p) => p.path)).toEqual(
      ['measures', 'responsible', 'funds', 'deadline', 'plan'].map((f) => `fiveImplementations.${f}`),
    );
    const plan = { measures: '更换钢丝绳', responsible: '王建国', funds: '350000', deadline: '2025-05-20' };
    const fill =
      'mutation ($id: ID!, $plan: FiveImplementationsInput!) { updateHazardPlan(id: $id, fiveImplementations: $plan) { status fiveImplementations { measures responsible funds deadline plan complete } } }';
    await hub.run(fill, { id, plan }, county);
    const filled = await hub.run(fill, { id, plan: { plan: '民煤安〔2025〕3号' } }, county);
    expect(filled.updateHazardPlan).toEqual({
      status: 'LISTED',
      fiveImplementations: { ...plan, funds: '350000.00', plan: '民煤安〔2025〕3号', complete: true },
    });

    await step(id, 'approveHazardPlan', '2025-03-20');
    expect(await hub.refused(fill, { id, plan: { funds: '1' } }, county)).toMatchObject({
      code: 'CONFLICT',
      state: 'PLAN_APPROVED',
    });
    await step(id, 'startRectification', '2025-03-21');
    await step(id, 'requestHazardExtension', '2025-05-20', { deadline: '2025-08-31' });
    expect(
      await step(id, 'decideHazardExtension', '2025-05-25', { granted: true, deadline: '2025-07-31' }, city),
    ).toMatchObject({ deadline: '2025-07-31' });
    await step(id, 'markHazardOverdue', '2025-08-01');
    await step(id, 'escalateHazard', '2025-08-05');
    await step(id, 'suspendHazard', '2025-08-10');
    await step(id, 'claimHazardCompletion', '2025-08-20');
    await step(id, 'beginHazardAcceptance', '2025-08-25');
    await step(id, 'rejectHazard', '2025-08-25');
    await step(id, 'startRectification', '2025-08-26');
    await step(id, 'claimHazardCompletion', '2025-09-01');
    await step(id, 'beginHazardAcceptance', '2025-09-05');
    await step(id, 'acceptHazard', '2025-09-05', { documentNumber: '民应急验〔2025〕2号' });

    const { hazard } = await hub.run(
      `query ($id: ID!) { hazard(id: $id) { status stateSince unrectified overdue provenance { provider documentNumber }
        enterprise { uscc name } division { code name } versions { status provenance { position } }
        history { from to at deadline note documentNumber provenance { provider documentNumber position } } } }`,
      { id },
      county,
    );
    expect(hazard).toMatchObject({
      status: 'DELISTED',
      stateSince: noon('2025-09-05').toISOString(),
      unrectified: false,
      overdue: false,
    });
    expect(hazard.provenance).toEqual({ provider: county.name, documentNumber: 'H-1' });
    expect(hazard.enterprise.name).toBe(`企业${uscc.slice(8, 17)}`);
    expect(hazard.division).toEqual({ code: '620621', name: '民勤县' });
    expect(hazard.history.map((h: { to: string }) => h.to)).toEqual([
      ...[
        'FOUND',
        'NOTIFIED',
        'LISTED',
        'PLAN_APPROVED',
        'RECTIFYING',
        'EXTENSION_REQUESTED',
        'RECTIFYING',
        'OVERDUE',
        'ESCALATED',
      ],
      ...[
        'SUSPENDED',
        'COMPLETION_CLAIMED',
        'ACCEPTANCE',
        'REJECTED',
        'RECTIFYING',
        'COMPLETION_CLAIMED',
        'ACCEPTANCE',
        'DELISTED',
      ],
    ]);
    expect(hazard.history[0]).toMatchObject({
      from: null,
      to: 'FOUND',
      at: '2025-02-28T16:00:00.000Z',
      deadline: '2025-05-31',
      note: null,
    });
    expect(hazard.history[1]).toMatchObject({
      from: 'FOUND',
      deadline: '2025-05-31',
      note: '当面送达',
      documentNumber: '民应急责改〔2025〕8号',
    });
    expect(hazard.history[2].provenance).toMatchObject({ provider: city.name, documentNumber: null });
    expect(hazard.history[5]).toMatchObject({ to: 'EXTENSION_REQUESTED', deadline: '2025-08-31' });
    expect(hazard.history[6]).toMatchObject({ to: 'RECTIFYING', deadline: '2025-07-31' });
    // Two changes of the plan and sixteen steps after the report; positions run backwards from the newest.
    expect(hazard.versions).toHaveLength(19);
    const positions = hazard.versions.map((v: { provenance: { position: number } }) => v.provenance.position);
    expect(positions).toEqual([...positions].sort((a, b) => b - a));
    expect(hazard.versions.at(-1).status).toBe('FOUND');
  });

  it('refuses an illegal step, and names the legal ones', async () => {
    const { id } = await report({ documentNumber: 'H-illegal' });
    const error = await hub.refused(stepMutation('acceptHazard'), { id, input: { documentNumber: 'D' } }, county);
    expect(error).toMatchObject({ code: 'ILLEGAL_TRANSITION', from: 'FOUND', to: 'DELISTED', legal: ['NOTIFIED'] });
    expect(error.message).toContain('NOTIFIED (notifyHazard)');
  });

  it('a report repeated is unchanged; corrected while it is found; later a conflict that says what to use', async () => {
    const first = await report({ documentNumber: 'H-repeat', deadline: null });
    const versions = async () =>
      (
        await hub.run(
          'query ($id: ID!) { hazard(id: $id) { description versions { status } history { to at } } }',
          { id: first.id },
          county,
        )
      ).hazard;
    expect(await report({ documentNumber: 'H-repeat', deadline: null })).toEqual(first);
    expect((await versions()).versions).toHaveLength(1);
    await report({ documentNumber: 'H-repeat', description: '已核实', foundOn: '2025-02-27', deadline: null });
    expect(await versions()).toMatchObject({
      ...{ description: '已核实', versions: [{ status: 'FOUND' }, { status: 'FOUND' }] },
      history: [{ to: 'FOUND', at: '2025-02-26T16:00:00.000Z' }],
    });
    await step(first.id, 'notifyHazard', '2025-03-02', { deadline: '2025-04-01' });
    // The order set a deadline; the report still says what it said.
    const said = { ...input, documentNumber: 'H-repeat', description: '已核实', foundOn: '2025-02-27', deadline: null };
    expect((await hub.run(REPORT, { input: said }, county)).reportHazard).toEqual({ id: first.id, status: 'NOTIFIED' });
    expect((await versions()).versions).toHaveLength(3);
    const conflict = await hub.refused(REPORT, { input: { ...said, description: '又变了' } }, county);
    expect(conflict).toMatchObject({ code: 'CONFLICT' });
    expect(conflict.message).toContain('use updateHazardPlan, listHazard, markHazardOverdue');
    const other = await hub.refused(REPORT, { input: { ...said, uscc: sampleUscc(2) } }, county);
    expect(other.problems).toMatchObject([{ path: 'input.documentNumber', code: 'DOCUMENT_TAKEN' }]);
  });

  it('says what is wrong with a report', async () => {
    const problem = async (more: object, viewer = county) => {
      const { code, problems } = await hub.refused(
        REPORT,
        { input: { ...input, documentNumber: 'H-bad', ...more } },
        viewer,
      );
      return [code, ...((problems ?? []) as { path: string; code: string }[]).map((p) => `${p.path} ${p.code}`)];
    };
    expect(await problem({ uscc: sampleUscc(9) })).toEqual(['BAD_USER_INPUT', 'input.uscc UNKNOWN_ENTERPRISE']);
    expect(await problem({ uscc: '91620621PDY000010B' })).toEqual(['INVALID_USCC', 'input.uscc USCC_INNER_CHECK']);
    expect(await problem({ division: '990000' })).toEqual(['BAD_USER_INPUT', 'input.division UNKNOWN_DIVISION']);
    expect(await problem({ uscc: sampleUscc(3, '620622') })).toEqual(['BAD_USER_INPUT', 'input.uscc OUTSIDE_DIVISION']);
    expect(await problem({ foundOn: '2999-01-01', deadline: null })).toEqual([
      'BAD_USER_INPUT',
      'input.foundOn FUTURE',
    ]);
    expect(await problem({ deadline: '2025-02-28' })).toEqual(['BAD_USER_INPUT', 'input.deadline ORDER']);
    expect(await problem({}, await hub.agency('BANKING'))).toEqual(['FORBIDDEN']);
    expect(await problem({}, PUBLIC)).toEqual(['UNAUTHENTICATED']);
  });

  it('a repeat under its key answers the hazard; another body or another step under it is a mismatch', async () => {
    const named = { ...input, documentNumber: 'H-key' };
    const { id } = (await hub.run(REPORT, { input: named, key: 'k1' }, county)).reportHazard;
    expect((await hub.run(REPORT, { input: named, key: 'k1' }, county)).reportHazard.id).toBe(id);
    expect((await hub.refused(REPORT, { input: { ...named, description: '另一件' }, key: 'k1' }, county)).code).toBe(
      'IDEMPOTENCY_MISMATCH',
    );

    const order = { id, input: { note: '责令整改' }, key: 'k2' };
    const notify = stepMutation('notifyHazard', 'id status history { to }');
    const first = await hub.run(notify, order, county);
    expect(await hub.run(notify, order, county)).toEqual(first);
    expect(first.notifyHazard.history).toEqual([{ to: 'FOUND' }, { to: 'NOTIFIED' }]);
    expect((await hub.refused(notify, { ...order, input: { note: '别的' } }, county)).code).toBe(
      'IDEMPOTENCY_MISMATCH',
    );
    expect((await hub.refused(stepMutation('markHazardOverdue'), order, county)).code).toBe('IDEMPOTENCY_MISMATCH');
    // Without its key it is a step of its own, and the hazard is ordered already.
    expect((await hub.refused(notify, { ...order, key: null }, county)).code).toBe('ILLEGAL_TRANSITION');
  });

  it('a refusal keeps nothing: its key serves the mended attempt', async () => {
    const { id } = await report({ documentNumber: 'H-mend' });
    const start = { id, input: { note: '列入挂牌' }, key: 'k3' };
    expect((await hub.refused(stepMutation('listHazard'), start, county)).code).toBe('ILLEGAL_TRANSITION');
    await step(id, 'notifyHazard', '2025-03-02');
    expect((await hub.run(stepMutation('listHazard'), start, county)).listHazard.status).toBe('LISTED');
  });

  it('of two steps at once one is taken, and the other is told where the hazard is now', async () => {
    const { id } = await report({ documentNumber: 'H-race' });
    const both = await Promise.allSettled([1, 2].map(() => hub.run(stepMutation('notifyHazard'), { id }, county)));
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected']);
    const { hazard } = await hub.run('query ($id: ID!) { hazard(id: $id) { history { to } } }', { id }, county);
    expect(hazard.history).toEqual([{ to: 'FOUND' }, { to: 'NOTIFIED' }]);
  });

  it('two mutations of one request see each other', async () => {
    const { id } = await report({ documentNumber: 'H-two' });
    const data = await hub.run(
      'mutation ($id: ID!) { a: notifyHazard(id: $id) { status history { to } } b: listHazard(id: $id) { status history { to } versions { status } } }',
      { id },
      county,
    );
    expect(data.a).toEqual({ status: 'NOTIFIED', history: [{ to: 'FOUND' }, { to: 'NOTIFIED' }] });
    expect(data.b.history).toHaveLength(3);
    expect(data.b.versions.map((v: { status: string }) => v.status)).toEqual(['LISTED', 'NOTIFIED', 'FOUND']);
  });

  it('is moved by regulators of its territory alone', async () => {
    const { id } = await report({ documentNumber: 'H-where' });
    const neighbour = await hub.agency('SAFETY_REGULATOR', '620622');
    expect((await hub.refused(stepMutation('notifyHazard'), { id }, neighbour)).code).toBe('NOT_FOUND');
    expect((await hub.refused(stepMutation('notifyHazard'), { id: 'x' }, county)).code).toBe('NOT_FOUND');
    expect(
      (await hub.refused(stepMutation('notifyHazard'), { id }, await hub.agency('COUNTY_GOVERNMENT', '620621'))).code,
    ).toBe('FORBIDDEN');
    expect((await hub.refused(stepMutation('notifyHazard'), { id })).code).toBe('UNAUTHENTICATED');
    expect((await hub.run(stepMutation('notifyHazard'), { id }, city)).notifyHazard.status).toBe('NOTIFIED');
  });

  it('two hazards of one number are two, where two agencies report them', async () => {
    const ours = await report({ documentNumber: 'H-same' });
    const theirs = (await hub.run(REPORT, { input: { ...input, documentNumber: 'H-same' } }, city)).reportHazard;
    expect(theirs.id).not.toBe(ours.id);
  });
});
