import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC, type Viewer } from '../../src/access/index.js';
import {
  EVENT_TYPES,
  type EventDraft,
  EventReader,
  type EventRow,
  type EventType,
  eventScopeOf,
  sees,
  sequenced,
} from '../../src/exchange/index.js';
import { AGENCY_KINDS, needsDivision } from '../../src/kernel/vocabulary.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { logOf } from './log.js';

const AGENCIES = Array.from({ length: 3 }, () => randomUUID());
const DIVISIONS = ['620000', '620600', '620621', '620621100', '620621101', '620622', '620102', '110000', null];
/** What codes of each territory start with. */
const TERRITORIES: Record<string, string> = {
  '100000': '',
  '620000': '62',
  '620600': '6206',
  '620621': '620621',
  '620621100': '620621100',
  '110000': '11',
};

const personal = (type: EventType) => /^(notice|webhook)\./.test(type);
const event: fc.Arbitrary<EventDraft> = fc
  .record({
    type: fc.constantFrom(...EVENT_TYPES),
    division: fc.constantFrom(...DIVISIONS),
    public: fc.boolean(),
    recipient: fc.constantFrom(...AGENCIES),
  })
  .map(({ recipient, ...e }) => ({
    ...e,
    subject: null,
    data: {},
    recipientId: personal(e.type) ? recipient : null,
  }));
const viewer: fc.Arbitrary<Viewer> = fc.oneof(
  fc.constant(PUBLIC),
  fc.record({
    kind: fc.constantFrom(...AGENCY_KINDS),
    agencyId: fc.constantFrom(...AGENCIES),
    name: fc.constant('某局'),
    divisionCode: fc.constantFrom(null, ...Object.keys(TERRITORIES)),
  }),
);
const asked = fc.option(fc.uniqueArray(fc.constantFrom(...EVENT_TYPES), { minLength: 1, maxLength: 6 }), {
  nil: undefined,
});

describe('what a viewer sees of the log', () => {
  let db: TestDatabase;
  let reader: EventReader;
  let log: EventRow[];
  beforeAll(async () => {
    db = await testDatabase();
    reader = new EventReader(db);
    const drafts = fc.sample(event, 1_200);
    await sequenced(db, async (turn) => {
      for (const one of drafts) turn.append(one);
    });
    log = await logOf(db);
    expect(new Set(log.map((e) => e.type)).size).toBe(EVENT_TYPES.length);
  });

  it('is the same by the database’s condition as by the program’s, for every viewer, types and divisions', async () => {
    const divisions = fc.option(
      fc.uniqueArray(fc.constantFrom('620600', '620621', '110000', '100000'), { maxLength: 2 }),
      {
        nil: undefined,
      },
    );
    await fc.assert(
      fc.asyncProperty(viewer, asked, divisions, fc.nat(1_200), async (who, types, areas, after) => {
        const scope = eventScopeOf(who, types);
        const { events, scannedTo, head } = await reader.page(scope, { after, limit: 5_000, types, divisions: areas });
        const inside = (code: string | null) =>
          !areas || (code !== null && areas.some((a) => a === '100000' || code.startsWith(a.replace(/(00)+$/, ''))));
        const expected = log.filter(
          (e) =>
            e.position > after &&
            sees(scope, e) &&
            (!types || types.includes(e.type as EventType)) &&
            inside(e.division),
        );
        expect(events.map(({ log, ...event }) => event)).toEqual(expected);
        expect([scannedTo, head]).toEqual([1_200, 1_200]);
      }),
      { numRuns: 150 },
    );
  });

  it('is what the permission page says', () => {
    fc.assert(
      fc.property(viewer, fc.constantFrom(...Array.from({ length: 1_200 }, (_, i) => i)), (who, i) => {
        const e = log[i] as EventRow;
        const family = e.type.split('.')[0] as string;
        const territory = who.divisionCode === null ? '' : (TERRITORIES[who.divisionCode] as string);
        const { kind } = who;
        const nowhere = who.divisionCode === null && needsDivision(kind);
        const own = !nowhere && (territory === '' || (e.division?.startsWith(territory) ?? false));
        const operator = kind === 'OPERATOR';
        const county = kind === 'COUNTY_GOVERNMENT' || kind === 'SAFETY_REGULATOR';
        const lender = ['BANKING', 'SECURITIES', 'INSURANCE', 'GUARANTEE'].includes(kind);
        const published = kind === 'PUBLIC' || kind === 'CREDIT_OFFICE';
        const authority = operator || (county && own);
        const procedure = !['imposed', 'changed', 'published', 'removed'].some((t) => e.type === `restriction.${t}`);
        const shared = kind === 'PUBLIC' ? e.public : true;
        const expected: Record<string, boolean> = {
          enterprise: true,
          clock: true,
          grading: e.public || operator || (kind === 'SAFETY_REGULATOR' && own),
          accident: published || lender ? e.public : county ? own : true,
          hazard: published ? e.public : county ? own : !lender,
          licence: true,
          penalty: e.public || authority,
          credit: kind !== 'PUBLIC' && kind !== 'COUNTY_GOVERNMENT',
          restriction: procedure ? authority : shared,
          finding: authority,
          notice: operator || e.recipientId === who.agencyId,
          log: true,
          webhook: operator || e.recipientId === who.agencyId,
        };
        expect(sees(eventScopeOf(who), e), `${kind} ${who.divisionCode} ${JSON.stringify(e)}`).toBe(expected[family]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is equal for scopes of equal keys, and keys are shared where the types asked for allow it', () => {
    fc.assert(
      fc.property(viewer, viewer, asked, (one, two, types) => {
        const [a, b] = [eventScopeOf(one, types), eventScopeOf(two, types)];
        const shown = (scope: typeof a) =>
          log.filter((e) => (!types || types.includes(e.type as EventType)) && sees(scope, e));
        if (a.key === b.key) expect(shown(a)).toEqual(shown(b));
        // Narrowed to the types asked for, a scope shows of them what the whole one does.
        expect(shown(a)).toEqual(shown(eventScopeOf(one)));
      }),
    );
    const bank = (agencyId: string): Viewer => ({ kind: 'BANKING', agencyId, name: '银行', divisionCode: '620621' });
    const [a, b] = AGENCIES as [string, string];
    expect(eventScopeOf(bank(a)).key).not.toBe(eventScopeOf(bank(b)).key);
    expect(eventScopeOf(bank(a), ['grading.published']).key).toBe(eventScopeOf(bank(b), ['grading.published']).key);
    expect(eventScopeOf(bank(a), ['grading.published']).key).toBe(eventScopeOf(PUBLIC, ['grading.published']).key);
    expect(eventScopeOf(bank(a), ['notice.issued']).key).not.toBe(eventScopeOf(bank(b), ['notice.issued']).key);
  });
});
