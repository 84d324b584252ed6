import { covers } from '../kernel/division-code.js';
import { HubError } from '../kernel/errors.js';
import { AGENCY_KINDS, type AgencyKind, needsDivision } from '../kernel/vocabulary.js';
import type { Viewer } from './viewer.js';

/**
 * How much of a register an answer may show. PUBLISHED: what its law makes public; OWN_DIVISION: the viewer's territory;
 * OWN_OR_PUBLISHED: all of the territory, and elsewhere what is public; OWN: what is the agency's own, such as its webhooks.
 */
export type Scope = 'ALL' | 'OWN_DIVISION' | 'OWN_OR_PUBLISHED' | 'PUBLISHED' | 'OWN';

type Kind = AgencyKind | 'PUBLIC';

const grant = (scope: Scope, kinds: readonly Kind[]): Partial<Record<Kind, Scope>> =>
  Object.fromEntries(kinds.map((kind) => [kind, scope]));

/** Who acts on an accident or a hazard: the plan's recipients (section 3.3, item 7), and other partners of the county. */
const PARTNERS: AgencyKind[] = [
  'PARTNER',
  'DEVELOPMENT_REFORM',
  'LAND',
  'HOUSING',
  'INDUSTRY_IT',
  'HUMAN_RESOURCES',
  'MARKET_REGULATION',
  'QUALITY_SUPERVISION',
  'POWER',
];
/** Who gives credit, or answers for it. */
const LENDERS: AgencyKind[] = ['BANKING', 'SECURITIES', 'INSURANCE', 'GUARANTEE'];
/** Who carries a case: it sees the proposal, the steps, and what the case rests on. */
const AUTHORITIES = {
  ...grant('OWN_DIVISION', ['COUNTY_GOVERNMENT', 'SAFETY_REGULATOR']),
  OPERATOR: 'ALL',
} satisfies Partial<Record<Kind, Scope>>;
/** A county government gives no credit and decides none: the contract's table leaves its cell empty. */
const CREDIT_READERS = AGENCY_KINDS.filter((kind) => kind !== 'COUNTY_GOVERNMENT');
const EVERYONE = [...AGENCY_KINDS, 'PUBLIC'] as const;

/**
 * The permission page: every action, and who may do it how far. What is not named is refused. Sources: the plan's
 * section 3.3 (items 2 and 7); the regulations on government data sharing (decree 809): sharing by need, with purpose; NDRC order 36
 * of 2026: when a restriction ends, publicity, sharing and use end together.
 */
const PAGE = {
  'enterprise.read': grant('ALL', EVERYONE),
  // A result that is not published is its own division's: 应急〔2021〕83号 has it publicised before it is announced.
  'grading.read': { ...grant('PUBLISHED', EVERYONE), SAFETY_REGULATOR: 'OWN_OR_PUBLISHED', OPERATOR: 'ALL' },
  // Lenders see of accidents what is published, as anybody does, and beyond it what a credit check says. The credit office
  // provides ratings and is no recipient of the plan: so it reads, of the other registers, what is published.
  'accident.read': {
    ...grant('PUBLISHED', ['PUBLIC', 'CREDIT_OFFICE', ...LENDERS]),
    ...grant('ALL', [...PARTNERS, 'OPERATOR']),
    ...grant('OWN_DIVISION', ['COUNTY_GOVERNMENT', 'SAFETY_REGULATOR']),
  },
  'hazard.read': {
    ...grant('PUBLISHED', ['PUBLIC', 'CREDIT_OFFICE']),
    ...grant('ALL', [...PARTNERS, 'OPERATOR']),
    ...grant('OWN_DIVISION', ['COUNTY_GOVERNMENT', 'SAFETY_REGULATOR']),
  },
  // Public while it is published (Penalty Law, art. 48; order 36); its authorities go on reading what they decided.
  'penalty.read': {
    ...grant('PUBLISHED', EVERYONE),
    ...grant('OWN_OR_PUBLISHED', ['COUNTY_GOVERNMENT', 'SAFETY_REGULATOR']),
    OPERATOR: 'ALL',
  },
  // Texts that may name people: the provider's side alone. Everybody else reads the public texts beside them.
  'internal.read': {
    ...grant('OWN_DIVISION', ['COUNTY_GOVERNMENT', 'SAFETY_REGULATOR']),
    OPERATOR: 'ALL',
  },
  // Public by law once issued 双公示.
  'licence.read': grant('ALL', EVERYONE),
  'rating.read': grant('ALL', CREDIT_READERS),
  'credit.check': grant('ALL', CREDIT_READERS),
  // A list of companies is its agency's own business: no other agency sees it, the operator neither.
  'portfolio.read': grant('OWN', CREDIT_READERS),
  'portfolio.manage': grant('OWN', CREDIT_READERS),
  'inquiry.read': { ...grant('OWN', CREDIT_READERS), OPERATOR: 'ALL' },
  // Restrictions in force; to the public, those announced to it. One that ended is nobody's any more (order 36).
  'restriction.read': { ...grant('ALL', AGENCY_KINDS), PUBLIC: 'PUBLISHED' },
  // That one has ended is told with its company to its authorities; to others, which announcement ended, and no more.
  'removal.read': { ...grant('ALL', AGENCY_KINDS), PUBLIC: 'PUBLISHED' },
  // Proposals, prior notices, steps and what has ended: the authorities of the case (Penalty Law, art. 44; order 11 of 2023).
  'case.read': AUTHORITIES,
  // What others learn of a finding is the restriction.
  'finding.read': AUTHORITIES,
  // What a finding rests on never leaves those who provide findings; the operator keeps the register.
  'finding.basis': { SAFETY_REGULATOR: 'OWN_DIVISION', OPERATOR: 'ALL' },
  'policy.read': grant('ALL', EVERYONE),
  // What the log itself says of itself: nobody may be left with events that are no more.
  'log.read': grant('ALL', EVERYONE),
  'enterprise.submit': { MARKET_REGULATION: 'OWN_DIVISION' },
  'grading.submit': { SAFETY_REGULATOR: 'OWN_DIVISION' },
  'accident.submit': { SAFETY_REGULATOR: 'OWN_DIVISION' },
  'hazard.submit': { SAFETY_REGULATOR: 'OWN_DIVISION' },
  // Who issues them (安全生产许可证条例, art. 3 to 5), each its own kind: src/licence.
  'licence.submit': grant('OWN_DIVISION', ['SAFETY_REGULATOR', 'HOUSING', 'INDUSTRY_IT']),
  'rating.submit': { CREDIT_OFFICE: 'OWN_DIVISION' },
  'penalty.submit': { SAFETY_REGULATOR: 'OWN_DIVISION' },
  'finding.submit': { SAFETY_REGULATOR: 'OWN_DIVISION' },
  // The steps of a linkage case: statement, hearing, decision, repair.
  'case.decide': { SAFETY_REGULATOR: 'OWN_DIVISION' },
  // A recipient has its own notices; who sent them, and the county's government, see what became of them.
  'notice.read': {
    ...grant('OWN', AGENCY_KINDS),
    ...grant('OWN_DIVISION', ['COUNTY_GOVERNMENT', 'SAFETY_REGULATOR']),
    OPERATOR: 'ALL',
  },
  'notice.act': grant('OWN', AGENCY_KINDS),
  // The operator looks after every endpoint: it sees them, and stops one that does harm.
  'webhook.read': { ...grant('OWN', AGENCY_KINDS), OPERATOR: 'ALL' },
  'webhook.switch': { ...grant('OWN', AGENCY_KINDS), OPERATOR: 'ALL' },
  'webhook.manage': grant('OWN', AGENCY_KINDS),
  'consumer.acknowledge': grant('OWN', AGENCY_KINDS),
  // An agency answers for what its clients ask; the operator does for any, as by the command.
  'operation.read': { ...grant('OWN', AGENCY_KINDS), OPERATOR: 'ALL' },
  'operation.manage': { ...grant('OWN', AGENCY_KINDS), OPERATOR: 'ALL' },
  // What became of the files that an agency handed in; the operator, who helps it, sees everybody's.
  'import.read': { ...grant('OWN', AGENCY_KINDS), OPERATOR: 'ALL' },
} satisfies Record<string, Partial<Record<Kind, Scope>>>;

