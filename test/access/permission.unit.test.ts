import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  type Action,
  authorise,
  authoriseProvider,
  inTerritory,
  PUBLIC,
  scopeOf,
  type Viewer,
} from '../../src/access/index.js';
import { AGENCY_KINDS, needsDivision } from '../../src/kernel/vocabulary.js';

/**
 * The contract's table (section 4) by hand: A all, O own division, P published, M its own, - refused. Who may submit is below it.
 * B own division and published. Columns in the order of COLUMNS.
 */
const READS = `
  PUBLIC              A P P P - - P P - - - A - - P
  PARTNER             A P A A A A A A - - - A M - P
  DEVELOPMENT_REFORM  A P A A A A A A - - - A M - P
  LAND                A P A A A A A A - - - A M - P
  HOUSING             A P A A A A A A - - - A M - P
  INDUSTRY_IT         A P A A A A A A - - - A M - P
  HUMAN_RESOURCES     A P A A A A A A - - - A M - P
  MARKET_REGULATION   A P A A A A A A - - - A M - P
  QUALITY_SUPERVISION A P A A A A A A - - - A M - P
  POWER               A P A A A A A A - - - A M - P
  CREDIT_OFFICE       A P P P A A A A - - - A M - P
  BANKING             A P P - A A A A - - - A M - P
  SECURITIES          A P P - A A A A - - - A M - P
  INSURANCE           A P P - A A A A - - - A M - P
  GUARANTEE           A P P - A A A A - - - A M - P
  COUNTY_GOVERNMENT   A P O O - - A A O O - A O O B
  SAFETY_REGULATOR    A B O O A A A A O O O A O O B
  OPERATOR            A A A A A A A A A A A A A A A`;
const COLUMNS: Action[] = [
  'enterprise.read',
  'grading.read',
  'accident.read',
  'hazard.read',
  'rating.read',
  'credit.check',
  'restriction.read',
  'removal.read',
  'case.read',
  'finding.read',
  'finding.basis',
  'policy.read',
  'notice.read',
  'internal.read',
  'penalty.read',
];
const SUBMITS: Partial<Record<Action, string>> = {
  'enterprise.submit': 'MARKET_REGULATION',
  'grading.submit': 'SAFETY_REGULATOR',
  'accident.submit': 'SAFETY_REGULATOR',
  'hazard.submit': 'SAFETY_REGULATOR',
  'rating.submit': 'CREDIT_OFFICE',
  'finding.submit': 'SAFETY_REGULATOR',
  'case.decide': 'SAFETY_REGULATOR',
  'penalty.submit': 'SAFETY_REGULATOR',
  'licence.submit': 'SAFETY_REGULATOR HOUSING INDUSTRY_IT',
};
/** What everybody reads all of: what the log says of itself, what is public by law from its first version on. */
const EVERYBODYS: Action[] = ['log.read', 'licence.read'];
/** What every agency has of its own; an operator reads and switches everybody's. */
const OWN: Action[] = [
  ...(['webhook.read', 'webhook.switch', 'webhook.manage', 'consumer.acknowledge', 'notice.act'] as const),
  ...(['operation.read', 'operation.manage', 'import.read'] as const),
];
const OPERATED: Action[] = [
  ...(['webhook.read', 'webhook.switch', 'inquiry.read', 'operation.read', 'operation.manage'] as const),
  'import.read',
];
/** What every agency that may check credit has of its own. */
const CREDIT: Action[] = ['portfolio.read', 'portfolio.manage', 'inquiry.read'];
const SCOPES: Record<string, string | null> = {
  A: 'ALL',
  O: 'OWN_DIVISION',
  B: 'OWN_OR_PUBLISHED',
  P: 'PUBLISHED',
  M: 'OWN',
  '-': null,
};

const viewerOf = (kind: string): Viewer =>
  kind === 'PUBLIC' ? PUBLIC : { kind: kind as Viewer['kind'], agencyId: 'a', name: kind, divisionCode: '620621' };
