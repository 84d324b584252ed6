import { ACCIDENT_LEVELS, type AccidentCategory, type AccidentLevel } from '../kernel/vocabulary.js';
import { cents } from '../kernel/yuan.js';

/** What the level follows from. A loss not yet known does not raise it. */
export interface Figures {
  deaths: number;
  seriousInjuries: number;
  directEconomicLoss: string | null;
}

/** From how many deaths, serious injuries, and cents of loss on each level starts, gravest first (Decree 493, art. 3). */
const STARTS: [level: AccidentLevel, deaths: number, seriousInjuries: number, loss: bigint][] = [
  ['PARTICULARLY_MAJOR', 30, 100, 10_000_000_000n],
  ['MAJOR', 10, 50, 5_000_000_000n],
  ['RELATIVELY_LARGE', 3, 10, 1_000_000_000n],
];

/** The level 事故等级: the worst of deaths, serious injuries and direct economic loss. The database computes it too. */
export function accidentLevel({ deaths, seriousInjuries, directEconomicLoss }: Figures): AccidentLevel {
  const loss = directEconomicLoss === null ? 0n : cents(directEconomicLoss);
  const reached = STARTS.find(([, d, i, l]) => deaths >= d || seriousInjuries >= i || loss >= l);
  return reached?.[0] ?? 'ORDINARY';
}

/** The level and those above it. */
export const levelsFrom = (least: AccidentLevel): AccidentLevel[] =>
  ACCIDENT_LEVELS.slice(ACCIDENT_LEVELS.indexOf(least));

/** Days after the accident in which a change of its casualties still counts: 7 for road traffic and fire, else 30 (art. 13). */
export const supplementDays = (category: AccidentCategory): number =>
  category === 'ROAD_TRAFFIC' || category === 'FIRE' ? 7 : 30;