export type Action = keyof typeof PAGE;
export const ACTIONS = Object.keys(PAGE) as Action[];

/** Of a kind that needs a division, and without one: it was entered before the hub asked for one. */
const isNowhere = ({ kind, divisionCode }: Pick<Viewer, 'kind' | 'divisionCode'>): boolean =>
  divisionCode === null && needsDivision(kind);

/** The scope of an action for a viewer, or null where it is refused. No territory is never every territory. */
export const scopeOf = (viewer: Viewer, action: Action): Scope | null => {
  const scope = (PAGE[action] as Partial<Record<Kind, Scope>>)[viewer.kind] ?? null;
  if (!isNowhere(viewer)) return scope;
  return scope === 'OWN_DIVISION' ? null : scope === 'OWN_OR_PUBLISHED' ? 'PUBLISHED' : scope;
};

/** Whether an agency works for a division: its own territory; without one everywhere, or nowhere where its kind needs one. */
export const worksFor = (agency: Pick<Viewer, 'kind' | 'divisionCode'>, division: string): boolean =>
  agency.divisionCode === null ? !isNowhere(agency) : covers(agency.divisionCode, division);

/** The scope, or the refusal: UNAUTHENTICATED asks the public for a key, FORBIDDEN tells an agency that it is not its to do. */
export function authorise(viewer: Viewer, action: Action): Scope {
  const scope = scopeOf(viewer, action);
  if (scope) return scope;
  if (viewer.kind === 'PUBLIC') {
    throw new HubError('UNAUTHENTICATED', `${action} needs an agency's key: send "Authorization: Bearer KEY"`, {
      action,
    });
  }
  if (isNowhere(viewer)) {
    const mend = `its operator gives it one: npx hub agency assign ${viewer.agencyId} --division CODE`;
    throw new HubError('FORBIDDEN', `${action} is of a division, and ${viewer.name} has none; ${mend}`, { action });
  }
  throw new HubError('FORBIDDEN', `${action} is not open to an agency of kind ${viewer.kind}`, { action });
}

/** Whether a division lies in what the scope shows. */
export const inTerritory = (viewer: Viewer, scope: Scope, division: string): boolean =>
  scope !== 'OWN_DIVISION' || worksFor(viewer, division);

/** An agency that may act: a viewer with an id. */
export interface Provider extends Viewer {
  agencyId: string;
}

/** The viewer as provider of a register's records. */
export function authoriseProvider(viewer: Viewer, action: Action): Provider {
  authorise(viewer, action);
  return viewer as Provider;
}