const expected = new Map<string, string | null>(
  READS.trim()
    .split('\n')
    .flatMap((line) => {
      const [kind = '', ...cells] = line.trim().split(/\s+/);
      const reads = COLUMNS.map((action, i) => [`${kind} ${action}`, SCOPES[cells[i] as string] ?? null] as const);
      const submits = Object.entries(SUBMITS).map(
        ([action, by]) => [`${kind} ${action}`, by.split(' ').includes(kind) ? 'OWN_DIVISION' : null] as const,
      );
      const own = [...OWN, ...CREDIT].map((action) => {
        const all = kind === 'OPERATOR' && OPERATED.includes(action);
        const none = kind === 'PUBLIC' || (kind === 'COUNTY_GOVERNMENT' && CREDIT.includes(action));
        return [`${kind} ${action}`, none ? null : all ? 'ALL' : 'OWN'] as const;
      });
      const everybodys = EVERYBODYS.map((action) => [`${kind} ${action}`, 'ALL'] as const);
      return [...reads, ...submits, ...own, ...everybodys];
    }),
);
const KINDS = [...AGENCY_KINDS, 'PUBLIC'] as const;

describe('the permission page', () => {
  it('is the contract’s table, for every kind and every action', () => {
    const page = KINDS.flatMap((kind) =>
      ACTIONS.map((action) => [`${kind} ${action}`, scopeOf(viewerOf(kind), action)] as const),
    );
    expect(Object.fromEntries(page)).toEqual(Object.fromEntries(expected));
    expect(page).toHaveLength(18 * 37);
  });

  it('refuses the public with UNAUTHENTICATED and an agency with FORBIDDEN, naming the action', () => {
    for (const kind of KINDS) {
      for (const action of ACTIONS) {
        const scope = expected.get(`${kind} ${action}`);
        const viewer = viewerOf(kind);
        if (scope) {
          expect(authorise(viewer, action)).toBe(scope);
          expect(authoriseProvider(viewer, action)).toBe(viewer);
          continue;
        }
        const code = kind === 'PUBLIC' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
        for (const ask of [authorise, authoriseProvider])
          expect(() => ask(viewer, action), `${kind} ${action}`).toThrow(
            expect.objectContaining({ code, extensions: { code, action } }),
          );
      }
    }
  });

  it('a county government or a regulator without a division had the whole nation’s: it has none', () => {
    for (const kind of AGENCY_KINDS) {
      const nowhere = { ...viewerOf(kind), divisionCode: null };
      for (const action of ACTIONS) {
        const scope = scopeOf(viewerOf(kind), action);
        const territorial = scope === 'OWN_DIVISION' || scope === 'OWN_OR_PUBLISHED';
        const left = needsDivision(kind) && territorial ? (scope === 'OWN_DIVISION' ? null : 'PUBLISHED') : scope;
        expect(scopeOf(nowhere, action), `${kind} ${action}`).toBe(left);
      }
    }
    const nowhere = { ...viewerOf('COUNTY_GOVERNMENT'), divisionCode: null };
    expect(() => authorise(nowhere, 'accident.read')).toThrow(/has none; .*npx hub agency assign a --division CODE/);
    // Whoever has a permission of its territory is of a kind that needs one; the submitters of the other registers may be everywhere.
    const anywhere = ['MARKET_REGULATION', 'CREDIT_OFFICE', 'HOUSING', 'INDUSTRY_IT'];
    for (const kind of AGENCY_KINDS.filter((k) => !needsDivision(k) && !anywhere.includes(k)))
      for (const action of ACTIONS) expect(`${scopeOf(viewerOf(kind), action)}`, kind).not.toMatch(/^OWN_/);
  });

  it('keeps an own division to what it covers, and an agency of the whole nation to nothing', () => {
    const county = viewerOf('COUNTY_GOVERNMENT');
    const cases: [string | null, string, boolean][] = [
      ['620621', '620621', true],
      ['620621', '620621100', true],
      ['620621', '620622', false],
      ['620621', '620600', false],
      ['620600', '620621', true],
      ['620621100', '620621101', false],
      ['620621100', '620621', false],
      ['100000', '110105', true],
      [null, '110105', false],
      [null, '620621', false],
    ];
    for (const [divisionCode, division, inside] of cases) {
      expect(inTerritory({ ...county, divisionCode }, 'OWN_DIVISION', division), `${divisionCode} ${division}`).toBe(
        inside,
      );
      expect(inTerritory({ ...county, divisionCode }, 'ALL', division)).toBe(true);
    }
  });
});
