import { beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC, type Viewer } from '../../src/access/index.js';
import { EventReader, eventScopeOf, type LogIdentity, sees, writeLogCursor } from '../../src/exchange/index.js';
import { AGENCY_KINDS } from '../../src/kernel/vocabulary.js';
import { sampleUscc } from '../kit/sample.js';
import { logOf } from './log.js';
import { type Answer, day, type OpenHub, openHub } from './open-hub.js';

const FEED = `query ($types: [String!], $after: Cursor, $first: Int = 100) { events(types: $types, after: $after, first: $first) {
  nodes { id type position cursor recordedAt subject data hash salt public recipient enterprise { uscc name } division { code name } }
  edges { cursor node { id } } pageInfo { hasNextPage endCursor startCursor hasPreviousPage } } }`;

describe('the pull feed', () => {
  let hub: OpenHub;
  let log: LogIdentity;
  const uscc = sampleUscc(1);
  const page = async (variables: object = {}, viewer?: Viewer): Promise<Answer> =>
    (await hub.run(FEED, { ...variables }, viewer)).events;
  const accident = (documentNumber: string, division: string) => ({
    documentNumber,
    uscc,
    division,
    occurredAt: `${day(-9)}T08:00:00+08:00`,
    category: 'FIRE',
    deaths: 1,
    seriousInjuries: 0,
  });

  beforeAll(async () => {
    hub = await openHub();
    log = await new EventReader(hub.db).log();
    await hub.submit('enterprises', [
      { uscc, name: '红沙岗煤业' },
      { uscc: sampleUscc(2), name: '绿洲建材' },
    ]);
    const grading = { uscc, standard: 'GB/T 33000-2016', grade: 'GRADE_2', issuedOn: day(-30) };
    await hub.submit('gradings', [
      { ...grading, documentNumber: 'G-1', publishedOn: day(-20) },
      { ...grading, documentNumber: 'G-2' },
    ]);
    await hub.submit('accidents', [accident('A-1', '620621'), accident('A-2', '620102')]);
    await hub.submit('hazards', [
      { documentNumber: 'H-1', uscc, level: 'MAJOR', description: '积水', foundOn: day(-9), deadline: day(9) },
    ]);
    await hub.submit('ratings', [{ documentNumber: 'R-1', uscc, level: 'A', ratedOn: day(-5) }]);
  });

  it('shows each kind of caller what the permission page allows, in the order of the log', async () => {
    const all = await logOf(hub.db);
    const kinds: Viewer[] = [PUBLIC];
    for (const kind of AGENCY_KINDS) kinds.push(await hub.agency(kind, '620621'), await hub.agency(kind, null));
    const seen = new Set<string>();
    for (const viewer of kinds) {
      const { nodes, pageInfo } = await page({}, viewer);
      const expected = all.filter((e) => sees(eventScopeOf(viewer), e)).map((e) => e.position);
      expect(
        nodes.map((n: Answer) => n.position),
        viewer.kind,
      ).toEqual(expected);
      expect(pageInfo).toMatchObject({
        hasNextPage: false,
        endCursor: writeLogCursor(log, all.length, all.at(-1)?.hash),
      });
      seen.add(expected.join());
    }
    expect(seen.size).toBeGreaterThanOrEqual(5);
    const types = async (viewer?: Viewer) => (await page({}, viewer)).nodes.map((n: Answer) => n.type);
    expect(await types()).toEqual(['enterprise.registered', 'enterprise.registered', 'grading.published']);
    expect(await types(await hub.agency('COUNTY_GOVERNMENT', '620621'))).toEqual([
      'enterprise.registered',
      'enterprise.registered',
      'grading.published',
      'accident.reported',
      'hazard.reported',
    ]);
  });

  it('tells of an event what the log holds, and resolves its enterprise and division', async () => {
    const operator = await hub.agency('OPERATOR');
    const { nodes, edges, pageInfo } = await page({ types: ['accident.reported'] }, operator);
    expect(nodes).toHaveLength(2);
    const [row] = (await logOf(hub.db)).filter((e) => e.type === 'accident.reported');
    expect(nodes[0]).toEqual({
      id: String(row?.position),
      type: 'accident.reported',
      position: row?.position,
      cursor: writeLogCursor(log, row?.position as number, row?.hash),
      recordedAt: row?.recordedAt.toISOString(),
      subject: uscc,
      data: JSON.parse(row?.data as string),
      hash: row?.hash.toString('hex'),
      salt: row?.salt.toString('hex'),
      public: false,
      recipient: null,
      enterprise: { uscc, name: '红沙岗煤业' },
      division: { code: '620621', name: '民勤县' },
    });
    // What was hashed is the JSON text of `data`, without spaces.
    expect(JSON.stringify(nodes[0].data)).toBe(row?.data);
    expect(edges.map((e: Answer) => e.cursor)).toEqual(nodes.map((n: Answer) => n.cursor));
    expect(pageInfo).toMatchObject({ startCursor: nodes[0].cursor, hasPreviousPage: false });
  });

  it('is walked to its end page by page, and goes on where something new comes', async () => {
    const operator = await hub.agency('OPERATOR');
    const whole = (await page({}, operator)).nodes.map((n: Answer) => n.id);
    const walked: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { nodes, pageInfo } = await page({ after, first: 2 }, operator);
      walked.push(...nodes.map((n: Answer) => n.id));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(walked).toEqual(whole);
    const empty = await page({ after, first: 2 }, operator);
    expect([empty.nodes, empty.pageInfo.endCursor, empty.pageInfo.hasPreviousPage]).toEqual([[], after, true]);
    await hub.submit('ratings', [{ documentNumber: 'R-2', uscc, level: 'BB', ratedOn: day(-4) }]);
    // Who sees nothing of it gets past it all the same.
    const nothing = await page({ after });
    expect(nothing.nodes).toEqual([]);
    expect(nothing.pageInfo.endCursor).not.toBe(after);
    expect((await page({ after }, operator)).nodes.map((n: Answer) => n.type)).toEqual(['credit.rated']);
    expect((await page({ after: nothing.pageInfo.endCursor }, operator)).nodes).toEqual([]);
  });

  it('refuses types that are none, and types of what the caller may not read', async () => {
    const unknown = await hub.refusal(FEED, { types: ['accident.reported', 'accident.forgotten'] });
    expect(unknown).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'types.1', code: 'VALUE' }] });
    expect(unknown.message).toContain('accident.supplemented');
    expect(await hub.refusal(FEED, { types: [] })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await hub.refusal(FEED, { types: ['credit.rated'] })).toMatchObject({ code: 'UNAUTHENTICATED' });
    const bank = await hub.agency('BANKING', '620621');
    expect(await hub.refusal(FEED, { types: ['grading.published', 'hazard.listed'] }, bank)).toMatchObject({
      code: 'FORBIDDEN',
      extensions: { action: 'hazard.read' },
    });
    expect((await page({ types: ['notice.issued', 'credit.rated'] }, bank)).nodes.length).toBeGreaterThan(0);
    expect(await hub.refusal(FEED, { first: 501 })).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('refuses a cursor of elsewhere, of the future, and one that retention has overtaken, naming the oldest', async () => {
    const { sql } = hub.db;
    const operator = await hub.agency('OPERATOR');
    const refuse = (after: string) => hub.refusal(FEED, { after }, operator);
    expect(await refuse('nonsense')).toMatchObject({ code: 'CURSOR_INVALID' });
    expect(await refuse(writeLogCursor({ ...log, id: '00000000-0000-4000-8000-000000000000' }, 1))).toMatchObject({
      code: 'CURSOR_INVALID',
    });
    const oldest = writeLogCursor(log, 0);
    expect(await refuse(writeLogCursor(log, 1_000))).toMatchObject({
      code: 'CURSOR_INVALID',
      extensions: { oldest },
    });
    await sql`update hub.log set start_position = 3`;
    const now = writeLogCursor(log, 3);
    const stale = await refuse(writeLogCursor(log, 2));
    expect(stale).toMatchObject({ code: 'CURSOR_INVALID', extensions: { oldest: now } });
    expect(stale.message).toContain(now);
    expect((await page({ after: now }, operator)).nodes[0].position).toBe(4);
    expect((await page({}, operator)).nodes[0].position).toBe(4);
    await sql`update hub.log set start_position = 0`;
  });
});
