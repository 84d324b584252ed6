import { beforeAll, describe, expect, inject, it } from 'vitest';
import { openKeyring } from '../../src/access/index.js';
import { day, type OpenHub, openHub, SUBMIT, type Variables } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

/** Text that passes every check of the hub, and that the tables refuse in this file. */
const REFUSED = '不收之字';
const long = '长'.repeat(5_000);
/** Digits and checks of a code that was mistyped. */
const MISTYPED = `${sampleUscc(1).slice(0, 17)}${sampleUscc(1).endsWith('0') ? '1' : '0'}`;

/** A mutation that submits one record: what is taken, and what is not. */
interface Single {
  document: string;
  /** Variables of an attempt that is taken; each call begins with a record of its own. */
  good(): Promise<Variables>;
  /** The argument that holds the record's fields; null: they are arguments themselves. */
  argument: string | null;
  /** Fields at fault in themselves. */
  faulty: Variables;
  /** Fields that the register refuses, which are sound in themselves, and the problem. */
  refused?: [Variables, string];
  /** A field whose text the database refuses. */
  constraint: string;
}

describe('a mutation that submits one record', () => {
  let hub: OpenHub;
  let county: Awaited<ReturnType<OpenHub['agency']>>;
  let n = 0;
  const uscc = sampleUscc(1);

  const accident = (more: Variables = {}) => ({
    documentNumber: `A-${++n}`,
    uscc,
    division: '620621',
    occurredAt: `${day(-3)}T08:00:00+08:00`,
    category: 'FALL_FROM_HEIGHT',
    deaths: 1,
    seriousInjuries: 0,
    ...more,
  });
  const hazard = (more: Variables = {}) => ({
    documentNumber: `H-${++n}`,
    uscc,
    level: 'MAJOR',
    description: '顶板离层',
    foundOn: day(-30),
    deadline: day(30),
    ...more,
  });
  const REPORT = `mutation ($input: AccidentInput!, $key: String) {
    reportAccident(input: $input, idempotencyKey: $key) { position accident { id deaths } } }`;
  const FIND =
    'mutation ($input: HazardInput!, $key: String) { reportHazard(input: $input, idempotencyKey: $key) { id } }';
  const someAccident = async () =>
    (await hub.run(REPORT, { input: accident() }, county)).reportAccident.accident.id as string;
  const someHazard = async () => (await hub.run(FIND, { input: hazard() }, county)).reportHazard.id as string;
  const someFinding = async () => {
    const documentNumber = `F-${++n}`;
    const r = [{ documentNumber, uscc, kind: 'NO_LICENCE', foundOn: day(-9) }];
    await hub.run(SUBMIT.findings, { r }, county);
    const [row] = await hub.db.sql`select id::text id from hub.finding where document_number = ${documentNumber}`;
    return row?.id as string;
  };

  const SINGLE: Record<string, Single> = {
    reportAccident: {
      document: REPORT,
      good: async () => ({ input: accident() }),
      argument: 'input',
      faulty: { documentNumber: ' ', deaths: -1 },
      refused: [{ division: '990101' }, 'input.division UNKNOWN_DIVISION'],
      constraint: 'publicDescription',
    },
    supplementAccident: {
      document: `mutation ($id: ID!, $input: AccidentSupplementInput!, $key: String) {
        supplementAccident(id: $id, input: $input, idempotencyKey: $key) { position accident { id deaths } } }`,
      good: async () => ({
        id: await someAccident(),
        input: { documentNumber: `S-${++n}`, changedOn: day(-1), deaths: 2 },
      }),
      argument: 'input',
      faulty: { documentNumber: ' ', deaths: -1 },
      refused: [{ changedOn: day(2) }, 'input.changedOn FUTURE'],
      constraint: 'note',
    },
    concludeAccident: {
      document: `mutation ($id: ID!, $input: AccidentConclusionInput!, $key: String) {
        concludeAccident(id: $id, input: $input, idempotencyKey: $key) { position accident { id deaths } } }`,
      good: async () => ({ id: await someAccident(), input: { concludedOn: day(-1), responsibility: 'MAIN' } }),
      argument: 'input',
      faulty: { responsibility: 'UNDETERMINED', deaths: -1 },
      refused: [{ concludedOn: day(-9) }, 'input.concludedOn ORDER'],
      constraint: 'publicDescription',
    },
    setAccidentPublicDescription: {
      document: `mutation ($id: ID!, $publicDescription: String, $key: String) {
        setAccidentPublicDescription(id: $id, publicDescription: $publicDescription, idempotencyKey: $key) {
          position accident { id } } }`,
      good: async () => ({ id: await someAccident(), publicDescription: '脚手架坍塌' }),
      argument: null,
      faulty: { publicDescription: long },
      constraint: 'publicDescription',
    },
    reportHazard: {
      document: FIND,
      good: async () => ({ input: hazard() }),
      argument: 'input',
      faulty: { documentNumber: ' ', description: ' ' },
      refused: [{ division: '990101' }, 'input.division UNKNOWN_DIVISION'],
      constraint: 'description',
    },
    updateHazardPlan: {
      document: `mutation ($id: ID!, $plan: FiveImplementationsInput!, $key: String) {
        updateHazardPlan(id: $id, fiveImplementations: $plan, idempotencyKey: $key) { id } }`,
      good: async () => ({ id: await someHazard(), plan: { measures: '锚索补强' } }),
      argument: 'fiveImplementations',
      faulty: { funds: '-1', responsible: long },
      refused: [{ deadline: day(-31) }, 'fiveImplementations.deadline ORDER'],
      constraint: 'measures',
    },
    setHazardPublicDescription: {
      document: `mutation ($id: ID!, $publicDescription: String, $key: String) {
        setHazardPublicDescription(id: $id, publicDescription: $publicDescription, idempotencyKey: $key) { id } }`,
      good: async () => ({ id: await someHazard(), publicDescription: '矿井隐患' }),
      argument: null,
      faulty: { publicDescription: long },
      constraint: 'publicDescription',
    },
    // As every step of a hazard: one path behind them all.
    notifyHazard: {
      document: `mutation ($id: ID!, $input: HazardOrderInput, $key: String) {
        notifyHazard(id: $id, input: $input, idempotencyKey: $key) { id } }`,
      good: async () => ({ id: await someHazard(), input: { note: '责令整改' } }),
      argument: 'input',
      faulty: { note: long, documentNumber: long },
      refused: [{ deadline: day(-31) }, 'input.deadline ORDER'],
      constraint: 'note',
    },
    withdrawFinding: {
      document: `mutation ($id: ID!, $input: FindingWithdrawalInput!) { withdrawFinding(id: $id, input: $input) { id } }`,
      good: async () => ({ id: await someFinding(), input: { reason: '误报' } }),
      argument: 'input',
      faulty: { reason: ' ' },
      refused: [{ withdrawnOn: day(-10) }, 'input.withdrawnOn ORDER'],
      constraint: 'reason',
    },
  };
  const all = Object.keys(SINGLE);
  const keyed = all.filter((name) => SINGLE[name]?.document.includes('$key'));
  const named = all.filter((name) => SINGLE[name]?.document.includes('$id'));
  const of = (name: string) => SINGLE[name] as Single;

  /** An attempt with these fields instead. */
  const changed = (variables: Variables, { argument }: Single, fields: Variables): Variables => {
    if (argument === null) return { ...variables, ...fields };
    const holder = argument === 'input' ? 'input' : 'plan';
    return { ...variables, [holder]: { ...(variables[holder] as object), ...fields } };
  };
  const taken = (name: string, variables: Variables) => hub.run(of(name).document, variables, county);
  /** The code of the refusal, and where its problems lie. */
  const refusal = async (name: string, variables: Variables, viewer = county) => {
    const { code, problems } = await hub.refusal(of(name).document, variables, viewer);
    return [code, ...problems.map((p) => `${p.path} ${p.code}`)];
  };
  const kept = async () => (await hub.db.sql`select count(*)::int n from hub.submission`)[0]?.n as number;
  const at = (name: string, field: string) => (of(name).argument === null ? field : `${of(name).argument}.${field}`);

  beforeAll(async () => {
    hub = await openHub({ keyring: openKeyring(inject('signingKeys')) });
    for (const [table, column] of [
      ['accident', 'public_description'],
      ['accident_supplement', 'note'],
      ['hazard', 'description'],
      ['hazard', 'public_description'],
      ['hazard', 'plan_measures'],
      ['hazard_transition', 'note'],
      ['finding', 'withdrawal_reason'],
    ] as const)
      await hub.db.sql.unsafe(
        `alter table hub.${table} add constraint of_this_test_${column} check (${column} <> '${REFUSED}')`,
      );
    county = await hub.agency('SAFETY_REGULATOR', '620621');
    const market = await hub.agency('MARKET_REGULATION');
    await hub.run(SUBMIT.enterprises, { r: [1, 2].map((i) => ({ uscc: sampleUscc(i), name: `矿${i}` })) }, market);
  });

  it.each(keyed)('%s: refused, it keeps nothing, and its key serves the mended attempt', async (name) => {
    const single = of(name);
    const good = { ...(await single.good()), key: `mend ${name}` };
    const before = await kept();
    const [fields = single.faulty] = single.refused ?? [];
    for (const bad of [single.faulty, fields, { [single.constraint]: REFUSED }])
      expect((await refusal(name, changed(good, single, bad)))[0]).toBe('BAD_USER_INPUT');
    expect(await kept()).toBe(before);
    const first = await taken(name, good);
    expect(await taken(name, good)).toEqual(first);
    expect(await kept()).toBe(before + 1);
    // Now it is another body, whatever is wrong with it.
    for (const other of [single.faulty, fields])
      expect(await refusal(name, changed(good, single, other))).toEqual(['IDEMPOTENCY_MISMATCH']);
  });

  it.each(['reportAccident', 'reportHazard'])(
    '%s: what was refused is taken under its key once nothing stands in its way',
    async (name) => {
      const later = sampleUscc(100 + ++n);
      const attempt = { ...changed(await of(name).good(), of(name), { uscc: later }), key: `later ${name}` };
      expect(await refusal(name, attempt)).toEqual(['BAD_USER_INPUT', 'input.uscc UNKNOWN_ENTERPRISE']);
      const market = await hub.agency('MARKET_REGULATION');
      await hub.run(SUBMIT.enterprises, { r: [{ uscc: later, name: '新矿' }] }, market);
      await taken(name, attempt);
    },
  );

  it('reportAccident: a refusal that an older hub kept under its key is told again', async () => {
    const attempt = await of('reportAccident').good();
    await taken('reportAccident', { ...attempt, key: 'as taken' });
    const fault = { code: 'FUTURE', message: 'occurredAt is in the future', path: 'records.0.occurredAt' };
    const refused = JSON.stringify([{ index: 0, status: 'REJECTED', ...fault }]);
    await hub.db.sql.unsafe(`insert into hub.submission select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(),
      'idempotency_key', 'as refused', 'receipt', jsonb_set(receipt, '{results}', '${refused}')))).* from hub.submission s
      where idempotency_key = 'as taken'`);
    expect(await refusal('reportAccident', { ...attempt, key: 'as refused' })).toEqual([
      'BAD_USER_INPUT',
      'input.occurredAt FUTURE',
    ]);
  });

  it.each(all)('%s: tells every fault, under the argument that it lies in', async (name) => {
    const single = of(name);
    const [code, ...problems] = await refusal(name, changed(await single.good(), single, single.faulty));
    expect(code).toBe('BAD_USER_INPUT');
    expect(problems.map((p) => p.split(' ')[0]).sort()).toEqual(
      Object.keys(single.faulty)
        .map((f) => at(name, f))
        .sort(),
    );
  });

  it.each(all.filter((name) => SINGLE[name]?.refused))('%s: tells what the register refuses likewise', async (name) => {
    const single = of(name);
    const [fields, problem] = single.refused as [Variables, string];
    expect(await refusal(name, changed(await single.good(), single, fields))).toEqual(['BAD_USER_INPUT', problem]);
  });

  it.each(all)('%s: tells what only the database refuses of the argument that names the record', async (name) => {
    const single = of(name);
    const attempt = changed(await single.good(), single, { [single.constraint]: REFUSED });
    const path = single.argument ?? 'id';
    expect(await refusal(name, attempt)).toEqual(['BAD_USER_INPUT', `${path} CONSTRAINT`]);
  });

  it.each(named)('%s: a record that is not there, or another division’s, is NOT_FOUND', async (name) => {
    const good = await of(name).good();
    for (const id of ['999999', 'x', '1'.repeat(30)])
      expect(await refusal(name, { ...good, id })).toEqual(['NOT_FOUND', 'id NOT_FOUND']);
    const neighbour = await hub.agency('SAFETY_REGULATOR', '620602');
    expect(await refusal(name, good, neighbour)).toEqual(['NOT_FOUND', 'id NOT_FOUND']);
  });

  it.each(['reportAccident', 'reportHazard'])('%s: a code that is none is INVALID_USCC', async (name) => {
    const attempt = changed(await of(name).good(), of(name), { uscc: MISTYPED });
    expect(await refusal(name, attempt)).toEqual(['INVALID_USCC', 'input.uscc USCC_OUTER_CHECK']);
  });

  it.each(['reportAccident', 'reportHazard'])(
    '%s: a document number that names another record is a CONFLICT, and beside other faults one of them',
    async (name) => {
      const good = await of(name).good();
      await taken(name, good);
      const other = changed(good, of(name), { uscc: sampleUscc(2) });
      expect(await refusal(name, other)).toEqual(['CONFLICT', 'input.documentNumber DOCUMENT_TAKEN']);
      expect(await refusal(name, changed(other, of(name), { division: '990101' }))).toEqual([
        'BAD_USER_INPUT',
        'input.division UNKNOWN_DIVISION',
        'input.documentNumber DOCUMENT_TAKEN',
      ]);
    },
  );

  it('whose record no longer takes it is told CONFLICT, of the argument that names it', async () => {
    const told: unknown[] = [];
    const reported = accident();
    const { id } = (await hub.run(REPORT, { input: reported }, county)).reportAccident.accident;
    await taken('concludeAccident', { id, input: { concludedOn: day(-1), responsibility: 'MAIN' } });
    told.push(await refusal('reportAccident', { input: { ...reported, deaths: 2 } }));
    told.push(await refusal('concludeAccident', { id, input: { concludedOn: day(0), responsibility: 'FULL' } }));
    const supplement = { documentNumber: 'S-late', changedOn: day(-1), deaths: 3 };
    told.push(await refusal('supplementAccident', { id, input: supplement }));

    const found = hazard({ level: 'GENERAL' });
    const hazardId = (await hub.run(FIND, { input: found }, county)).reportHazard.id;
    await taken('notifyHazard', { id: hazardId, input: {} });
    told.push(await refusal('reportHazard', { input: { ...found, description: '积水' } }));
    await hub.run('mutation ($id: ID!) { startRectification(id: $id) { id } }', { id: hazardId }, county);
    told.push(await refusal('updateHazardPlan', { id: hazardId, plan: { measures: '排水' } }));

    const finding = await someFinding();
    await taken('withdrawFinding', { id: finding, input: { reason: '误报' } });
    told.push(await refusal('withdrawFinding', { id: finding, input: { reason: '重复' } }));
    expect(told).toEqual([
      ['CONFLICT', 'input.documentNumber CONFLICT'],
      ['CONFLICT', 'id CONFLICT'],
      ['CONFLICT', 'id CONFLICT'],
      ['CONFLICT', 'input.documentNumber CONFLICT'],
      ['CONFLICT', 'id CONFLICT'],
      ['CONFLICT', 'id CONFLICT'],
    ]);
  });

  // They write no register, and have no key; what they say of a refusal is the same.
  const NOBODYS = '00000000-0000-4000-8000-000000000000';
  it.each([
    ['servePriorNotice', '$id: ID!, $input: LinkageCaseStepInput', 'id: $id, input: $input', '999999', 'id'],
    ['acknowledgeNotice', '$id: ID!', 'id: $id', NOBODYS, 'id'],
    ['reportMeasure', '$id: ID!, $input: MeasureInput!', 'noticeId: $id, input: $input', NOBODYS, 'noticeId'],
  ])(
    '%s: of a record that is not there answers as those of registers do',
    async (name, parameters, given, id, path) => {
      const source = `mutation (${parameters}) { ${name}(${given}) { id } }`;
      const input = name === 'reportMeasure' ? { kind: 'OTHER' } : {};
      for (const unknown of [id, 'x', '1'.repeat(30)]) {
        const { code, problems } = await hub.refusal(source, { id: unknown, input }, county);
        expect([code, ...problems.map((p) => `${p.path} ${p.code}`)]).toEqual(['NOT_FOUND', `${path} NOT_FOUND`]);
      }
      if (!parameters.includes('$input')) return;
      const faulty = name === 'reportMeasure' ? { ...input, remark: long } : { reason: long };
      const { code, problems } = await hub.refusal(source, { id, input: { ...faulty, documentNumber: long } }, county);
      expect([code, ...problems.map((p) => p.path).sort()]).toEqual([
        'BAD_USER_INPUT',
        'input.documentNumber',
        `input.${name === 'reportMeasure' ? 'remark' : 'reason'}`,
      ]);
    },
  );
});
