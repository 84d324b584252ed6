import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { day } from '../kit/county.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { type Ask, type Data, type Listening, listen, listenToStream } from './listen.js';

const EVENTS =
  'subscription ($after: Cursor, $types: [String!]) { events(after: $after, types: $types) { id type position cursor subject } }';
const ACCIDENTS = `subscription ($d: [DivisionCode!], $l: AccidentLevel, $after: Cursor) {
  accidentReported(divisions: $d, minLevel: $l, after: $after) {
    cursor recordedAt event accident { documentNumber level deaths enterprise { name grading { grade } } } } }`;
const HEAD = '{ events(first: 500) { pageInfo { endCursor hasNextPage } } }';

/** Both ways of subscribing stand on one log: every case runs over each. */
describe.each([
  ['graphql-transport-ws', listen],
  ['server-sent events', listenToStream],
] as const)('a subscription over %s', (_name, subscribe) => {
  let hub: TestHub;
  const open: Listening[] = [];
  let number = 0;
  beforeAll(async () => {
    hub = await startTestHub();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.stop();
  });

  async function hear(
    query: string,
    variables: object = {},
    as: keyof TestHub['keys'] | null = 'OPERATOR',
    more: Partial<Ask> = {},
  ) {
    const key = as ? { key: hub.keys[as] } : {};
    const one = await subscribe({ url: hub.url, query, variables: { ...variables }, ...key, ...more });
    open.push(one);
    return one;
  }
  const report = async (more: object = {}) => {
    const input = {
      documentNumber: `P-${number++}`,
      uscc: hub.county.mine,
      division: '620621',
      occurredAt: new Date(Date.now() - 86_400_000).toISOString(),
      category: 'ROOF_FALL',
      deaths: 1,
      seriousInjuries: 0,
      ...more,
    };
    const query =
      'mutation ($i: AccidentInput!) { reportAccident(input: $i) { position accident { id documentNumber } } }';
    const { reportAccident } = await hub.dataOf(query, { key: hub.keys.SAFETY_REGULATOR, variables: { i: input } });
    return reportAccident as { position: number; accident: { id: string; documentNumber: string } };
  };
  const headCursor = async (): Promise<string> =>
    (await hub.dataOf(HEAD, { key: hub.keys.OPERATOR })).events.pageInfo.endCursor;

  it('tells what happens from the moment of subscribing, in the order of the log', async () => {
    const live = await hear(EVENTS);
    const positions = [];
    for (let i = 0; i < 5; i++) positions.push((await report()).position);
    const heard = await live.until(5);
    expect(heard.map((h) => h.data.events.position)).toEqual(positions);
    expect(new Set(heard.map((h) => h.data.events.type))).toEqual(new Set(['accident.reported']));
  });

  it('first repeats what was missed, then goes on, with neither gap nor repetition while writing goes on', async () => {
    const after = await headCursor();
    let writing = true;
    const written: number[] = [];
    const writer = (async () => {
      while (writing) written.push((await report()).position);
    })();
    const late = [];
    for (let i = 0; i < 5; i++) {
      late.push(await hear(EVENTS, { after }));
      await new Promise((done) => setTimeout(done, 40));
    }
    writing = false;
    await writer;
    for (const one of late) {
      const heard = await one.until(written.length);
      expect(heard.map((h) => h.data.events.position)).toEqual(written);
    }
  });

  it('goes on behind any cursor that it or the feed gave', async () => {
    const live = await hear(EVENTS);
    for (let i = 0; i < 4; i++) await report();
    const heard = await live.until(4);
    const again = await hear(EVENTS, { after: heard[1].data.events.cursor });
    expect((await again.until(2)).map((h) => h.data.events.id)).toEqual(
      heard.slice(2).map((h: Data) => h.data.events.id),
    );
  });

  it('answers a notification with its subject, resolved as any query', async () => {
    const live = await hear(ACCIDENTS);
    const { accident } = await report({ deaths: 3 });
    const [{ data }] = await live.until(1);
    expect(data.accidentReported).toMatchObject({
      event: 'accident.reported',
      accident: {
        documentNumber: accident.documentNumber,
        level: 'RELATIVELY_LARGE',
        enterprise: { name: '民勤县红沙岗煤业有限责任公司', grading: { grade: 'GRADE_2' } },
      },
    });
  });

  it('keeps to divisions and least levels, and tells again when a supplement raises the level', async () => {
    const major = await hear(ACCIDENTS, { d: ['620600'], l: 'MAJOR' });
    const elsewhere = await hear(ACCIDENTS, { d: ['620100'] });
    await report({ deaths: 2 });
    const { accident } = await report({ deaths: 9 });
    await hub.dataOf(
      'mutation ($id: ID!, $i: AccidentSupplementInput!) { supplementAccident(id: $id, input: $i) { position } }',
      {
        key: hub.keys.SAFETY_REGULATOR,
        variables: { id: accident.id, i: { documentNumber: `S-${number++}`, changedOn: day(0), deaths: 12 } },
      },
    );
    await report({ uscc: hub.county.elsewhere, division: '620102' });
    expect((await major.until(1))[0].data.accidentReported).toMatchObject({
      event: 'accident.supplemented',
      accident: { deaths: 12, level: 'MAJOR' },
    });
    expect((await elsewhere.until(1)).length).toBe(1);
    expect(major.heard).toHaveLength(1);
  });

  it('shows each caller what the permission page allows, and refuses who may not subscribe', async () => {
    const county = await hear(EVENTS, {}, 'COUNTY_GOVERNMENT');
    const bank = await hear(EVENTS, {}, 'BANKING');
    const citizen = await hear(EVENTS, {}, null);
    await report();
    await report({ uscc: hub.county.elsewhere, division: '620102' });
    const query = 'mutation ($r: [CreditRatingInput!]!) { submitRatings(records: $r) { inserted } }';
    const rating = { documentNumber: `RP-${number++}`, uscc: hub.county.shop, level: 'B', ratedOn: day(-1) };
    await hub.dataOf(query, { key: hub.keys.CREDIT_OFFICE, variables: { r: [rating] } });
    const types = async (one: Listening, count: number) => (await one.until(count)).map((h) => h.data.events.type);
    expect(await types(county, 1)).toEqual(['accident.reported']);
    expect(await types(bank, 1)).toEqual(['credit.rated']);
    expect(citizen.heard).toEqual([]);
    const refused = await hear('subscription { creditFlagChanged { uscc } }', {}, null);
    expect(JSON.stringify((await refused.ended).errors?.map(messageOf))).toMatch(/credit.check needs/);
    const forbidden = await hear(EVENTS, { types: ['hazard.reported'] }, 'BANKING');
    expect(JSON.stringify((await forbidden.ended).errors?.map(messageOf))).toMatch(/hazard.read is not open/);
  });

  it('says what is wrong with an operation before it begins', async () => {
    for (const [query, variables, expected] of [
      ['subscription { nothing }', {}, /Cannot query field/],
      ['subscription {', {}, /Syntax Error/],
      [EVENTS, { types: ['accident.exploded'] }, /is no type of event/],
      [EVENTS, { after: 'xyz' }, /cursor/],
      [ACCIDENTS, { d: ['1x'] }, /division/],
    ] as const) {
      const one = await hear(query, variables);
      expect(JSON.stringify((await one.ended).errors?.map(messageOf)), query).toMatch(expected);
    }
  });

  it('tells of gradings as they are published, and of companies whose flags change', async () => {
    const gradings = await hear(
      'subscription { gradingPublished(divisions: ["620621"]) { cursor grading { documentNumber grade } } }',
      {},
      null,
    );
    const flags = await hear(
      'subscription ($u: [USCC!]) { creditFlagChanged(usccs: $u) { uscc event creditCheck { outcome grading { grade } rating { level } } } }',
      { u: [hub.county.shop] },
      'BANKING',
    );
    const submit = (records: object[]) =>
      hub.dataOf('mutation ($r: [GradingInput!]!) { submitGradings(records: $r) { inserted updated } }', {
        key: hub.keys.SAFETY_REGULATOR,
        variables: { r: records },
      });
    const grading = {
      documentNumber: `GP-${number++}`,
      uscc: hub.county.shop,
      standard: 'GB/T 33000-2016',
      grade: 'GRADE_3',
      issuedOn: day(-9),
    };
    await submit([
      grading,
      { ...grading, documentNumber: `GP-${number++}`, uscc: hub.county.works, publishedOn: day(-1) },
    ]);
    await submit([{ ...grading, publishedOn: day(-1) }]);
    const told = await gradings.until(2);
    expect(told.map((t) => t.data.gradingPublished.grading.documentNumber)).toEqual([
      `GP-${number - 1}`,
      grading.documentNumber,
    ]);
    expect((await flags.until(1)).map((f) => f.data.creditFlagChanged)).toMatchObject([
      { uscc: hub.county.shop, event: 'grading.published', creditCheck: { grading: { grade: 'GRADE_3' } } },
    ]);
  });
});

/** The stream client reports errors of HTTP in its own form. */
const messageOf = (error: Data): string => error.message ?? JSON.stringify(error);
