import type { Fact } from '../../src/linkage/rules/index.js';

/**
 * The rules told a second time, in plain code and without policy data: what the four policies, and a fifth one made up for
 * repeats, restrict. It folds whole looks at an enterprise into spells; nothing is shared with src/linkage/rules.
 */

/** One look of the hub: the facts as they stood, and the steps that agencies then took. */
export interface Look {
  day: string;
  facts: readonly Fact[];
  steps: readonly { key: string; by: string }[];
}

/** A time under restrictions, or proposed for it: no `from` yet. */
interface Spell {
  key: string;
  rule: Rule;
  fact: string;
  deadline: string;
  from?: string;
  until?: string;
  /** First day on which it was no longer in force, and by whom. */
  cut?: string;
  cutBy?: 'facts' | 'authority' | 'repair';
}

interface Rule {
  policy: string;
  code: string;
  /** Fulfilled by a fact among facts on a day. */
  when: (fact: Fact, all: readonly Fact[], day: string) => boolean;
  /** Years of the term, of the term of a repeat, and after the fact in which it may be opened. */
  years: number;
  longer?: number;
  late?: number;
  /** In force without anybody's decision. */
  direct: boolean;
}

/** The same day some years later; 29 February has none in common years. */
const years = (day: string, n: number): string => {
  const moved = `${Number(day.slice(0, 4)) + n}${day.slice(4)}`;
  return moved.endsWith('02-29') && Number(moved.slice(0, 4)) % 4 !== 0 ? moved.replace('02-29', '02-28') : moved;
};
const tomorrow = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

const dayOf = (f: Fact): string | null => {
  if (f.kind === 'HAZARD') return f.deadline && tomorrow(f.deadline);
  return f.kind === 'ACCIDENT' ? f.occurredOn : f.foundOn;
};

const policyAt = (division: string, day: string): string => {
  if (division.startsWith('620621') && day >= '2015-04-01') return 'minqin-2015';
  if (division.startsWith('620102')) return 'lanzhou';
  if (day < '2010-07-19') return 'none';
  if (day < '2017-05-09') return 'guofa-2010-23';
  return day < '2023-10-01' ? 'anjianzongban-2017-49' : 'mem-order-11-2023';
};

const guilty = (f: Fact) => f.kind === 'ACCIDENT' && f.status === 'CONCLUDED' && /SEC|EQ|MA|FU/.test(f.responsibility);
const mainly = (f: Fact) => guilty(f) && f.kind === 'ACCIDENT' && /MA|FU/.test(f.responsibility);
const acquitted = (f: Fact) => f.kind === 'ACCIDENT' && f.status === 'CONCLUDED' && f.responsibility === 'NOT_LIABLE';
const big = (f: Fact) => f.kind === 'ACCIDENT' && f.level.endsWith('MAJOR');
const large = (f: Fact) => f.kind === 'ACCIDENT' && f.level === 'RELATIVELY_LARGE';
const deadly = (f: Fact) => f.kind === 'ACCIDENT' && f.level === 'ORDINARY' && f.deaths > 0;
const missed = (f: Fact, _: readonly Fact[], day: string): boolean => {
  if (f.kind !== 'HAZARD' || f.level !== 'MAJOR' || f.deadline === null || f.deadline >= day) return false;
  const open = f.state !== 'FOUND' && f.state !== 'DELISTED';
  return open && (f.claimedOn === null || f.claimedOn > f.deadline);
};
/** At least `n` such accidents in the year up to this one, itself the last. */
const several = (n: number, such: (f: Fact) => boolean) => (fact: Fact, all: readonly Fact[]) => {
  if (fact.kind !== 'ACCIDENT' || !such(fact)) return false;
  let count = 0;
  for (const f of all) {
    if (f.kind !== 'ACCIDENT' || !such(f) || f.occurredOn > fact.occurredOn) continue;
    if (f.occurredOn === fact.occurredOn && Number(f.id) > Number(fact.id)) continue;
    if (years(f.occurredOn, 1) >= fact.occurredOn) count++;
  }
  return count >= n;
};
const conduct = (kinds: RegExp, strict: boolean) => (f: Fact, _: readonly Fact[], day: string) =>
  f.kind === 'FINDING' &&
  kinds.test(f.finding) &&
  !(f.withdrawnOn !== null && f.withdrawnOn <= day) &&
  (!strict || (f.penalised && f.grave));

const rules = (policy: string, shared: Omit<Rule, 'policy' | 'code' | 'when'>, when: Record<string, Rule['when']>) =>
  Object.entries(when).map(([code, test]): Rule => ({ policy, code, when: test, ...shared }));

