import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  edgeOf,
  HAZARD_EDGES,
  HAZARD_STEPS,
  type HazardStepName,
  legalTransitions,
  STEP_TARGETS,
} from '../../src/hazard/hazard.machine.js';
import { HAZARD_LEVELS, HAZARD_STATES, type HazardLevel, type HazardState } from '../../src/kernel/vocabulary.js';
import { LEGAL } from './model.js';

const pairs = HAZARD_STATES.flatMap((from) => HAZARD_STEPS.map((by) => [from, by] as const));
const inModel = (from: HazardState, by: HazardStepName, level: HazardLevel) => {
  const at = LEGAL[from][by];
  return at === 'both' || at === level;
};

describe('the table of transitions', () => {
  it.each(HAZARD_EDGES.map((e) => [e.from, e.by, e.to, e.only ?? 'both'] as const))(
    '%s -%s-> %s (%s) is legal',
    (from, by, to, only) => {
      expect(LEGAL[from][by]).toBe(only);
      expect(STEP_TARGETS[by]).toBe(to);
    },
  );

  it.each(HAZARD_LEVELS)('refuses every other pair of a %s hazard', (level) => {
    const illegal = pairs.filter(([from, by]) => !inModel(from, by, level));
    for (const [from, by] of illegal) expect(edgeOf(from, level, by), `${from} ${by}`).toBeNull();
    for (const [from, by] of pairs.filter(([f, b]) => inModel(f, b, level)))
      expect(edgeOf(from, level, by)?.to).toBe(STEP_TARGETS[by]);
    expect(illegal.length).toBeGreaterThan(150);
  });

  it('names the legal states of each state', () => {
    expect(legalTransitions('NOTIFIED', 'MAJOR')).toEqual(['LISTED', 'OVERDUE']);
    expect(new Set(legalTransitions('NOTIFIED', 'GENERAL'))).toEqual(
      new Set(['LISTED', 'PLAN_APPROVED', 'RECTIFYING', 'OVERDUE']),
    );
    expect(legalTransitions('SUSPENDED', 'GENERAL')).not.toContain('RECTIFYING');
    expect(legalTransitions('DELISTED', 'MAJOR')).toEqual([]);
    expect(legalTransitions('CLOSED', 'GENERAL')).toEqual([]);
  });

  it.each(HAZARD_LEVELS)('a %s hazard reaches every state, and from each of them its end', (level) => {
    const closure = (from: HazardState) => {
      const seen = new Set<HazardState>([from]);
      for (const state of seen) for (const next of legalTransitions(state, level)) seen.add(next);
      return seen;
    };
    expect(closure('FOUND')).toEqual(new Set(HAZARD_STATES));
    for (const state of HAZARD_STATES) if (state !== 'CLOSED') expect(closure(state), state).toContain('DELISTED');
  });

  it('is the table of README.md, row by row', () => {
    const readme = readFileSync('src/hazard/README.md', 'utf8');
    const row = /^\| ([A-Z_]+) +\| `(\w+)` +\| ([A-Z_]+) +\| (\w+) +\| (.+) +\| (.+) +\|$/gm;
    const rows = [...readme.matchAll(row)].map((m) => m.slice(1).map((cell) => cell.trim()));
    expect(rows).toEqual(HAZARD_EDGES.map((e) => [e.from, e.by, e.to, e.only ?? 'both', e.why, e.source]));
  });
});
