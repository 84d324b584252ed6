import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { REGISTERS } from '../../src/server/registers.js';
import { sampleUscc } from '../kit/sample.js';
import { expectChained, logOf } from './log.js';
import { type Answer, day, type OpenHub, openHub } from './open-hub.js';

describe('every change of a register', () => {
  let hub: OpenHub;
  let read = 0;
  const uscc = sampleUscc(1);
  beforeAll(async () => {
    hub = await openHub();
  });

  /** The events since the last look. */
  const news = async (): Promise<Answer[]> => {
    const log = await logOf(hub.db);
    const fresh = log.slice(read);
    read = log.length;
    return fresh.map((e) => ({ ...e, ...JSON.parse(e.data), data: e.data, type: e.type, division: e.division }));
  };
  const brief = (events: Answer[]) => events.map((e) => `${e.type}${e.public ? ' public' : ''}`);
  /** The event of a change that has one. */
  const event = async (change: Promise<unknown>): Promise<Answer> => {
    await change;
    const events = await news();
    expect(events).toHaveLength(1);
    return events[0];
  };
  const submit = async (register: Parameters<OpenHub['submit']>[0], record: object) => {
    const receipt = await hub.submit(register, [record as never]);
    expect(receipt.rejected, JSON.stringify(receipt.results)).toBe(0);
    return receipt;
  };

  it('of an enterprise: registered, changed, corrected for an earlier time, and nothing where nothing changed', async () => {
    const record = { uscc, name: '红沙岗煤业', registeredOn: '2012-05-01', industry: '0610' };
    const provider = await hub.agency('MARKET_REGULATION');
    const first = await event(submit('enterprises', { ...record, documentNumber: 'E-1' }));
    expect(first).toMatchObject({ position: 1, subject: uscc, division: '620621', public: true, recipientId: null });
    expect(JSON.parse(first.data)).toEqual({
      name: '红沙岗煤业',
      status: 'ACTIVE',
      industry: '0610',
      validFrom: '2012-05-01',
      providerId: provider.agencyId,
      documentNumber: 'E-1',
    });
    expect(first.type).toBe('enterprise.registered');
    await submit('enterprises', record);
    expect(await news()).toEqual([]);
    const changed = await event(
      submit('enterprises', { ...record, name: '红沙岗矿业', status: '停业', address: '镇东' }),
    );
    expect(changed).toMatchObject({ type: 'enterprise.changed', changed: ['name', 'status', 'address'] });
    expect(changed).toMatchObject({ previousStatus: 'ACTIVE', status: 'SUSPENDED' });
    const moved = await event(submit('enterprises', { ...record, name: '红沙岗矿业', division: '620622' }));
    expect(moved).toMatchObject({ type: 'enterprise.changed', division: '620622', previousDivision: '620621' });
    const past = await event(
      submit('enterprises', { ...record, name: '红沙岗煤业', validFrom: '2013-01-01', address: '旧址' }),
    );
    expect(past).toMatchObject({ type: 'enterprise.corrected', validFrom: '2013-01-01', public: true });
    // Two versions of one record in one batch are two events, in their order.
    await hub.submit('enterprises', [
      { uscc: sampleUscc(2), name: '一' },
      { uscc: sampleUscc(2), name: '二' },
      { uscc: '1', name: '坏' },
    ]);
    expect((await news()).map((e) => [e.type, e.name])).toEqual([
      ['enterprise.registered', '一'],
      ['enterprise.changed', '二'],
    ]);
  });

  it('of a grading: recorded, published, changed, withdrawn, revoked, each as public as it is', async () => {
    const record = { documentNumber: 'G-1', uscc, standard: 'GB/T 33000-2016', grade: 'GRADE_3', issuedOn: day(-30) };
    const recorded = await event(submit('gradings', record));
    expect(recorded).toMatchObject({
      type: 'grading.recorded',
      public: false,
      id: '1',
      grade: 'GRADE_3',
      publishedOn: null,
    });
    const corrected = await event(submit('gradings', { ...record, grade: 'GRADE_2' }));
    expect(corrected).toMatchObject({ type: 'grading.recorded', public: false, previousGrade: 'GRADE_3', id: '1' });
    const published = await event(submit('gradings', { ...record, grade: 'GRADE_1', publishedOn: day(0) }));
    expect(published).toMatchObject({
      type: 'grading.published',
      public: true,
      grade: 'GRADE_1',
      validUntil: expect.any(String),
    });
    // The grade before was never public, and stays so.
    expect(published.previousGrade).toBeUndefined();
    const changed = await event(submit('gradings', { ...record, grade: 'GRADE_2', publishedOn: day(0), score: 88 }));
    expect(changed).toMatchObject({ type: 'grading.changed', public: true, previousGrade: 'GRADE_1', score: 88 });
    const withdrawn = await event(submit('gradings', { ...record, grade: 'GRADE_3', publishedOn: null }));
    expect(withdrawn).toMatchObject({ type: 'grading.withdrawn', public: true });
    expect(JSON.parse(withdrawn.data)).toEqual({ id: '1', documentNumber: 'G-1', providerId: recorded.providerId });
    expect(await event(submit('gradings', { ...record, publishedOn: day(0) }))).toMatchObject({
      type: 'grading.published',
    });
    const ended = { ...record, publishedOn: day(0), revokedOn: day(0), revocationReason: '弄虚作假' };
    const revoked = await event(submit('gradings', ended));
    expect(revoked).toMatchObject({
      type: 'grading.revoked',
      public: true,
      revokedOn: day(0),
    });
    // The log is never erased: what was said in words is asked of the register.
    expect(revoked.data).not.toContain('弄虚作假');
    expect(await event(submit('gradings', { ...ended, score: 1 }))).toMatchObject({
      type: 'grading.changed',
      public: true,
    });
    // One that was never published is revoked in silence; one may be published and revoked already when it comes.
    await submit('gradings', { ...record, documentNumber: 'G-2' });
    await submit('gradings', { ...ended, documentNumber: 'G-2', publishedOn: null });
    await submit('gradings', { ...ended, documentNumber: 'G-3' });
    await submit('gradings', { ...record, documentNumber: 'G-4', publishedOn: day(-3) });
    await submit('gradings', { ...ended, documentNumber: 'G-4', publishedOn: null });
    expect(brief(await news())).toEqual([
      'grading.recorded',
      'grading.revoked',
      'grading.revoked public',
      'grading.published public',
      'grading.revoked public',
    ]);
  });

  it('of an accident: reported, corrected, supplemented, concluded; closed to the public until its publication', async () => {
    const safety = await hub.agency('SAFETY_REGULATOR');
    const prefecture = await hub.agency('SAFETY_REGULATOR', '620600');
    const input = {
      documentNumber: 'A-1',
      uscc,
      division: '620621',
      occurredAt: `${day(-9)}T08:30:00.000+08:00`,
      category: 'ROOF_FALL',
      deaths: 2,
      seriousInjuries: 0,
      description: '张某在工作面被埋',
    };
    const run = (name: string, type: string, variables: { id?: string; input: object }, viewer = safety) => {
      const [declared, given] = variables.id ? ['$id: ID!, ', 'id: $id, '] : ['', ''];
      const mutation = `mutation (${declared}$input: ${type}!) { ${name}(${given}input: $input) { position } }`;
      return hub.run(mutation, variables, viewer);
    };
    const reported = await event(run('reportAccident', 'AccidentInput', { input }));
    expect(reported).toMatchObject({ type: 'accident.reported', public: false, subject: uscc, division: '620621' });
    expect(reported).toMatchObject({
      level: 'ORDINARY',
      deaths: 2,
      status: 'REPORTED',
      responsibility: 'UNDETERMINED',
    });
    // Texts may name people, and the log is never erased.
    expect(reported.data).not.toContain('张某');
    const { id } = reported;
    await run('reportAccident', 'AccidentInput', { input });
    expect(await news()).toEqual([]);
    const moved = { ...input, deaths: 3, division: '620622' };
    expect(await event(run('reportAccident', 'AccidentInput', { input: moved }))).toMatchObject({
      type: 'accident.corrected',
      level: 'RELATIVELY_LARGE',
      previousLevel: 'ORDINARY',
      previousDivision: '620621',
      division: '620622',
      id,
    });
    const change = { documentNumber: 'A-1-1', changedOn: day(-5), deaths: 10, note: '李某死亡' };
    const supplemented = await event(
      run('supplementAccident', 'AccidentSupplementInput', { id, input: change }, prefecture),
    );
    expect(supplemented).toMatchObject({
      type: 'accident.supplemented',
      previousLevel: 'RELATIVELY_LARGE',
      level: 'MAJOR',
      statedIn: 'A-1-1',
      statedBy: prefecture.agencyId,
      changedOn: day(-5),
      documentNumber: 'A-1',
      providerId: safety.agencyId,
    });
    expect(supplemented.data).not.toContain('李某');
    const finding = { concludedOn: day(-1), publishedOn: day(0), responsibility: 'MAIN', documentNumber: 'A-1-2' };
    const concluded = await event(run('concludeAccident', 'AccidentConclusionInput', { id, input: finding }));
    expect(concluded).toMatchObject({
      type: 'accident.concluded',
      public: true,
      level: 'MAJOR',
      responsibility: 'MAIN',
    });
    // What the public may see says nothing of the reports on the way to it.
    expect(Object.keys(JSON.parse(concluded.data)).filter((key) => key.startsWith('previous'))).toEqual([]);
  });

  it('of a hazard: reported, every step, listed, delisted; public from the listing on', async () => {
    const safety = await hub.agency('SAFETY_REGULATOR');
    const input = {
      documentNumber: 'H-1',
      uscc,
      level: 'MAJOR',
      description: '王某负责的采空区积水',
      foundOn: day(-30),
      deadline: day(30),
    };
    const step = (name: string, type: string, id: string, value: object) =>
      hub.run(
        `mutation ($id: ID!, $input: ${type}) { ${name}(id: $id, input: $input) { id } }`,
        { id, input: value },
        safety,
      );
    const report = (value: object) =>
      hub.run('mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }', { input: value }, safety);
    const reported = await event(report(input));
    expect(reported).toMatchObject({
      type: 'hazard.reported',
      public: false,
      level: 'MAJOR',
      state: 'FOUND',
      deadline: day(30),
      missingImplementations: ['measures', 'responsible', 'funds', 'deadline', 'plan'],
    });
    expect(reported.data).not.toContain('王某');
    const { id } = reported;
    expect(await event(report({ ...input, deadline: day(20) }))).toMatchObject({
      type: 'hazard.changed',
      by: 'reportHazard',
      previousDeadline: day(30),
      deadline: day(20),
    });
    expect(await event(step('notifyHazard', 'HazardOrderInput', id, { documentNumber: '令1' }))).toMatchObject({
      type: 'hazard.changed',
      by: 'notifyHazard',
      statedIn: '令1',
      previousState: 'FOUND',
      state: 'NOTIFIED',
      public: false,
    });
    const listed = await event(step('listHazard', 'HazardListingInput', id, {}));
    expect(listed).toMatchObject({ type: 'hazard.listed', public: true, listedOn: day(0), state: 'LISTED' });
    expect([listed.previousState, listed.previousDeadline]).toEqual([undefined, undefined]);
    const plan = { measures: '探放水', responsible: '赵某', funds: '1.00', deadline: day(10), plan: 'P-1' };
    const planned = await event(
      hub.run(
        'mutation ($id: ID!, $plan: FiveImplementationsInput!) { updateHazardPlan(id: $id, fiveImplementations: $plan) { id } }',
        { id, plan },
        safety,
      ),
    );
    expect(planned).toMatchObject({
      type: 'hazard.changed',
      by: 'updateHazardPlan',
      missingImplementations: [],
      public: true,
    });
    expect(planned.data).not.toContain('赵某');
    await step('approveHazardPlan', 'HazardStepInput', id, {});
    await step('startRectification', 'HazardStepInput', id, {});
    await step('requestHazardExtension', 'HazardExtensionInput', id, { deadline: day(40) });
    await step('decideHazardExtension', 'HazardExtensionDecisionInput!', id, { granted: true, deadline: day(40) });
    await step('claimHazardCompletion', 'HazardStepInput', id, {});
    await step('beginHazardAcceptance', 'HazardStepInput', id, {});
    await step('acceptHazard', 'HazardAcceptanceInput!', id, { documentNumber: '批1' });
    const steps = await news();
    expect(steps.map((e) => [e.type, e.by, e.previousState, e.state])).toEqual([
      ['hazard.changed', 'approveHazardPlan', 'LISTED', 'PLAN_APPROVED'],
      ['hazard.changed', 'startRectification', 'PLAN_APPROVED', 'RECTIFYING'],
      ['hazard.changed', 'requestHazardExtension', 'RECTIFYING', 'EXTENSION_REQUESTED'],
      ['hazard.changed', 'decideHazardExtension', 'EXTENSION_REQUESTED', 'RECTIFYING'],
      ['hazard.changed', 'claimHazardCompletion', 'RECTIFYING', 'COMPLETION_CLAIMED'],
      ['hazard.changed', 'beginHazardAcceptance', 'COMPLETION_CLAIMED', 'ACCEPTANCE'],
      ['hazard.delisted', 'acceptHazard', 'ACCEPTANCE', 'DELISTED'],
    ]);
    expect(steps[3]).toMatchObject({ previousDeadline: day(20), deadline: day(40) });
    expect(steps.at(-1)).toMatchObject({ public: true, delistedOn: day(0), statedIn: '批1' });
    // A step that is refused has no event, and takes no position.
    const refused = await hub.refusal('mutation ($id: ID!) { listHazard(id: $id) { id } }', { id }, safety);
    expect([refused.code, await news()]).toEqual(['ILLEGAL_TRANSITION', []]);
  });

  it('of a rating: rated, and corrected with the level before', async () => {
    const record = { documentNumber: 'R-1', uscc, level: 'A', ratedOn: day(-9), basis: '纳税、环保' };
    const rated = await event(submit('ratings', record));
    expect(rated).toMatchObject({ type: 'credit.rated', public: false, level: 'A', id: '1', subject: uscc });
    expect(rated.previousLevel).toBeUndefined();
    expect(await event(submit('ratings', { ...record, level: 'CC' }))).toMatchObject({
      previousLevel: 'A',
      level: 'CC',
    });
  });

  it('has one event, at its own position, about its enterprise and in its division', async () => {
    const versions = Object.values(REGISTERS).flatMap(({ ledger: { table, family } }) =>
      [table, `${table}_history`].map(
        (t) => `select '${family}' family, position::int, uscc, division_code division, recorded_at at from hub.${t}`,
      ),
    );
    const rows = await hub.db.sql.unsafe(`${versions.join(' union all ')} order by position`);
    const log = await logOf(hub.db);
    expect(log.map((e) => [e.type.split('.')[0], e.position, e.subject, e.division])).toEqual(
      rows.map((r) => [r.family, r.position, r.uscc, r.division]),
    );
    expect(log.map((e) => e.recordedAt)).toEqual(rows.map((r) => new Date(r.at)));
    await expectChained(hub.db);
  });

  it('is described in schema/EVENTS.md, field by field', async () => {
    const page = readFileSync(join(projectRoot, 'schema/EVENTS.md'), 'utf8');
    for (const e of await logOf(hub.db)) {
      const [, after = ''] = page.split(`\n### ${e.type.split('.')[0]}\n`);
      const section = after.split('\n### ')[0] as string;
      for (const field of Object.keys(JSON.parse(e.data)))
        expect(section, `${e.type} ${field}`).toContain(`\`${field}\``);
    }
  });

  it('of many records at once has its events in bulk: the statements do not grow with the records', async () => {
    const before = (await logOf(hub.db)).length;
    const many = Array.from({ length: 3_000 }, (_, i) => ({ uscc: sampleUscc(1_000 + i), name: `企业${i}` }));
    await hub.submit('enterprises', many);
    const log = (await logOf(hub.db)).slice(before);
    expect(log.map((e) => [e.position, e.subject])).toEqual(many.map((r, i) => [before + i + 1, r.uscc]));
    // Rows of one statement have one command id; events are sent by 500.
    const [row] = await hub.db.sql`select count(distinct cmin::text)::int n from hub.event where position > ${before}`;
    expect(row?.n).toBeLessThanOrEqual(6);
    await expectChained(hub.db);
  });
});