const RULES: Rule[] = [
  ...rules(
    'minqin-2015',
    { years: 1, late: 1, direct: true },
    {
      ANY_ACCIDENT: (f) => f.kind === 'ACCIDENT' && !acquitted(f),
      MAJOR_HAZARD_UNRECTIFIED: missed,
    },
  ),
  ...rules(
    'guofa-2010-23',
    { years: 1, late: 2, direct: true },
    {
      MAJOR_LIABLE: (f) => big(f) && guilty(f),
      TWO_LARGE_MAIN_LIABILITY: several(2, (f) => large(f) && mainly(f)),
      MAJOR_HAZARD_UNRECTIFIED: missed,
    },
  ),
  ...rules(
    'anjianzongban-2017-49',
    { years: 1, late: 2, direct: false },
    {
      OBJECT_1_LARGE: (f) => (big(f) || large(f)) && guilty(f),
      OBJECT_1_THREE_FATAL: several(3, (f) => deadly(f) && guilty(f)),
      OBJECT_2: conduct(/^NO_LICENCE/, false),
      OBJECT_6: conduct(/REPORT$/, false),
      BLACKLIST_MAJOR: (f) => big(f) && guilty(f),
      BLACKLIST_TWO_LARGE: several(2, (f) => large(f) && guilty(f)),
    },
  ),
  ...rules(
    'mem-order-11-2023',
    { years: 3, late: 5, direct: false },
    {
      ACCIDENT_1_MAJOR: (f) => big(f) && guilty(f),
      ACCIDENT_2_TWO_LARGE: several(2, (f) => large(f) && guilty(f)),
      ACCIDENT_4_CONCEALED: conduct(/^CONCEALED/, true),
      CONDUCT_1_NO_LICENCE: conduct(/^NO_LICENCE/, true),
    },
  ),
  // Made up: every accident with a death, a year; three for who was restricted within a year before.
  ...rules(
    'lanzhou',
    { years: 1, longer: 3, direct: true },
    {
      DEADLY: (f) => f.kind === 'ACCIDENT' && f.deaths > 0 && !acquitted(f),
    },
  ),
];

const lastDay = (s: Spell): string => {
  const before = s.cut && new Date(Date.parse(s.cut) - 86_400_000).toISOString().slice(0, 10);
  return before && before < (s.until as string) ? before : (s.until as string);
};

/** The term of a spell that begins on a day. */
function begin(spell: Spell, day: string, others: readonly Spell[]): void {
  const { rule } = spell;
  const again = others.some(
    (o) =>
      o !== spell &&
      o.rule.policy === rule.policy &&
      o.fact !== spell.fact &&
      o.from !== undefined &&
      (o.cutBy === undefined || o.cutBy === 'repair') &&
      years(lastDay(o), 1) >= day &&
      lastDay(o) >= o.from,
  );
  spell.from = day;
  spell.until = years(day, again && rule.longer ? rule.longer : rule.years);
}

function stepped(spells: readonly Spell[], key: string, by: string, day: string): void {
  const spell = spells.find((s) => s.key === key);
  if (!spell) throw new Error(`the model has no spell ${key}`);
  if (by === 'decideCase') begin(spell, day, spells);
  if (by === 'dropCase' || by === 'revokeDecision') Object.assign(spell, { cut: day, cutBy: 'authority' });
  if (by === 'approveRepair') Object.assign(spell, { cut: day, cutBy: 'repair' });
  if (by === 'restoreListing') {
    delete spell.cut;
    delete spell.cutBy;
  }
}

/** What is in force on a day, given the looks until then, by key. */
export function modelInForce(looks: readonly Look[], on: string): string[] {
  const spells: Spell[] = [];
  for (const { day, facts, steps } of looks) {
    const due: { base: string; rule: Rule; fact: Fact; since: string }[] = [];
    for (const rule of RULES) {
      const ids = new Set([...facts.map((f) => `${f.kind}:${f.id}`), ...spells.map((s) => s.fact)]);
      for (const name of ids) {
        const fact = facts.find((f) => `${f.kind}:${f.id}` === name);
        const since = fact ? dayOf(fact) : null;
        const base = `${rule.policy}/${rule.code}/${name}`;
        const own = spells.filter((s) => s.key === base || s.key.startsWith(`${base}#`));
        const last = own.at(-1);
        const holds =
          fact && since !== null && policyAt(fact.division, since) === rule.policy && rule.when(fact, facts, day);
        const running = last && last.cut === undefined && !(last.until !== undefined && last.until < day);
        if (!holds) {
          // An accident or a finding that was no ground is withdrawn after its term too.
          if (last && last.cut === undefined && (running || !name.startsWith('HAZARD')))
            Object.assign(last, { cut: day, cutBy: 'facts' });
          continue;
        }
        const moved = last !== undefined && name.startsWith('HAZARD') && since > last.deadline;
        if (running && !moved) continue;
        if (running && moved) Object.assign(last, { cut: day, cutBy: 'facts' });
        const early = last?.cutBy === 'facts' && (last.until === undefined || (last.cut as string) <= last.until);
        if (last && !moved && !early) continue;
        if (rule.late && !name.startsWith('HAZARD') && years(since, rule.late) < day) continue;
        due.push({ base: own.length === 0 ? base : `${base}#${own.length + 1}`, rule, fact, since });
      }
    }
    due.sort((a, b) => (a.since + a.base < b.since + b.base ? -1 : 1));
    for (const { base, rule, fact, since } of due) {
      const spell: Spell = { key: base, rule, fact: `${fact.kind}:${fact.id}`, deadline: since };
      spells.push(spell);
      if (rule.direct) begin(spell, day, spells);
    }
    for (const { key, by } of steps) stepped(spells, key, by, day);
  }
  const inForce = spells.filter((s) => s.from && s.from <= on && on <= (s.until as string) && !(s.cut && s.cut <= on));
  return inForce.map((s) => s.key).sort();
}
